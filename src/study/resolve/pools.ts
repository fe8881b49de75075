import type { Scheme } from '../../margin/account.ts';
import { hintFor } from '../document/did-you-mean.ts';
import type { Findings } from '../document/findings.ts';
import type { SchemeFields } from '../forms/experiment.ts';
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

/** The partition: every position in exactly one pool; nothing if there is a fault in it. */
export function poolShapes(
  pools: SchemeFields['pools'],
  positions: readonly string[],
  policyMap: PolicyMap | undefined,
  found: Findings,
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
      found.add(
        [],
        'there is no policy map in this experiment',
        'a list of rules at the top, such as policy-map: [{ tag: carry, pool: hedged }, { pool: core }]',
        null,
      );
      return undefined;
    default:
      return typeof pools === 'object' ? writtenShapes(pools, positions, found) : undefined;
  }
}

function writtenShapes(
  pools: Readonly<Record<string, readonly string[] | undefined>>,
  positions: readonly string[],
  found: Findings,
): readonly PoolShape[] | undefined {
  const before = found.faults.length;
  const poolOf = new Map<string, string>();
  const shapes: PoolShape[] = [];
  for (const [pool, members] of Object.entries(pools)) {
    if (members === undefined) return undefined;
    if (members.length === 0) found.add([pool], 'is a pool without positions', 'at least one position');
    for (const [index, member] of members.entries()) {
      const other = poolOf.get(member);
      if (!positions.includes(member)) {
        found.add([pool, index], `is no position${hintFor(member, positions)}`, listed(positions));
      } else if (other !== undefined) {
        const what = `position ${member} is in pool ${other} already`;
        found.add([pool, index], what, 'every position in exactly one pool');
      } else poolOf.set(member, pool);
    }
    shapes.push({ name: pool, positions: members.map((member) => positions.indexOf(member)) });
  }
  const left = positions.filter((position) => !poolOf.has(position));
  if (left.length > 0) {
    const subject = left.length === 1 ? `position ${left[0]} is` : `positions ${listed(left)} are`;
    found.add([], `${subject} in no pool`, 'every position in exactly one pool', null);
  }
  return found.faults.length === before ? shapes : undefined;
}
