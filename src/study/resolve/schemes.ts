import { limits } from '../../base/limits.ts';
import type { Pool, Scheme } from '../../margin/account.ts';
import { allocationRules, defaultAllocation } from '../allocation/registry.ts';
import type { PoolSize } from '../allocation/rule.ts';
import { checkEntries, checkFields, type Fields } from '../document/check.ts';
import { hintFor } from '../document/did-you-mean.ts';
import type { Problems } from '../document/problems.ts';
import { childOf, type TreeNode } from '../document/tree.ts';
import { schemeForm } from '../form/experiment.ts';
import { type AmountOrShare, name } from '../form/scalars.ts';
import { listed } from './per-asset.ts';

/** What the schemes share: the positions and what there is to split. */
export interface Holdings {
  readonly positions: readonly string[];
  /** Notional and requirement of each position now; undefined if any could not be read. */
  readonly sizes: readonly PoolSize[] | undefined;
  /** Units per collateral asset. */
  readonly amounts: readonly number[];
  /** Value of all collateral in quote; undefined if it could not be read. */
  readonly value: number | undefined;
  readonly quote: string;
}

interface PoolShape {
  readonly name: string;
  readonly positions: readonly number[];
}

type SchemeFields = Fields<typeof schemeForm>;

/** Sums that people write in decimals are equal when they differ by less than this, relatively. */
const sumTolerance = 1e-9;

/** The schemes in the order of the file; undefined in the place of one with a problem. */
export function resolveSchemes(
  node: TreeNode,
  holdings: Holdings,
  problems: Problems,
): readonly (Scheme | undefined)[] {
  const size = { what: 'schemes', largest: limits.schemes.largest };
  return checkEntries(node, name, size, problems).map(([scheme, child]) =>
    resolveScheme(scheme, child, holdings, problems),
  );
}

function resolveScheme(name: string, node: TreeNode, holdings: Holdings, problems: Problems): Scheme | undefined {
  const fields = checkFields(schemeForm, node, problems);
  if (fields === undefined) return undefined;
  const shapes = poolShapes(fields.pools, node, holdings.positions, problems);
  const treasury = unitsOf(fields.treasury ?? { kind: 'value', value: 0 }, 'treasury', node, holdings, problems);
  if (shapes === undefined || treasury === undefined) return undefined;
  if (childOf(node, 'allocate') !== undefined && fields.allocate === undefined) return undefined;
  const split = splitOver(shapes, treasury, fields, node, holdings, problems);
  if (split === undefined) return undefined;
  const { pools } = fields;
  return {
    name,
    partition: typeof pools === 'string' && (pools === 'each' || pools === 'one') ? pools : 'custom',
    pools: shapes.map(({ name, positions }, index): Pool => ({ name, positions, collateral: split[index] ?? [] })),
    treasury,
  };
}

/** The partition: every position in exactly one pool. */
function poolShapes(
  pools: SchemeFields['pools'],
  node: TreeNode,
  positions: readonly string[],
  problems: Problems,
): readonly PoolShape[] | undefined {
  if (pools === undefined) return undefined;
  if (pools === 'each') return positions.map((position, index) => ({ name: position, positions: [index] }));
  if (typeof pools === 'string') return [{ name: 'all', positions: positions.map((_, index) => index) }];
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

/** Units per collateral asset and pool; all assets are split in the same proportion. */
function splitOver(
  shapes: readonly PoolShape[],
  treasury: readonly number[],
  { allocate }: SchemeFields,
  node: TreeNode,
  holdings: Holdings,
  problems: Problems,
): readonly (readonly number[])[] | undefined {
  if (typeof allocate === 'object') return splitAsWritten(shapes, treasury, allocate, node, holdings, problems);
  const rule = (allocate === undefined ? undefined : allocationRules[allocate]) ?? defaultAllocation;
  const { sizes, amounts } = holdings;
  if (sizes === undefined) return undefined;
  const weights = rule.weights(shapes.map(({ positions }) => poolSize(positions, sizes)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) {
    problems.add(node, ['allocate'], `${rule.name} gives no pool any collateral`, {
      allowed: Object.keys(allocationRules).join(', '),
    });
    return undefined;
  }
  return weights.map((weight) => amounts.map((amount, asset) => (amount - (treasury[asset] ?? 0)) * (weight / total)));
}

function poolSize(positions: readonly number[], sizes: readonly PoolSize[]): PoolSize {
  const members = positions.flatMap((index) => sizes[index] ?? []);
  return {
    notional: members.reduce((sum, { notional }) => sum + notional, 0),
    requirement: members.reduce((sum, { requirement }) => sum + requirement, 0),
  };
}

function splitAsWritten(
  shapes: readonly PoolShape[],
  treasury: readonly number[],
  allocate: Readonly<Record<string, AmountOrShare>>,
  node: TreeNode,
  holdings: Holdings,
  problems: Problems,
): readonly (readonly number[])[] | undefined {
  const names = shapes.map((shape) => shape.name);
  const allocateNode = childOf(node, 'allocate');
  let isSound = true;
  for (const pool of Object.keys(allocate)) {
    if (names.includes(pool) || allocateNode === undefined) continue;
    problems.addKey(allocateNode, pool, `is no pool of this scheme${hintFor(pool, names)}`, { allowed: listed(names) });
    isSound = false;
  }
  const split = names.map((pool) => {
    const written = allocate[pool];
    if (written !== undefined) return unitsOf(written, 'allocate', node, holdings, problems, pool);
    problems.add(node, ['allocate', pool], 'is missing', {
      allowed: 'an amount or a percentage for every pool (0 is allowed)',
    });
    return undefined;
  });
  if (!isSound || split.includes(undefined) || holdings.value === undefined) return undefined;
  const units = split.map((pool) => pool ?? []);
  const rest = holdings.amounts.map(
    (amount, asset) => amount - (treasury[asset] ?? 0) - units.reduce((sum, pool) => sum + (pool[asset] ?? 0), 0),
  );
  return reportsRest(rest, treasury, node, holdings, problems) ? undefined : units;
}

/** Records by how much an allocation misses the collateral; true if it does. */
function reportsRest(
  rest: readonly number[],
  treasury: readonly number[],
  node: TreeNode,
  { amounts, value = 0, quote }: Holdings,
  problems: Problems,
): boolean {
  const worst = rest.reduce((most, units, asset) => {
    const relative = units / Math.max(amounts[asset] ?? 0, Number.MIN_VALUE);
    return Math.abs(relative) > Math.abs(most) && (amounts[asset] ?? 0) > 0 ? relative : most;
  }, 0);
  if (Math.abs(worst) <= sumTolerance) return false;
  const verb = worst > 0 ? 'leaves' : 'exceeds the collateral by';
  const tail = worst > 0 ? ' of the collateral unused' : '';
  const reserved = treasury.some((units) => units > 0) ? ' less the treasury' : '';
  const money = `${round(Math.abs(worst) * value)} ${quote}`;
  problems.add(node, ['allocate'], `${verb} ${money} (${round(Math.abs(worst) * 100)}%)${tail}`, {
    allowed: `a sum of ${round(value * (1 - share(treasury, amounts)))} ${quote}, the collateral${reserved}`,
    got: null,
  });
  return true;
}

function share(part: readonly number[], amounts: readonly number[]): number {
  const index = amounts.findIndex((amount) => amount > 0);
  return (part[index] ?? 0) / (amounts[index] ?? 1);
}

function round(value: number): number {
  return Number(value.toPrecision(8));
}

/** An amount or share of all collateral as units per asset, the same proportion of each; nothing if it is more than there is. */
function unitsOf(
  written: AmountOrShare,
  field: 'treasury' | 'allocate',
  node: TreeNode,
  { amounts, value, quote }: Holdings,
  problems: Problems,
  pool?: string,
): readonly number[] | undefined {
  if (value === undefined) return undefined;
  const path = pool === undefined ? [field] : [field, pool];
  if (written.kind === 'share') return amounts.map((amount) => amount * written.share);
  if (written.value > value * (1 + sumTolerance)) {
    problems.add(node, path, `is more than all collateral, which is worth ${round(value)} ${quote}`);
    return undefined;
  }
  // The smallest sums are left alone: books of a few units are legal, and then a fraction is an amount.
  if (written.value > 0 && written.value < 1 && value >= 100) {
    problems.add(node, path, `means ${written.value} ${quote}; for a share write ${round(written.value * 100)}%`);
    return undefined;
  }
  return amounts.map((amount) => written.value * (amount / value));
}
