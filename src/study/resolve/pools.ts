import type { Scheme } from '../../margin/account.ts';
import { hintFor } from '../document/did-you-mean.ts';
import type { Problems } from '../document/problems.ts';
import { childOf, type TreeNode } from '../document/tree.ts';
import type { SchemeFields } from '../form/experiment.ts';
import { listed } from './per-asset.ts';

/** A pool before collateral is given to it. */
export interface PoolShape {
  readonly name: string;
  /** Indices into the positions. */
  readonly positions: readonly number[];
}

/** A desk's written policy: which pool takes which position. */
export interface PolicyMap {
  /** In the order of the rules; undefined if there is a problem with them. */
  readonly shapes: readonly PoolShape[] | undefined;
}

/** How a scheme asked for its partition. */
export function partitionOf(pools: SchemeFields['pools']): Scheme['partition'] {
  return pools === 'each' || pools === 'one' ? pools : 'custom';
}

/** The partition: every position in exactly one pool; nothing if there is a problem with it. */
export function poolShapes(
  pools: SchemeFields['pools'],
  node: TreeNode,
  positions: readonly string[],
  policyMap: PolicyMap | undefined,
  problems: Problems,
): readonly PoolShape[] | undefined {
  switch (pools) {
    case undefined:
      return undefined;
    case 'each':
      return positions.map((position, index) => ({ name: position, positions: [index] }));
    case 'one':
      return [{ name: 'all', positions: positions.map((_, index) => index) }];
    case 'policy-map':
      if (policyMap !== undefined) return policyMap.shapes;
      problems.add(node, ['pools'], 'there is no policy map in this experiment', {
        allowed: 'a list of rules at the top, such as policy-map: [{ tag: carry, pool: hedged }, { pool: core }]',
        got: null,
      });
      return undefined;
    default:
      return typeof pools === 'object' ? writtenShapes(pools, node, positions, problems) : undefined;
  }
}

function writtenShapes(
  pools: Readonly<Record<string, readonly string[]>>,
  node: TreeNode,
  positions: readonly string[],
  problems: Problems,
): readonly PoolShape[] | undefined {
  const poolsNode = childOf(node, 'pools');
  const poolOf = new Map<string, string>();
  let isSound = true;
  const shapes: PoolShape[] = [];
  for (const pool of poolsNode?.kind === 'map' ? poolsNode.entries.keys() : []) {
    const members = pools[pool] ?? [];
    const fault = (path: (string | number)[], what: string, allowed: string): void => {
      problems.add(node, ['pools', pool, ...path], what, { allowed });
      isSound = false;
    };
    if (members.length === 0) fault([], 'is a pool without positions', 'at least one position');
    for (const [index, member] of members.entries()) {
      const other = poolOf.get(member);
      if (!positions.includes(member)) fault([index], `is no position${hintFor(member, positions)}`, listed(positions));
      else if (other !== undefined)
        fault([index], `position ${member} is in pool ${other} already`, 'every position in exactly one pool');
      else poolOf.set(member, pool);
    }
    shapes.push({
      name: pool,
      positions: members.map((member) => positions.indexOf(member)).filter((index) => index >= 0),
    });
  }
  const left = positions.filter((position) => !poolOf.has(position));
  if (left.length > 0) {
    const subject = left.length === 1 ? `position ${left[0]} is` : `positions ${listed(left)} are`;
    problems.add(node, ['pools'], `${subject} in no pool`, {
      allowed: 'every position in exactly one pool',
      got: null,
    });
    isSound = false;
  }
  return isSound ? shapes : undefined;
}
