import type { CompiledHazard } from '../../market/regime-arrays.ts';
import type { CompiledMarket } from '../compile/market.ts';
import { BLOCK_STEPS, Hazard, Stream } from './constants.ts';

/** Settings of the market. */
export function marketSettings({ funding, laws: { mixing }, stepSeconds }: CompiledMarket) {
  return {
    stepSeconds,
    intervalSeconds: mixing?.intervalSeconds ?? 0,
    degrees: mixing?.degrees ?? 0,
    stepsPerSettlement: funding?.stepsPerSettlement ?? 0,
    intervalsPerSettlement: funding?.intervalsPerSettlement ?? 0,
    fundingInterest: funding?.interest ?? 0,
    fundingDamper: funding?.damper ?? 0,
  };
}

/** Lengths of the axes of the market. */
export function marketCounts(market: CompiledMarket) {
  const { laws, stepSeconds } = market;
  const { mixing, regimeParts } = laws;
  const pairs = pairsOf(market);
  return {
    asset: market.assets,
    drawn: 2 * pairs,
    pair: pairs,
    priced: market.priced.length,
    moving: movingOf(market).length,
    regime: market.regimes,
    coefficient: 2 * pairs * (pairs + 1),
    quantile: mixing?.quantiles.length ?? 0,
    interval: mixing ? intervalsAtOnce(mixing.intervalSeconds, stepSeconds) : 0,
    part: regimeParts,
    hazard: hazardsOf(market).length,
    // One for each single stream and pair, three for each asset; one more for each that is drawn where the regime may change within a step.
    stream: Stream.SHOCKS + pairs + 3 * market.assets + (regimeParts > 1 ? 2 * pairs : 0),
    wordRow: Math.max(2 * pairs, 2, ((mixing?.degrees ?? 0) >> 1) + 2),
  };
}

/** What the arrays of the market start with. */
export function marketValues(market: CompiledMarket) {
  const { assets, regimes, funding, laws } = market;
  const pairs = pairsOf(market);
  const hazards = hazardsOf(market);
  const isPriced = new Set(market.priced);
  const ofRegimes = <T>(value: (regime: number) => T[]) => Array.from({ length: regimes }, (_, r) => value(r)).flat();
  return {
    priced: market.priced,
    pairPriced: Array.from({ length: pairs }, (_, pair) =>
      Number(isPriced.has(2 * pair) || isPriced.has(2 * pair + 1)),
    ),
    startPrices: market.startPrices,
    regimeDrift: ofRegimes((r) =>
      Array.from({ length: 2 * pairs }, (_, i) => (i < assets ? laws.drift[r * assets + i]! : 0)),
    ),
    regimeFactor: ofRegimes((r) => factorInOrderOfUse(market, r)),
    mixingQuantiles: laws.mixing?.quantiles ?? [],
    startCumulative: laws.startCumulative,
    logStay: laws.logStay,
    switchCumulative: laws.switchCumulative,
    hazardKind: hazards.map(({ kind }) => kind),
    hazardAsset: hazards.map(({ asset }) => asset),
    hazardRate: hazards.flatMap(({ law }) => [...law.rate]),
    hazardSeconds: hazards.flatMap(({ law }) => [...law.intervalSeconds]),
    hazardMean: hazards.flatMap(({ law }) => [...law.mean]),
    hazardSd: hazards.flatMap(({ law }) => [...law.sd]),
    beta: laws.beta,
    spread: laws.spread,
    hasSpread: Array.from({ length: assets }, (_, i) =>
      Number(ofRegimes((r) => [laws.spread[r * assets + i]!]).some((sd) => sd > 0)),
    ),
    moving: movingOf(market),
    ...(funding && {
      fundingMoves: funding.moves,
      fundingLaw: Array.from(funding.mean, (mean, k) => [mean, funding.persistence[k]!, funding.noise[k]!]).flat(),
      fundingSd: funding.sd,
      fundingClamp: funding.clamp,
    }),
  };
}

/** Intervals of the law that a block can reach into, and as many more as are drawn at once. */
function intervalsAtOnce(intervalSeconds: number, stepSeconds: number): number {
  return Math.floor((BLOCK_STEPS * stepSeconds) / intervalSeconds) + 2 + BLOCK_STEPS;
}

function pairsOf(market: CompiledMarket): number {
  return (market.drawn + 1) >> 1;
}

/** Assets that anyone needs whose rate of funding moves by itself. */
function movingOf({ funding, priced }: CompiledMarket): number[] {
  return Array.from(priced).filter((asset) => funding?.moves[asset] === 1);
}

/** What jumps or deleverages: common jumps, those of assets that anyone needs, and the venue; the asset is that of a single jump. */
function hazardsOf(
  market: CompiledMarket,
): { readonly kind: number; readonly asset: number; readonly law: CompiledHazard }[] {
  const candidates = [
    { kind: Hazard.COMMON_JUMP, asset: 0, law: market.laws.commonJump },
    ...Array.from(market.priced, (asset) => ({
      kind: Hazard.SINGLE_JUMP,
      asset,
      law: market.laws.singleJumps[asset] ?? null,
    })),
    { kind: Hazard.DELEVERAGING, asset: 0, law: market.deleveraging },
  ];
  return candidates.flatMap(({ kind, asset, law }) => (law === null ? [] : [{ kind, asset, law }]));
}

/** Coefficients of a regime in the order in which the returns are summed: by pair of assets i, i + 1 and term j, L_ij and L_i+1,j. */
function factorInOrderOfUse(market: CompiledMarket, regime: number): number[] {
  const { laws } = market;
  const coefficient = (i: number, j: number) =>
    i < market.drawn && j <= i ? laws.factor[regime * laws.factorStride + (i * (i + 1)) / 2 + j]! : 0;
  return Array.from({ length: pairsOf(market) }, (_, pair) =>
    Array.from({ length: 2 * pair + 2 }, (_, j) => [coefficient(2 * pair, j), coefficient(2 * pair + 1, j)]),
  ).flat(2);
}
