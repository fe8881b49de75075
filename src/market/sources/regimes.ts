import { InputError } from '../../base/errors.ts';
import { limits } from '../../base/limits.ts';
import { formatDurationHours, hoursPerYear } from '../../base/units.ts';
import { marketClock } from '../clock.ts';
import { leastRise } from '../least-rise.ts';
import { regimeArrays } from '../regime-arrays.ts';
import type { RegimeLaw, RegimeModel, SingleJump } from '../regime-model.ts';
import { stationaryLaw, stepTransition } from '../transition.ts';
import type { KernelSource, StepDraws, StepFault } from './source.ts';

export const regimes: KernelSource<RegimeModel> = {
  meaning: null,
  startLaw: ({ start }) => start,
  dailyCovariance: regimeCovariance,
  leastRise,
  drawsPerStep,
  stepFaults: (model, stepHours) => [...chainFaults(model, stepHours), ...intervalFaults(model, stepHours)],
  kernelLaws: (model, { drawn, stepHours }) => regimeArrays(model, drawn, stepHours),
};

/** Not every chain that is given per day has a chain per hour. */
function chainFaults(model: RegimeModel, stepHours: number): StepFault[] {
  try {
    stepTransition(model.transition, stepHours / marketClock(model, stepHours).regimeParts);
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const [reason] = error.diagnostics;
    const per = formatDurationHours(model.transition.perHours);
    return [
      {
        what: `the transition of the market, given per ${per}, ${reason?.what ?? 'does not fit this step'}`,
        allowed: `a whole multiple of ${per}, or a market with a transition per ${formatDurationHours(stepHours)}`,
      },
    ];
  }
}

/** A step is made of the intervals of the laws that it covers. */
function intervalFaults(model: RegimeModel, stepHours: number): StepFault[] {
  const { shocks, regimeParts } = marketClock(model, stepHours);
  const { largest } = limits.intervalsPerStep;
  const laws = [
    { what: 'shocks', perHours: shocks?.hours ?? stepHours, intervals: stepHours / (shocks?.hours ?? stepHours) },
    { what: 'regimes', perHours: model.transition.perHours, intervals: regimeParts },
  ];
  return laws.flatMap(({ what, perHours, intervals }) => {
    if (intervals <= largest) return [];
    return {
      what: `has too many intervals of the ${what} of the market, which are given per ${formatDurationHours(perHours)}`,
      allowed: `at most ${largest} of them: ${formatDurationHours(largest * perHours)}`,
    };
  });
}

const daysPerYear = hoursPerYear / 24;

/**
 * Covariance of the daily log returns of every two assets (n x n) in the long run: that of each regime, jumps included,
 * weighted by the regime's share of time.
 *
 * That the regimes also differ in their means is left out: a day's mean is small against a day's deviation.
 */
export function regimeCovariance(model: RegimeModel): number[][] {
  const shares = longRunShares(model);
  const assets = model.laws[0]!.volatility;
  return assets.map((_, i) =>
    assets.map((__, j) => model.laws.reduce((sum, law, r) => sum + shares[r]! * covarianceIn(law, i, j), 0)),
  );
}

function drawsPerStep(model: RegimeModel, stepHours: number): StepDraws {
  const shares = longRunShares(model);
  const { laws, transition } = model;
  const mean = (rate: (law: RegimeLaw, regime: number) => number) =>
    laws.reduce((sum, law, r) => sum + shares[r]! * rate(law, r), 0);
  const jumps = (jump: SingleJump | null) => (jump === null ? 0 : (jump.probability * stepHours) / jump.perHours);
  const { shocks } = marketClock(model, stepHours);
  return {
    switches: mean((_, r) => ((1 - transition.rows[r]![r]!) * stepHours) / transition.perHours),
    mixings: shocks === null ? 0 : Math.max(1, stepHours / shocks.hours),
    commonJumps: mean(({ commonJump }) => jumps(commonJump)),
    singleJumps: mean(({ singleJumps }) => singleJumps.reduce((sum, jump) => sum + jumps(jump), 0)),
  };
}

/** The stationary law; where a chain has none of its own (two regimes that never meet), the law of the start. */
function longRunShares(model: RegimeModel): readonly number[] {
  try {
    return stationaryLaw(model.transition.rows);
  } catch (error) {
    if (error instanceof InputError) return model.start;
    throw error;
  }
}

/** Of assets i and j over a day of one regime: sigma_i sigma_j rho_ij / 365 and what the jumps add. */
function covarianceIn(regime: RegimeLaw, i: number, j: number): number {
  const diffusion = (regime.volatility[i]! * regime.volatility[j]! * regime.correlation[i]![j]!) / daysPerYear;
  const { commonJump: common, singleJumps } = regime;
  const single = i === j ? singleJumps[i]! : null;
  let jumps = 0;
  if (common !== null) {
    const spread = i === j ? common.spread[i]! : 0;
    jumps += jumpCovariance(common, common.beta[i]! * common.beta[j]!, spread * spread);
  }
  if (single !== null) jumps += jumpCovariance(single, 1, 0);
  return diffusion + jumps;
}

/**
 * Covariance over a day of two log sizes beta J + spread e that strike together: n (p E[J_i J_j] - p^2 E[J_i] E[J_j])
 * for n trials a day of probability p; E[J_i J_j] = beta_i beta_j (mean^2 + sd^2), plus spread^2 where i = j.
 */
function jumpCovariance({ probability, perHours, mean, sd }: SingleJump, betas: number, spreadSquare: number): number {
  const meanSquare = mean * mean;
  const product = betas * (meanSquare + sd * sd) + spreadSquare;
  const means = betas * meanSquare;
  return (24 / perHours) * (probability * product - probability * probability * means);
}
