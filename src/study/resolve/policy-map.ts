import { limits } from '../../base/limits.ts';
import { hintFor } from '../document/did-you-mean.ts';
import type { Findings } from '../document/findings.ts';
import type { PolicyMapRule } from '../forms/experiment.ts';
import { listed } from './per-asset.ts';
import type { PolicyMap } from './pools.ts';
import type { PositionReading } from './positions.ts';

/** The word by which a rule gives every position a pool of its own. */
const ownPool = 'each';

/** What a rule may ask of a position, and the name that it looks at. */
const questions = {
  asset: { noun: 'asset of any position', of: ({ asset }: PositionReading) => asset },
  tag: { noun: 'tag of any position', of: ({ tag }: PositionReading) => tag ?? undefined },
  position: { noun: 'position', of: ({ name }: PositionReading) => name },
} as const;

const fields = ['asset', 'tag', 'position'] as const;

/** Assigns every position to the pool of the first rule that fits it; nothing if there is a fault in the rules. */
export function resolvePolicyMap(
  rules: readonly PolicyMapRule[],
  positions: readonly PositionReading[],
  found: Findings,
): PolicyMap['shapes'] {
  const { smallest, largest } = limits.policyMapRules;
  if (rules.length < smallest || rules.length > largest) {
    found.add([], 'has the wrong number of rules', `from ${smallest} to ${largest}`);
    return undefined;
  }
  if (asksForUnknown(rules, positions, found)) return undefined;
  const taken = positions.map((position) => rules.findIndex((rule) => fits(rule, position)));
  const left = positions.filter((_, index) => taken[index] === -1).map(({ name }) => name);
  if (left.length > 0) {
    const subject = left.length === 1 ? `position ${left[0]}` : `positions ${listed(left)}`;
    const allowed = 'every position in a pool; a last rule { pool: core } takes all that are left';
    found.add([], `no rule takes ${subject}`, allowed, null);
    return undefined;
  }
  const alone = new Set(positions.filter((_, index) => rules[taken[index] ?? -1]?.pool === ownPool).map(nameOf));
  const clash = rules.findIndex(({ pool }) => alone.has(pool));
  if (clash !== -1) {
    const what = `is the name of position ${rules[clash]?.pool}, which has a pool of its own`;
    found.add([clash, 'pool'], what, 'another name');
    return undefined;
  }
  const pools = new Map<string, number[]>();
  for (const [index, rule] of rules.entries()) {
    const members = [...positions.keys()].filter((position) => taken[position] === index);
    if (members.length === 0) {
      found.warnings.push(`Rule ${index + 1} of the policy map (pool ${rule.pool}) takes no position.`);
    }
    if (rule.pool !== ownPool) pools.set(rule.pool, pools.get(rule.pool) ?? []);
    for (const member of members) {
      const pool = rule.pool === ownPool ? nameOf(positions[member]) : rule.pool;
      pools.set(
        pool,
        [...(pools.get(pool) ?? []), member].toSorted((a, b) => a - b),
      );
    }
  }
  return [...pools].flatMap(([name, members]) => (members.length === 0 ? [] : [{ name, positions: members }]));
}

function nameOf(position: PositionReading | undefined): string {
  return position?.name ?? '';
}

function namesIn(rule: PolicyMapRule, field: (typeof fields)[number]): readonly string[] | null {
  const written = rule[field];
  return written === undefined ? null : typeof written === 'string' ? [written] : written;
}

/** Whether a position has everything that a rule asks for; a rule that asks for nothing takes all. */
function fits(rule: PolicyMapRule, position: PositionReading): boolean {
  return fields.every((field) => {
    const names = namesIn(rule, field);
    return names === null || names.includes(questions[field].of(position) ?? '');
  });
}

function asksForUnknown(
  rules: readonly PolicyMapRule[],
  positions: readonly PositionReading[],
  found: Findings,
): boolean {
  const before = found.faults.length;
  for (const field of fields) {
    const { noun, of } = questions[field];
    const known = [...new Set(positions.flatMap((position) => of(position) ?? []))];
    for (const [index, rule] of rules.entries()) {
      for (const [item, name] of (namesIn(rule, field) ?? []).entries()) {
        if (known.includes(name)) continue;
        const path = typeof rule[field] === 'string' ? [index, field] : [index, field, item];
        const allowed = known.length === 0 ? `nothing: no position has a ${field}` : listed(known);
        found.add(path, `is no ${noun}${hintFor(name, known)}`, allowed);
      }
    }
  }
  return found.faults.length > before;
}
