import type { Sizes } from './sizes.ts';

/**
 * Guessed seconds that one thread takes for a path in all schemes. Nanoseconds were measured on an idle processor, one feature of a study
 * at a time, and rounded up: runs of more than a moment are measured before they start, so a guess that is too small is worse than one
 * that is too large.
 */
export function secondsPerPath(sizes: Sizes): number {
  const { steps } = sizes;
  return 1e-9 * (500 + steps * (marketNanoseconds(sizes) + accountNanoseconds(sizes)) + onceNanoseconds(sizes));
}

/** Of a step: normals and their factor, what is drawn beside them, funding rates. A switch writes the factor of a lane anew. */
function marketNanoseconds({ assets, drawnPairs, draws, settlementsPerStep }: Sizes): number {
  const { switches, mixings, commonJumps, singleJumps } = draws;
  return (
    3 +
    3.5 * assets +
    0.12 * drawnPairs +
    switches * (200 + 60 * assets + drawnPairs) +
    mixings * (4 + 0.2 * assets) +
    commonJumps * (150 + 120 * assets) +
    singleJumps * 350 +
    settlementsPerStep * 25 * assets
  );
}

/** Of a step: what is held, in every scheme. State that the fast memory of a processor does not hold takes several times as long. */
function accountNanoseconds(sizes: Sizes): number {
  const { schemes, positions, pools, coins, policies, settlementsPerStep, groupBytes } = sizes;
  const holdings = schemes * positions;
  const perHolding = 1 + Math.min(3, Math.max(0, groupBytes / 1e6 - 0.5)) + 1.5 * settlementsPerStep;
  return holdings * perHolding + 0.25 * pools * coins + 3 * policies * positions;
}

/** Of a path: liquidations, which may close a position bracket by bracket, and summing up. */
function onceNanoseconds({ schemes, positions, brackets, columns, subjects }: Sizes): number {
  return 300 * schemes * positions * Math.min(16, brackets) + columns * (40 + 18 * positions + 20 * subjects);
}

/** Guessed seconds that a path takes longer if its market is observed. */
export function secondsPerObservedPath({ steps, assets }: Sizes): number {
  return 1e-6 * steps * (0.05 * assets + 0.005 * assets * assets);
}
