import { exponential, logarithm } from '../base/elementary.ts';
import { hoursPerYear } from '../base/units.ts';
import type { FundingRules } from '../margin/account.ts';
import { marketClock } from '../market/clock.ts';
import { choleskyFactor } from '../market/correlation.ts';
import { mixingQuantiles } from '../market/mixing-quantiles.ts';
import type { Market } from '../market/model.ts';
import { stepTransition } from '../market/transition.ts';

/**
 * A market as flat arrays for one step length and one funding interval.
 *
 * Arrays "per regime and asset" are indexed `regime * assets + asset`. `drawn` counts the assets up to the last one
 * that anyone holds: the lower triangular factor makes asset i depend on the normals of assets 0 to i only, and every
 * pair of assets has a stream of its own, so leaving out the later assets moves no draw.
 */
export interface CompiledMarket {
  readonly assetNames: readonly string[];
  readonly regimeNames: readonly string[];
  readonly assets: number;
  readonly drawn: number;
  /** Assets whose price anyone needs, ascending. */
  readonly priced: Int32Array;
  readonly regimes: number;
  readonly startPrices: Float64Array;
  /** (mu - sigma^2/2) dt, per regime and asset. */
  readonly drift: Float64Array;
  /** sigma_i sqrt(dt) L_ij, per regime the rows of the lower triangle, `factorStride` numbers each. */
  readonly factor: Float64Array;
  readonly factorStride: number;
  /** Cumulative law of the first regime. */
  readonly startCumulative: Float64Array;
  /** Equal parts of a step at whose beginnings the regime may change. */
  readonly regimeParts: number;
  /** ln P(stay) for a part of a step, per regime. */
  readonly logStay: Float64Array;
  /** Cumulative law of the next regime given that this one is left, row by row. */
  readonly switchCumulative: Float64Array;
  readonly stepSeconds: number;
  /** Null for normal shocks. */
  readonly mixing: CompiledMixing | null;
  readonly commonJump: CompiledHazard | null;
  /** beta and spread per regime and asset. */
  readonly beta: Float64Array;
  readonly spread: Float64Array;
  /** Per asset. */
  readonly singleJumps: readonly (CompiledHazard | null)[];
  /** The venue deleverages its book: a jump whose mean is the share that is given up. */
  readonly deleveraging: CompiledHazard | null;
  readonly funding: CompiledFunding | null;
  /** Per regime and asset. */
  readonly haircut: Float64Array;
  /** Per regime and asset; Infinity for a book without a bottom. */
  readonly depth: Float64Array;
}

/** The mixing variable of Student-t shocks. */
export interface CompiledMixing {
  readonly intervalSeconds: number;
  /** Degrees of freedom where they are a whole number; 0 where `quantiles` stand for them. */
  readonly degrees: number;
  /** Empty for a whole number of degrees. */
  readonly quantiles: Float64Array;
}

/** What happens in an interval with a probability of the regime, and the law of its size; per regime. */
export interface CompiledHazard {
  /** -ln(1 - probability), per step; Infinity for what happens in every interval. */
  readonly rate: Float64Array;
  readonly intervalSeconds: Float64Array;
  readonly mean: Float64Array;
  readonly sd: Float64Array;
}

export interface CompiledFunding {
  /** Steps from one settlement to the next; at least 1. */
  readonly stepsPerSettlement: number;
  /** Funding intervals that one settlement covers; more than 1 only when a step is longer than the interval. */
  readonly intervalsPerSettlement: number;
  /** Per regime and asset: mean, phi = exp(-interval/reversion), sd sqrt(1 - phi^2), sd. */
  readonly mean: Float64Array;
  readonly persistence: Float64Array;
  readonly noise: Float64Array;
  readonly sd: Float64Array;
  /** Per asset: whether the rate moves by itself in any regime, by noise or by reverting, and not only with the regime. */
  readonly moves: Uint8Array;
  /** The venue's formula, see `FundingRules`; the clamp per asset, Infinity for none. */
  readonly interest: number;
  readonly damper: number;
  readonly clamp: Float64Array;
}

/** Compiles a market for the assets in use. `used` are indices into `market.assets`. */
export function compileMarket(
  market: Market,
  used: readonly number[],
  stepHours: number,
  funding: FundingRules,
): CompiledMarket {
  const assets = market.assets.length;
  const regimes = market.regimes.length;
  const priced = Int32Array.from(new Set(used)).toSorted();
  const drawn = (priced.at(-1) ?? 0) + 1;
  const dt = stepHours / hoursPerYear;
  const factorStride = (drawn * (drawn + 1)) / 2;
  const factor = new Float64Array(regimes * factorStride);
  const drift = new Float64Array(regimes * assets);
  market.regimes.forEach((regime, r) => {
    const lower = choleskyFactor(regime.correlation);
    for (let i = 0; i < drawn; i++) {
      const scale = regime.volatility[i]! * Math.sqrt(dt);
      for (let j = 0; j <= i; j++) factor[r * factorStride + (i * (i + 1)) / 2 + j] = scale * lower[i]![j]!;
    }
    for (let i = 0; i < assets; i++) {
      const sigma = regime.volatility[i]!;
      const compensation = market.compensateJumps ? meanJumpReturn(market, r, i, stepHours) : 0;
      drift[r * assets + i] = (regime.drift[i]! - 0.5 * sigma * sigma) * dt - compensation;
    }
  });
  const { regimeParts, shocks } = marketClock(market, stepHours);
  const transition = stepTransition(market.transition, stepHours / regimeParts);
  const perRegimeAsset = (value: (regime: Market['regimes'][number], asset: number) => number) =>
    Float64Array.from(market.regimes.flatMap((regime) => market.assets.map((_, i) => value(regime, i))));
  return {
    assetNames: market.assets,
    regimeNames: market.regimes.map((regime) => regime.name),
    assets,
    drawn,
    priced,
    regimes,
    startPrices: Float64Array.from(market.prices),
    drift,
    factor,
    factorStride,
    startCumulative: cumulative(market.start),
    regimeParts,
    logStay: Float64Array.from(transition, (row, r) => logOrZero(row[r]!)),
    switchCumulative: Float64Array.from(
      transition.flatMap((row, r) => Array.from(cumulative(row.map((p, next) => (next === r ? 0 : p))))),
    ),
    stepSeconds: secondsOf(stepHours),
    mixing: market.shocks.law === 'normal' ? null : compileMixing(market.shocks.degrees, shocks?.hours ?? stepHours),
    commonJump: compileHazard(
      market.regimes.map((regime) => regime.commonJump),
      stepHours,
    ),
    beta: perRegimeAsset((regime, i) => regime.commonJump?.beta[i] ?? 0),
    spread: perRegimeAsset((regime, i) => regime.commonJump?.spread[i] ?? 0),
    singleJumps: market.assets.map((_, i) =>
      compileHazard(
        market.regimes.map((regime) => regime.singleJumps[i]!),
        stepHours,
      ),
    ),
    deleveraging: compileHazard(
      market.regimes.map(({ deleveraging: law }) => law && { ...law, mean: law.share, sd: 0 }),
      stepHours,
    ),
    funding: compileFunding(market, stepHours, funding),
    haircut: perRegimeAsset((regime, i) => regime.haircut[i]!),
    depth: perRegimeAsset((regime, i) => regime.depth[i] ?? Number.POSITIVE_INFINITY),
  };
}

/** Cumulative law scaled to end at 1; all zeros stay zeros (a regime that is never left). */
function cumulative(law: readonly number[]): Float64Array {
  const total = law.reduce((sum, p) => sum + p, 0);
  let sum = 0;
  const result = Float64Array.from(law, (p) => {
    sum += p;
    return total === 0 ? 0 : sum / total;
  });
  return result;
}

/** ln p, where p = 0 gives -Infinity (the wait is then a single step). */
function logOrZero(p: number): number {
  return p > 0 ? logarithm(p) : Number.NEGATIVE_INFINITY;
}

/** Durations are whole seconds; in hours they are rounded. */
function secondsOf(hours: number): number {
  return Math.round(hours * 3_600);
}

function compileMixing(degrees: number, hours: number): CompiledMixing {
  const isWhole = Number.isInteger(degrees);
  return {
    intervalSeconds: secondsOf(hours),
    degrees: isWhole ? degrees : 0,
    quantiles: isWhole ? new Float64Array() : mixingQuantiles(degrees),
  };
}

type JumpLaw = Market['regimes'][number]['singleJumps'][number];

function compileHazard(laws: readonly JumpLaw[], stepHours: number): CompiledHazard | null {
  if (laws.every((law) => law === null || law.probability === 0)) return null;
  return {
    rate: Float64Array.from(laws, (law) =>
      law === null || law.probability === 0 ? 0 : -logOrZero(1 - law.probability) * (stepHours / law.perHours),
    ),
    intervalSeconds: Float64Array.from(laws, (law) => secondsOf(law?.perHours ?? stepHours)),
    mean: Float64Array.from(laws, (law) => law?.mean ?? 0),
    sd: Float64Array.from(laws, (law) => law?.sd ?? 0),
  };
}

/** ln E[e^J] of all jumps of an asset in an interval, spread evenly over it, for a step: what the drift is lowered by for compensation. */
function meanJumpReturn(market: Market, r: number, i: number, stepHours: number): number {
  const regime = market.regimes[r]!;
  const single = regime.singleJumps[i] ?? null;
  const common = regime.commonJump;
  const logMean = (law: JumpLaw, mean: number, variance: number) =>
    law === null
      ? 0
      : logarithm(1 + law.probability * (exponential(mean + variance / 2) - 1)) * (stepHours / law.perHours);
  const beta = common?.beta[i] ?? 0;
  const spread = common?.spread[i] ?? 0;
  const singleSd = single?.sd ?? 0;
  const commonSd = beta * (common?.sd ?? 0);
  return (
    logMean(single, single?.mean ?? 0, singleSd * singleSd) +
    logMean(common, beta * (common?.mean ?? 0), commonSd * commonSd + spread * spread)
  );
}

function compileFunding(market: Market, stepHours: number, rules: FundingRules): CompiledFunding | null {
  const laws = market.regimes.flatMap((regime) => regime.funding);
  const isZero = rules.interest === 0 || rules.damper === 0;
  if (isZero && laws.every((law) => law.mean === 0 && law.sd === 0)) return null;
  const persistence = Float64Array.from(laws, (law) => exponential(-rules.everyHours / law.reversionHours));
  return {
    stepsPerSettlement: Math.max(1, Math.round(rules.everyHours / stepHours)),
    intervalsPerSettlement: Math.max(1, Math.round(stepHours / rules.everyHours)),
    mean: Float64Array.from(laws, (law) => law.mean),
    persistence,
    noise: Float64Array.from(laws, (law, k) => law.sd * Math.sqrt(1 - persistence[k]! * persistence[k]!)),
    sd: Float64Array.from(laws, (law) => law.sd),
    moves: Uint8Array.from(market.assets, (_, i) =>
      market.regimes.some(({ funding }) => funding[i]!.sd > 0 || funding[i]!.reversionHours > 0) ? 1 : 0,
    ),
    interest: rules.interest,
    damper: rules.damper,
    clamp: Float64Array.from(market.assets, (_, i) => rules.clamp[i] ?? Number.POSITIVE_INFINITY),
  };
}
