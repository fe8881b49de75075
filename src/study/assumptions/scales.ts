import { formatDurationHours } from '../../base/units.ts';
import type { Scenario } from '../../engine/scenario.ts';
import { type AssumptionRule, heldAssets } from './rule.ts';

/** Where the laws of a market are given for another interval than the step of the run. */
export const scaleRules: readonly AssumptionRule[] = [
  {
    name: 'switching',
    text({ scenario }) {
      const { market, stepHours } = scenario;
      const { perHours } = market.transition;
      if (market.regimes.length === 1 || perHours === stepHours) return null;
      const [per, step] = [formatDurationHours(perHours), formatDurationHours(stepHours)];
      return perHours < stepHours
        ? `regimes switch per ${per}, but one holds for a whole step of ${step}`
        : `regimes are given per ${per} and may switch at each step of ${step}`;
    },
  },
  {
    name: 'tails',
    text({ scenario: { market, stepHours } }) {
      if (market.shocks.law !== 'student-t') return null;
      const { degrees } = market.shocks;
      return `Student t (${degrees}) of each step of ${formatDurationHours(stepHours)}: the interval it was fitted on is unknown`;
    },
  },
  {
    name: 'jumps per step',
    text({ scenario }) {
      const shorter = jumpHours(scenario).filter((perHours) => perHours < scenario.stepHours);
      if (shorter.length === 0) return null;
      const [per, step] = [Math.min(...shorter), scenario.stepHours].map(formatDurationHours);
      return `at most one of a kind in a step of ${step}, though given per ${per}`;
    },
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

/** Intervals that jumps and deleveraging of the market are given for. */
function jumpHours({ market }: Scenario): number[] {
  return market.regimes.flatMap(({ commonJump, singleJumps, deleveraging }) =>
    [commonJump, ...singleJumps, deleveraging].flatMap((law) =>
      law === null || law.probability === 0 ? [] : [law.perHours],
    ),
  );
}

function hasFunding(scenario: Scenario): boolean {
  const { interest, damper } = scenario.account.venue.funding;
  const laws = heldAssets(scenario).flatMap((asset) =>
    scenario.market.regimes.flatMap(({ funding }) => funding[asset] ?? []),
  );
  return (interest !== 0 && damper !== 0) || laws.some(({ mean, sd }) => mean !== 0 || sd !== 0);
}
