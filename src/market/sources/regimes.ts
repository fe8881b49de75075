import { InputError } from '../../base/errors.ts';
import { limits } from '../../base/limits.ts';
import { formatDurationHours } from '../../base/units.ts';
import { marketClock } from '../clock.ts';
import { regimeCovariance } from '../daily-covariance.ts';
import { regimeArrays } from '../regime-arrays.ts';
import type { RegimeModel } from '../regime-model.ts';
import { stepTransition } from '../transition.ts';
import type { KernelSource, StepFault } from './source.ts';

export const regimes: KernelSource<RegimeModel> = {
  meaning: null,
  startLaw: ({ start }) => start,
  dailyCovariance: regimeCovariance,
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
