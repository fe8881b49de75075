import type { Scenario } from '../../engine/scenario.ts';
import { type CollateralBudget, collateralBudget } from './collateral-budget.ts';
import type { LimitFinding } from './finding.ts';
import { type MaxDepthShare, maxDepthShare } from './max-depth-share.ts';
import { type MaxLeverage, maxLeverage } from './max-leverage.ts';
import { type MinStressedDistance, minStressedDistance } from './min-stressed-distance.ts';
import { type LimitRule, type Measure, tolerance } from './rule.ts';

/** One limit of an experiment. */
export type GovernanceLimit = CollateralBudget | MaxDepthShare | MaxLeverage | MinStressedDistance;

/** The governance checks: one file, and a line here and in `GovernanceLimit`. */
export const limitRules: {
  readonly [Name in GovernanceLimit['rule']]: LimitRule<Extract<GovernanceLimit, { rule: Name }>>;
} = {
  'collateral-budget': collateralBudget,
  'max-depth-share': maxDepthShare,
  'max-leverage': maxLeverage,
  'min-stressed-distance': minStressedDistance,
};

/** What a limit finds in a scenario: for every scheme all violations, or its tightest case where there is none. */
export function findingsOf(limit: GovernanceLimit, scenario: Scenario): LimitFinding[] {
  const rule = limitRules[limit.rule] as LimitRule<GovernanceLimit>;
  const { bound, unit } = rule;
  const most = rule.limitOf(limit);
  const all = rule.measure(limit, scenario).map(
    ({ scheme, subject, value }: Measure): LimitFinding => ({
      rule: limit.rule,
      scheme,
      subject,
      value,
      limit: most,
      bound,
      unit,
      holds: holds(value, most, bound),
    }),
  );
  const schemes = [...new Set(all.map(({ scheme }) => scheme))];
  return schemes.flatMap((scheme) => {
    const found = all.filter((one) => one.scheme === scheme);
    const broken = found.filter((one) => !one.holds);
    return broken.length > 0 ? broken : found.toSorted(byTightness).slice(0, 1);
  });
}

/** Of an upper limit null is boundless, of a lower one out of reach. */
function holds(value: number | null, limit: number, bound: LimitFinding['bound']): boolean {
  if (value === null) return bound === 'at-least';
  const slack = tolerance * Math.abs(limit);
  return bound === 'at-most' ? value <= limit + slack : value >= limit - slack;
}

/** The one nearest to, or furthest on, the wrong side of its limit first. */
export function byTightness(a: LimitFinding, b: LimitFinding): number {
  const [first, second] = [badness(a), badness(b)];
  return first === second ? 0 : second - first;
}

function badness({ value, bound }: LimitFinding): number {
  const size = value ?? Number.POSITIVE_INFINITY;
  return bound === 'at-most' ? size : -size;
}
