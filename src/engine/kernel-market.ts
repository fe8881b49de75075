import type { CompiledHazard, CompiledMarket } from './compile-market.ts';
import { BLOCK_STEPS, LANES, type Precision } from './kernel.ts';
import { doubles, integers, singles } from './kernel-memory.ts';

/** Words of state per stream. */
const STATE_WORDS = 4;
/** Streams besides one per pair and three per asset: regime, mixing, common jump, deleveraging. */
const SINGLE_STREAMS = 4;

/** Kinds of hazards; the numbers are those of the kernel's `rare.ts`. */
const HAZARD = { commonJump: 0, singleJump: 1, deleveraging: 2 } as const;

/** Sizes of the market, for the globals of the kernel's layout. */
export function marketSizes(market: CompiledMarket): Record<string, number> {
  const { funding } = market;
  const pairs = pairsOf(market);
  return {
    assetCount: market.assets,
    pricedCount: market.priced.length,
    pairs,
    regimeCount: market.regimes,
    stepSeconds: market.stepSeconds,
    intervalSeconds: market.mixing?.intervalSeconds ?? 0,
    degrees: market.mixing?.degrees ?? 0,
    regimeParts: market.regimeParts,
    factorPlaces: 2 * pairs * (pairs + 1),
    hazardCount: hazardsOf(market).length,
    movingCount: movingOf(market).length,
    stepsPerSettlement: funding?.stepsPerSettlement ?? 0,
    intervalsPerSettlement: funding?.intervalsPerSettlement ?? 0,
    fundingInterest: funding?.interest ?? 0,
    fundingDamper: funding?.damper ?? 0,
  };
}

/** The market as the kernel reads it, and the state of it: arrays for the kernel's memory, by their names in its layout. */
export function marketArrays(market: CompiledMarket, precision: Precision) {
  const { assets, regimes, funding, mixing } = market;
  const pairs = pairsOf(market);
  const hazards = hazardsOf(market);
  const moving = movingOf(market);
  const reals = precision === 'mixed' ? singles : doubles;
  const isPriced = new Set(market.priced);
  const column = BLOCK_STEPS * LANES;
  const wordsPerStep = Math.max(2 * pairs, 2, ((mixing?.degrees ?? 0) >> 1) + 2);
  const perAsset = (value: (asset: number) => boolean) => Array.from({ length: assets }, (_, i) => Number(value(i)));
  const ofRegimes = <T>(value: (regime: number) => T[]) => Array.from({ length: regimes }, (_, r) => value(r)).flat();
  return {
    priced: integers(market.priced),
    pairPriced: integers(
      Array.from({ length: pairs }, (_, pair) => Number(isPriced.has(2 * pair) || isPriced.has(2 * pair + 1))),
    ),
    startPrices: doubles(market.startPrices),
    regimeDrift: reals(
      ofRegimes((r) => Array.from({ length: 2 * pairs }, (_, i) => (i < assets ? market.drift[r * assets + i]! : 0))),
    ),
    regimeFactor: reals(ofRegimes((r) => factorInOrderOfUse(market, r))),
    mixingQuantiles: doubles(mixing?.quantiles ?? 0),
    startCumulative: doubles(market.startCumulative),
    logStay: doubles(market.logStay),
    switchCumulative: doubles(market.switchCumulative),
    hazardKind: integers(hazards.map(({ kind }) => HAZARD[kind])),
    hazardAsset: integers(hazards.map(({ asset }) => asset)),
    hazardRate: doubles(hazards.flatMap(({ law }) => [...law.rate])),
    hazardSeconds: doubles(hazards.flatMap(({ law }) => [...law.intervalSeconds])),
    hazardMean: doubles(hazards.flatMap(({ law }) => [...law.mean])),
    hazardSd: doubles(hazards.flatMap(({ law }) => [...law.sd])),
    beta: doubles(market.beta),
    spread: doubles(market.spread),
    hasSpread: integers(perAsset((i) => ofRegimes((r) => [market.spread[r * assets + i]!]).some((sd) => sd > 0))),
    fundingMoves: integers(funding?.moves ?? assets),
    moving: integers(moving),
    fundingLaw: doubles(
      funding
        ? Array.from(funding.mean, (mean, k) => [mean, funding.persistence[k]!, funding.noise[k]!]).flat()
        : 3 * assets * regimes,
    ),
    fundingSd: doubles(funding?.sd ?? assets * regimes),
    fundingClamp: doubles(funding?.clamp ?? assets),

    states: integers(streamsOf(market) * STATE_WORDS * LANES),
    words: integers(wordsPerStep * column),
    normals: reals(2 * pairs * column),
    mixing: reals(mixing ? column : 0),
    intervals: reals(mixing ? intervalsAtOnce(mixing.intervalSeconds, market.stepSeconds) * LANES : 0),
    variancePlus: reals(LANES),
    squares: reals(2 * column),
    noise: doubles(2 * moving.length * LANES),
    returns: reals(2 * pairs * column),
    redrawn: reals(2 * pairs * column),
    growths: reals(2 * pairs * column),
    drift: reals(2 * pairs * LANES),
    factor: reals(2 * pairs * (pairs + 1) * LANES),
    regime: integers(LANES),
    regimes: integers(column),
    nextSwitch: integers(LANES),
    stretchFrom: doubles(market.regimeParts),
    stretchRegime: integers(market.regimeParts),
    regimeTime: doubles(regimes),
    regimeVariance: doubles(regimes),
    stepReturn: doubles(2 * pairs),
    stepShock: doubles(2 * pairs),
    hazardLeft: doubles(hazards.length * LANES),
    hazardFrom: doubles(hazards.length * LANES),
    hazardTime: doubles(hazards.length * LANES),
    hazardNext: integers(hazards.length * LANES),
    nextRare: integers(LANES),
    deleveraging: doubles(BLOCK_STEPS * LANES),
    least: reals(assets * LANES),
    most: reals(assets * LANES),
    far: reals(LANES),
    price: doubles(assets * LANES),
    low: doubles(assets * LANES),
    high: doubles(assets * LANES),
    mark: doubles(assets * LANES),
    prices: doubles(assets * column),
    priceBlock: integers(assets),
    fundingRegime: integers(LANES),
    laneFundingLaw: doubles(3 * assets * LANES),
    fundingRate: doubles(assets * LANES),
    fundingCharge: doubles(assets * LANES),
    due: doubles(assets * LANES),
    fundingIndex: doubles(assets * LANES),
  };
}

/** One for each single stream and pair, three for each asset; one more for each asset of a pair where the regime may change within a step. */
function streamsOf(market: CompiledMarket): number {
  const pairs = pairsOf(market);
  return SINGLE_STREAMS + pairs + 3 * market.assets + (market.regimeParts > 1 ? 2 * pairs : 0);
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
): { readonly kind: keyof typeof HAZARD; readonly asset: number; readonly law: CompiledHazard }[] {
  const candidates = [
    { kind: 'commonJump', asset: 0, law: market.commonJump },
    ...Array.from(market.priced, (asset) => ({
      kind: 'singleJump' as const,
      asset,
      law: market.singleJumps[asset] ?? null,
    })),
    { kind: 'deleveraging', asset: 0, law: market.deleveraging },
  ] as const;
  return candidates.flatMap(({ kind, asset, law }) => (law === null ? [] : [{ kind, asset, law }]));
}

/** Coefficients of a regime in the order in which the returns are summed: by pair of assets i, i + 1 and term j, L_ij and L_i+1,j. */
function factorInOrderOfUse(market: CompiledMarket, regime: number): number[] {
  const coefficient = (i: number, j: number) =>
    i < market.drawn && j <= i ? market.factor[regime * market.factorStride + (i * (i + 1)) / 2 + j]! : 0;
  return Array.from({ length: pairsOf(market) }, (_, pair) =>
    Array.from({ length: 2 * pair + 2 }, (_, j) => [coefficient(2 * pair, j), coefficient(2 * pair + 1, j)]),
  ).flat(2);
}
