import * as z from 'zod';
import { formatAmount, formatShare } from '../../base/units.ts';
import type { Scenario } from '../../engine/scenario.ts';
import type { Findings } from '../document/findings.ts';
import { form } from '../forms/scalars.ts';
import { collateralBudget } from './collateral-budget.ts';
import type { Limit, LimitFinding, LimitRule, LimitUse } from './limit.ts';
import { maxDepthShare } from './max-depth-share.ts';
import { maxLeverage } from './max-leverage.ts';
import { minStressedDistance } from './min-stressed-distance.ts';

/** The governance checks that an experiment may ask for: one file, and a line here. */
const limitRules: readonly LimitRule[] = [maxLeverage, maxDepthShare, minStressedDistance, collateralBudget];

export const limitsForm = form({
  enforce: z
    .boolean()
    .optional()
    .meta({ description: 'true: a limit that does not hold is an error; default: it is marked in the report' }),
  ...Object.fromEntries(limitRules.map((rule) => [rule.name, rule.form])),
});

/** The limits of an experiment, each with its rule. */
export interface Governance {
  readonly enforce: boolean;
  readonly limits: readonly (readonly [LimitRule, Limit])[];
}

/** The limits as written; those with a fault are left out. */
export function resolveLimits(fields: Readonly<Record<string, unknown>>, use: LimitUse, found: Findings): Governance {
  return {
    enforce: fields['enforce'] === true,
    limits: limitRules.flatMap((rule) => {
      const written = fields[rule.name];
      if (written === undefined) return [];
      return rule.read(written, use, found.below(rule.name)).map((limit) => [rule, limit] as const);
    }),
  };
}

/** What the limits find in a scenario: a fault if they are enforced and do not hold, a warning where there is nothing to measure. */
export function checkLimits({ enforce, limits }: Governance, scenario: Scenario, found: Findings): LimitFinding[] {
  return limits.flatMap(([rule, limit]) => {
    const findings = findingsOf(rule, limit, scenario);
    if (enforce) refuseViolations(findings, scenario.market.quote, found.below(rule.name, ...limit.path));
    found.warnings.push(...(limit.silences?.(scenario) ?? []));
    return findings;
  });
}

/** What a limit finds in a scenario: for every scheme all violations, or its tightest case where there is none. */
function findingsOf({ name, bound, unit }: LimitRule, one: Limit, scenario: Scenario): LimitFinding[] {
  const all = one.measure(scenario).map(
    ({ scheme, subject, value }): LimitFinding => ({
      rule: name,
      scheme,
      subject,
      value,
      limit: one.limit,
      bound,
      unit,
      holds: holds(value, one.limit, bound),
    }),
  );
  return [...Map.groupBy(all, ({ scheme }) => scheme).values()].flatMap((found) => {
    const broken = found.filter((one) => !one.holds);
    return broken.length > 0 ? broken : found.toSorted(byTightness).slice(0, 1);
  });
}

/** What the account puts on rounding: a leverage that was asked for is not above itself. */
const tolerance = 1e-9;

/** Of an upper limit null is boundless, of a lower one out of reach. */
function holds(value: number | null, limit: number, bound: LimitFinding['bound']): boolean {
  if (value === null) return bound === 'at-least';
  const slack = tolerance * Math.abs(limit);
  return bound === 'at-most' ? value <= limit + slack : value >= limit - slack;
}

/** The one nearest to, or furthest on, the wrong side of its limit first. */
function byTightness(a: LimitFinding, b: LimitFinding): number {
  const [first, second] = [badness(a), badness(b)];
  return first === second ? 0 : second - first;
}

function badness({ value, bound }: LimitFinding): number {
  const size = value ?? Number.POSITIVE_INFINITY;
  return bound === 'at-most' ? size : -size;
}

/** One fault for a limit and a scheme: the worst that does not hold. */
function refuseViolations(findings: readonly LimitFinding[], quote: string, found: Findings): void {
  for (const [scheme, ofScheme] of Map.groupBy(findings, (finding) => finding.scheme)) {
    const broken = ofScheme.filter((finding) => !finding.holds).toSorted(byTightness);
    const [worst] = broken;
    if (worst === undefined) continue;
    const where = scheme === null ? '' : ` in scheme ${scheme}`;
    const more = broken.length > 1 ? ` (and ${broken.length - 1} more)` : '';
    const allowed = `${worst.bound === 'at-most' ? 'at most' : 'at least'} ${figure(worst, worst.limit, quote)}`;
    found.add(
      [],
      `does not hold${where}: ${worst.subject} has ${figure(worst, worst.value, quote)}${more}`,
      allowed,
      null,
    );
  }
}

function figure({ unit }: LimitFinding, value: number | null, quote: string): string {
  if (value === null) return unit === 'ratio' ? 'no collateral behind it' : 'none';
  if (unit === 'quote') return `${formatAmount(value)} ${quote}`;
  const rounded = Number(value.toPrecision(4));
  return unit === 'share' ? formatShare(rounded) : `${rounded}x`;
}
