import { formatDurationHours } from '../../base/units.ts';
import type { Scenario } from '../../engine/scenario.ts';
import { marketClock } from '../../market/clock.ts';
import { type AssumptionRule, heldAssets, ofRegimeModel } from './rule.ts';

/** Where the laws of a market are given for another interval than the step of the run. */
export const scaleRules: readonly AssumptionRule[] = [
  {
    name: 'switching',
    text: ofRegimeModel((model, { scenario: { stepHours } }) => {
      const { perHours } = model.transition;
      if (model.laws.length === 1 || perHours === stepHours) return null;
      const [per, step] = [formatDurationHours(perHours), formatDurationHours(stepHours)];
      return marketClock(model, stepHours).regimeParts > 1
        ? `per ${per} within a step of ${step}; depth and haircuts are those of its end`
        : `regimes are given per ${per} and may switch at each step of ${step}`;
    }),
  },
  {
    name: 'tails',
    text: ofRegimeModel((model, { scenario: { stepHours } }) => {
      const { shocks } = marketClock(model, stepHours);
      if (model.shocks.law === 'normal' || shocks === null) return null;
      const [hours, step] = [formatDurationHours(shocks.hours), formatDurationHours(stepHours)];
      const law = `Student t (${Number(model.shocks.degrees.toPrecision(4))})`;
      if (shocks.from === 'step') return `${law} of each step of ${step}: the interval it was fitted on is unknown`;
      if (shocks.from === 'source') return `${law} per ${hours}, the interval of the prices it was fitted on`;
      return shocks.hours > stepHours
        ? `${law} per ${hours}: the steps of ${step} in it are calm or wild together`
        : null;
    }),
  },
  {
    name: 'settlement',
    text({ scenario, origin }) {
      const { everyHours } = scenario.account.venue.funding;
      const { fundingPerHours } = origin;
      if (!hasFunding(scenario)) return null;
      const every = formatDurationHours(everyHours);
      if (scenario.stepHours > everyHours)
        return `funding of each ${every} is paid together, at the end of a step of ${formatDurationHours(scenario.stepHours)}`;
      if (fundingPerHours === null || fundingPerHours === everyHours) return null;
      return `funding is given per ${formatDurationHours(fundingPerHours)} and paid in proportion every ${every}`;
    },
  },
];

function hasFunding(scenario: Scenario): boolean {
  const { interest, damper } = scenario.account.venue.funding;
  const laws = heldAssets(scenario).flatMap((asset) =>
    scenario.market.regimes.flatMap(({ funding }) => funding[asset] ?? []),
  );
  return (interest !== 0 && damper !== 0) || laws.some(({ mean, sd }) => mean !== 0 || sd !== 0);
}
