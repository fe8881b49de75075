import { exponential, logarithm } from '../base/elementary.ts';
import { hoursPerYear } from '../base/units.ts';
import { marketClock } from './clock.ts';
import { choleskyFactor } from './correlation.ts';
import { mixingQuantiles } from './mixing-quantiles.ts';
import type { RegimeLaw, RegimeModel, SingleJump } from './regime-model.ts';
import type { SharedMarket } from './shared.ts';
import { stepTransition } from './transition.ts';

/**
 * A regime model as flat arrays for one step length, as the kernel draws from it.
 *
 * Arrays "per regime and asset" are indexed `regime * assets + asset`. The lower triangular factor makes asset i depend on the normals of
 * assets 0 to i only, and every pair of assets has a stream of its own, so leaving out the later assets moves no draw.
 */
export interface RegimeArrays {
  /** (mu - sigma^2/2) dt, per regime and asset. */
  readonly drift: Float64Array;
  /** sigma_i sqrt(dt) L_ij of the assets that are drawn, per regime the rows of the lower triangle, `factorStride` numbers each. */
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
  /** Null for normal shocks. */
  readonly mixing: CompiledMixing | null;
  readonly commonJump: CompiledHazard | null;
  /** beta and spread per regime and asset. */
  readonly beta: Float64Array;
  readonly spread: Float64Array;
  /** Per asset. */
  readonly singleJumps: readonly (CompiledHazard | null)[];
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

/** Lays a regime model out for steps of `stepHours`, of which assets 0 to `drawn - 1` are drawn. */
export function regimeArrays(model: RegimeModel, drawn: number, stepHours: number): RegimeArrays {
  const { laws } = model;
  const assets = laws[0]!.volatility.length;
  const dt = stepHours / hoursPerYear;
  const factorStride = (drawn * (drawn + 1)) / 2;
  const factor = new Float64Array(laws.length * factorStride);
  const drift = new Float64Array(laws.length * assets);
  for (const [r, law] of laws.entries()) {
    const lower = choleskyFactor(law.correlation);
    for (let i = 0; i < drawn; i++) {
      const scale = law.volatility[i]! * Math.sqrt(dt);
      for (let j = 0; j <= i; j++) factor[r * factorStride + (i * (i + 1)) / 2 + j] = scale * lower[i]![j]!;
    }
    for (let i = 0; i < assets; i++) {
      const sigma = law.volatility[i]!;
      const compensation = model.compensateJumps ? meanJumpReturn(law, i, stepHours) : 0;
      drift[r * assets + i] = (law.drift[i]! - 0.5 * sigma * sigma) * dt - compensation;
    }
  }
  const { regimeParts, shocks } = marketClock(model, stepHours);
  const transition = stepTransition(model.transition, stepHours / regimeParts);
  const perRegimeAsset = (value: (law: RegimeLaw, asset: number) => number) =>
    Float64Array.from(laws.flatMap((law) => law.volatility.map((_, i) => value(law, i))));
  return {
    drift,
    factor,
    factorStride,
    startCumulative: cumulative(model.start),
    regimeParts,
    logStay: Float64Array.from(transition, (row, r) => logOrZero(row[r]!)),
    switchCumulative: Float64Array.from(
      transition.flatMap((row, r) => Array.from(cumulative(row.map((p, next) => (next === r ? 0 : p))))),
    ),
    mixing: model.shocks.law === 'normal' ? null : compileMixing(model.shocks.degrees, shocks?.hours ?? stepHours),
    commonJump: compileHazard(
      laws.map(({ commonJump }) => commonJump),
      stepHours,
    ),
    beta: perRegimeAsset(({ commonJump }, i) => commonJump?.beta[i] ?? 0),
    spread: perRegimeAsset(({ commonJump }, i) => commonJump?.spread[i] ?? 0),
    singleJumps: Array.from({ length: assets }, (_, i) =>
      compileHazard(
        laws.map(({ singleJumps }) => singleJumps[i]!),
        stepHours,
      ),
    ),
  };
}

/** Laws of regimes in which no price moves: what stands in the kernel where returns come from outside of it. */
export function stillArrays({
  market,
  drawn,
  stepHours,
}: {
  readonly market: SharedMarket;
  readonly drawn: number;
  readonly stepHours: number;
}): RegimeArrays {
  const { assets, regimes } = market;
  const law: RegimeLaw = {
    volatility: assets.map(() => 0),
    drift: assets.map(() => 0),
    correlation: assets.map((_, i) => assets.map((__, j) => (i === j ? 1 : 0))),
    commonJump: null,
    singleJumps: assets.map(() => null),
  };
  const rows = regimes.map((_, from) => regimes.map((__, to) => (from === to ? 1 : 0)));
  const model: RegimeModel = {
    kind: 'regimes',
    laws: regimes.map(() => law),
    transition: { perHours: stepHours, rows },
    start: regimes.map((_, r) => (r === 0 ? 1 : 0)),
    shocks: { law: 'normal' },
    compensateJumps: false,
  };
  return regimeArrays(model, drawn, stepHours);
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
export function secondsOf(hours: number): number {
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

type JumpLaw = SingleJump | null;

/** What happens with these probabilities, per regime; null where nothing ever does. */
export function compileHazard(laws: readonly JumpLaw[], stepHours: number): CompiledHazard | null {
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
export function meanJumpReturn(regime: RegimeLaw, i: number, stepHours: number): number {
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
