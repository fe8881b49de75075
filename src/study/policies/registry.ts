import * as z from 'zod';
import { limits } from '../../base/limits.ts';
import type { Policy } from '../../margin/policies/registry.ts';
import { checkEntries } from '../document/check.ts';
import { hintFor } from '../document/did-you-mean.ts';
import type { Problems } from '../document/problems.ts';
import { childOf, type TreeNode } from '../document/tree.ts';
import { name } from '../form/scalars.ts';
import { deleverage } from './deleverage.ts';
import type { PolicyReader, PolicyScheme } from './reader.ts';
import { rebalance } from './rebalance.ts';
import { stop } from './stop.ts';
import { switchPools } from './switch.ts';
import { topUp } from './top-up.ts';

/** The kinds of policies that an experiment may write: one file, and a line here. */
const readers: { readonly [Name in Policy['policy']]: PolicyReader } = {
  'top-up': topUp,
  deleverage,
  stop,
  switch: switchPools,
  rebalance,
};

const kinds = Object.keys(readers) as Policy['policy'][];

/** The form of the policies of a scheme, by name. */
export const policiesForm = z.record(name, z.union(kinds.map((kind) => readers[kind].form)));

/** The policies of a scheme in the order of the file, without those that have a problem. */
export function readPolicies(
  node: TreeNode | undefined,
  scheme: PolicyScheme,
  problems: Problems,
  warnings: string[],
): readonly Policy[] {
  // An empty map is what is left when policies are switched off one by one.
  if (node === undefined || (node.kind === 'map' && node.entries.size === 0)) return [];
  const size = { what: 'policies', largest: limits.policies.largest };
  return checkEntries(node, name, size, problems).flatMap(([policy, child]) => {
    const reader = readerOf(child, problems);
    return reader?.read(policy, child, scheme, problems, warnings) ?? [];
  });
}

function readerOf(node: TreeNode, problems: Problems): PolicyReader | undefined {
  if (node.kind !== 'map') {
    problems.add(node, [], 'must be a map', { allowed: `policy: ${kinds.join(', or ')}, and its fields` });
    return undefined;
  }
  const kindNode = childOf(node, 'policy');
  const written = kindNode?.kind === 'scalar' ? String(kindNode.value) : '';
  const kind = kinds.find((one) => one === written);
  if (kind !== undefined) return readers[kind];
  const what = kindNode === undefined ? 'is missing' : `is no known policy${hintFor(written, kinds)}`;
  problems.add(node, ['policy'], what, { allowed: kinds.join(', ') });
  return undefined;
}
