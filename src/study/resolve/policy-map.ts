import * as z from 'zod';
import { limits } from '../../base/limits.ts';
import { check } from '../document/check.ts';
import { hintFor } from '../document/did-you-mean.ts';
import type { Problems } from '../document/problems.ts';
import type { TreeNode } from '../document/tree.ts';
import { policyMapForm } from '../form/policy-map.ts';
import { listed } from './per-asset.ts';
import type { PolicyMap } from './pools.ts';
import type { PositionReading } from './positions.ts';

type Rule = z.output<typeof policyMapForm>[number];

/** The word by which a rule gives every position a pool of its own. */
const ownPool = 'each';

/** What a rule may ask of a position, and the name that it looks at. */
const questions = {
  asset: { noun: 'asset of any position', of: ({ asset }: PositionReading) => asset },
  tag: { noun: 'tag of any position', of: ({ tag }: PositionReading) => tag ?? undefined },
  position: { noun: 'position', of: ({ name }: PositionReading) => name },
} as const;

const fields = ['asset', 'tag', 'position'] as const;

/** Assigns every position to the pool of the first rule that fits it. */
export function readPolicyMap(
  node: TreeNode,
  positions: readonly PositionReading[],
  problems: Problems,
  warnings: string[],
): PolicyMap {
  const rules = check(policyMapForm, node, problems);
  if (rules === undefined) return { shapes: undefined };
  const { smallest, largest } = limits.policyMapRules;
  if (rules.length < smallest || rules.length > largest) {
    problems.add(node, [], 'has the wrong number of rules', { allowed: `from ${smallest} to ${largest}` });
    return { shapes: undefined };
  }
  if (!areKnown(rules, node, positions, problems)) return { shapes: undefined };
  const pools = new Map<string, number[]>();
  const used = new Set<Rule>();
  const left: string[] = [];
  for (const [index, position] of positions.entries()) {
    const rule = rules.find((one) => fits(one, position));
    if (rule === undefined) left.push(position.name);
    else {
      used.add(rule);
      const pool = rule.pool === ownPool ? position.name : rule.pool;
      pools.set(pool, [...(pools.get(pool) ?? []), index]);
    }
  }
  if (left.length > 0) {
    const subject = left.length === 1 ? `position ${left[0]}` : `positions ${listed(left)}`;
    problems.add(node, [], `no rule takes ${subject}`, {
      allowed: 'every position in a pool; a last rule { pool: core } takes all that are left',
      got: null,
    });
    return { shapes: undefined };
  }
  if (takesOwnName(rules, node, positions, problems)) return { shapes: undefined };
  for (const [index, rule] of rules.entries()) {
    if (!used.has(rule)) warnings.push(`Rule ${index + 1} of the policy map (pool ${rule.pool}) takes no position.`);
  }
  const order = rules.flatMap((rule) =>
    rule.pool === ownPool
      ? positions.filter((one) => rules.find((other) => fits(other, one)) === rule).map(({ name }) => name)
      : [rule.pool],
  );
  return {
    shapes: [...new Set(order)].flatMap((pool) => {
      const members = pools.get(pool);
      return members === undefined ? [] : [{ name: pool, positions: members }];
    }),
  };
}

function namesIn(rule: Rule, field: (typeof fields)[number]): readonly string[] | null {
  const written = rule[field];
  return written === undefined ? null : typeof written === 'string' ? [written] : written;
}

/** Whether a position has everything that a rule asks for; a rule that asks for nothing takes all. */
function fits(rule: Rule, position: PositionReading): boolean {
  return fields.every((field) => {
    const names = namesIn(rule, field);
    return names === null || names.includes(questions[field].of(position) ?? '');
  });
}

function areKnown(
  rules: readonly Rule[],
  node: TreeNode,
  positions: readonly PositionReading[],
  problems: Problems,
): boolean {
  let isSound = true;
  for (const field of fields) {
    const { noun, of } = questions[field];
    const known = [...new Set(positions.flatMap((position) => of(position) ?? []))];
    for (const [index, rule] of rules.entries()) {
      for (const [item, name] of (namesIn(rule, field) ?? []).entries()) {
        if (known.includes(name)) continue;
        const path = typeof rule[field] === 'string' ? [index, field] : [index, field, item];
        const allowed = known.length === 0 ? `nothing: no position has a ${field}` : listed(known);
        problems.add(node, path, `is no ${noun}${hintFor(name, known)}`, { allowed });
        isSound = false;
      }
    }
  }
  return isSound;
}

/** A position with a pool of its own gives it its name: no other pool may have that. */
function takesOwnName(
  rules: readonly Rule[],
  node: TreeNode,
  positions: readonly PositionReading[],
  problems: Problems,
): boolean {
  const alone = positions.filter((one) => rules.find((rule) => fits(rule, one))?.pool === ownPool);
  const own = new Set(alone.map(({ name }) => name));
  const clash = rules.findIndex(({ pool }) => own.has(pool));
  if (clash === -1) return false;
  problems.add(node, [clash, 'pool'], `is the name of position ${rules[clash]?.pool}, which has a pool of its own`, {
    allowed: 'another name',
  });
  return true;
}
