import { assert } from '../../base/errors.ts';
import { binomialLowerRank } from '../binomial.ts';
import { confidence, z95 } from '../intervals.ts';
import type { PathWeights } from '../weights.ts';
import { isComplete, type RankedTail } from './ranked.ts';

/**
 * The tail of one scheme beyond one level a, after n paths: the worst n (1 - a) of them.
 *
 * VaR is the smallest loss l with P(L <= l) >= a; ES is the mean of the worst 1 - a, in which the last path takes part
 * with the fraction that fills the tail (Acerbi & Tasche 2002). Under weights, "worst n (1 - a)" is measured in weight.
 */
export interface LevelTail {
  readonly level: number;
  readonly ranked: RankedTail;
  /** n (1 - a). */
  readonly mass: number;
  /** Entries that are in the tail as a whole; entry `full` is the one at VaR. */
  readonly full: number;
  /** Weight with which entry `full` belongs to the tail. */
  readonly rest: number;
  readonly valueAtRisk: number;
  /** Standard deviation of the mass that a sample has beyond the true VaR; sqrt(n a (1 - a)) with all weights 1. */
  readonly massError: number;
  /** Entries between which the interval of VaR lies; null where the sample does not reach so far. */
  readonly highEntry: number | null;
  readonly lowEntry: number | null;
  /** Entries `reach` standard deviations of mass from VaR: what its standard error is read from; null as above. */
  readonly highReach: number | null;
  readonly lowReach: number | null;
}

/**
 * The standard error of VaR is read from losses so many standard deviations away: far enough to see the gap beside a tie
 * (of paths that lost everything) that a sample may hide within two.
 */
export const reach = 3;

/** Finds the tail beyond a level; null if there are no paths, or their weight does not fill it. */
export function findTail(ranked: RankedTail, weights: PathWeights, level: number): LevelTail | null {
  const { paths } = weights;
  const below = wholeIfClose(paths * level, paths);
  const mass = paths - below;
  const full = firstBeyond(ranked.mass, mass);
  if (paths === 0 || full === ranked.losses.length) {
    assert(ranked.dropped === null, 'the largest losses reach as far as the tail');
    return null;
  }
  assert(isComplete(ranked, full), 'no loss was dropped that belongs to the tail');
  const aboveMass = full === 0 ? 0 : ranked.mass[full - 1]!;
  const rest = mass - aboveMass;
  const massError = Math.sqrt(Math.max(0, squaresDownTo(ranked, full, rest) - (mass * mass) / paths));
  const equallyWeighted = weights.squares === weights.sum;
  const entriesAt = (deviations: number): [high: number, low: number] => [
    firstBeyond(ranked.mass, mass - deviations * massError) - 1,
    firstBeyond(ranked.mass, mass + deviations * massError),
  ];
  const [highEntry, lowEntry] = equallyWeighted ? binomialEntries(paths, level) : entriesAt(z95);
  const [highReach, lowReach] = entriesAt(reach);
  const within = (entry: number) =>
    entry >= 0 && entry < ranked.losses.length && isComplete(ranked, entry) ? entry : null;
  return {
    level,
    ranked,
    mass,
    full,
    rest,
    valueAtRisk: ranked.losses[full]!,
    massError,
    highEntry: within(highEntry),
    lowEntry: within(lowEntry),
    highReach: within(highReach),
    lowReach: within(lowReach),
  };
}

/** n a is often a whole number that floating point misses by a hair: 100 x 0.55 is 55.00000000000001, and means 55. */
function wholeIfClose(value: number, paths: number): number {
  const whole = Math.round(value);
  return Math.abs(value - whole) <= 1e-9 + 1e-15 * paths ? whole : value;
}

/** First entry whose cumulative mass is above `mass`; the length if there is none. */
function firstBeyond(cumulative: Float64Array, mass: number): number {
  let low = 0;
  let high = cumulative.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cumulative[middle]! > mass) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Distribution-free interval of a quantile (David & Nagaraja 2003, section 7.1): the number of losses above the true
 * VaR is binomial, so the ranks that its 2.5 % and 97.5 % points name enclose it with at least 95 %. Entries from 0.
 * (Under weights: the entries at which the mass of the tail is 1.96 of its standard deviations smaller and larger.)
 */
function binomialEntries(paths: number, level: number): [high: number, low: number] {
  const outside = (1 - confidence) / 2;
  const fewest = binomialLowerRank(paths, 1 - level, outside);
  // At most `outside` for so many or more above: by symmetry, for so many or fewer below.
  const fewestBelow = binomialLowerRank(paths, level, outside);
  return [fewest, fewestBelow === -1 ? -1 : paths - fewestBelow - 1];
}

/** Sum of the squared weights in the tail. */
function squaresDownTo({ weights }: RankedTail, full: number, rest: number): number {
  let squares = rest * weights[full]!;
  for (let entry = 0; entry < full; entry++) squares += weights[entry]! ** 2;
  return squares;
}
