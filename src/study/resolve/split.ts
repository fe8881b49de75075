import { allocationRules, defaultAllocation } from '../allocation/registry.ts';
import type { PoolSize } from '../allocation/rule.ts';
import { hintFor } from '../document/did-you-mean.ts';
import type { Problems } from '../document/problems.ts';
import { childOf, type TreeNode } from '../document/tree.ts';
import type { SchemeFields } from '../form/experiment.ts';
import type { AmountOrShare } from '../form/scalars.ts';
import { listed } from './per-asset.ts';
import type { PoolShape } from './pools.ts';

/** What there is to split. */
export interface Holdings {
  /** Notional and requirement of each position now; undefined if any could not be read. */
  readonly sizes: readonly PoolSize[] | undefined;
  /** Units per collateral asset, and the names of these. */
  readonly amounts: readonly number[];
  readonly names: readonly string[];
  /** Price now per collateral asset. */
  readonly prices: readonly number[];
  /** Value of all collateral in quote; undefined if it could not be read. */
  readonly value: number | undefined;
  readonly quote: string;
}

/** A pool that is to be given collateral. Of an inverse contract it takes one coin (a collateral asset); null: the same share of each. */
export interface Claimant extends PoolShape {
  readonly coin: number | null;
}

/** Sums that people write in decimals are equal when they differ by less than this, relatively. */
const sumTolerance = 1e-9;

/** Units per collateral asset and pool; nothing if there is a problem. */
export function splitOver(
  claimants: readonly Claimant[],
  treasury: readonly number[],
  { allocate }: SchemeFields,
  node: TreeNode,
  holdings: Holdings,
  problems: Problems,
): readonly (readonly number[])[] | undefined {
  if (typeof allocate === 'object') return splitAsWritten(claimants, treasury, allocate, node, holdings, problems);
  const rule = (allocate === undefined ? undefined : allocationRules[allocate]) ?? defaultAllocation;
  const { sizes, amounts } = holdings;
  if (sizes === undefined) return undefined;
  const weights = rule.weights(claimants.map(({ positions }) => poolSize(positions, sizes)));
  const totals = amounts.map((_, asset) =>
    weights.reduce((sum, weight, pool) => sum + (takes(claimants[pool], asset) ? weight : 0), 0),
  );
  // A coin that no pool of inverse contracts takes is refused as collateral.
  const isLinear = claimants.every(({ coin }) => coin === null);
  if (isLinear && totals.some((total, asset) => !(total > 0) && (amounts[asset] ?? 0) > 0)) {
    problems.add(node, ['allocate'], `${rule.name} gives no pool any collateral`, {
      allowed: Object.keys(allocationRules).join(', '),
    });
    return undefined;
  }
  return weights.map((weight, pool) =>
    amounts.map((amount, asset) => {
      const total = totals[asset] ?? 0;
      return takes(claimants[pool], asset) && total > 0 ? (amount - (treasury[asset] ?? 0)) * (weight / total) : 0;
    }),
  );
}

function takes(claimant: Claimant | undefined, asset: number): boolean {
  return claimant !== undefined && (claimant.coin === null || claimant.coin === asset);
}

function poolSize(positions: readonly number[], sizes: readonly PoolSize[]): PoolSize {
  const members = positions.flatMap((index) => sizes[index] ?? []);
  return {
    notional: members.reduce((sum, { notional }) => sum + notional, 0),
    requirement: members.reduce((sum, { requirement }) => sum + requirement, 0),
  };
}

function splitAsWritten(
  claimants: readonly Claimant[],
  treasury: readonly number[],
  allocate: Readonly<Record<string, AmountOrShare>>,
  node: TreeNode,
  holdings: Holdings,
  problems: Problems,
): readonly (readonly number[])[] | undefined {
  const names = claimants.map(({ name }) => name);
  const allocateNode = childOf(node, 'allocate');
  let isSound = true;
  for (const pool of Object.keys(allocate)) {
    if (names.includes(pool) || allocateNode === undefined) continue;
    problems.addKey(allocateNode, pool, `is no pool of this scheme${hintFor(pool, names)}`, { allowed: listed(names) });
    isSound = false;
  }
  const split = claimants.map(({ name, coin }) => {
    const written = allocate[name];
    if (written !== undefined) return unitsOf(written, ['allocate', name], coin, node, holdings, problems);
    problems.add(node, ['allocate', name], 'is missing', {
      allowed: 'an amount or a percentage for every pool (0 is allowed)',
    });
    return undefined;
  });
  if (!isSound || split.includes(undefined) || holdings.value === undefined) return undefined;
  const units = split.map((pool) => pool ?? []);
  const rest = holdings.amounts.map(
    (amount, asset) => amount - (treasury[asset] ?? 0) - units.reduce((sum, pool) => sum + (pool[asset] ?? 0), 0),
  );
  return reportsRest(rest, treasury, claimants, node, holdings, problems) ? undefined : units;
}

/** Records by how much an allocation misses the collateral; true if it does. */
function reportsRest(
  rest: readonly number[],
  treasury: readonly number[],
  claimants: readonly Claimant[],
  node: TreeNode,
  { amounts, names, value = 0, quote }: Holdings,
  problems: Problems,
): boolean {
  const relative = rest.map((units, asset) => ((amounts[asset] ?? 0) > 0 ? units / (amounts[asset] ?? 1) : 0));
  const worst = relative.reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most), 0);
  if (Math.abs(worst) <= sumTolerance) return false;
  const asset = relative.indexOf(worst);
  // Linear collateral is split in the same proportion of each asset, so that all of it misses by the same share.
  const isByCoin = claimants.some(({ coin }) => coin !== null);
  const [whole, unit] = isByCoin ? [amounts[asset] ?? 0, names[asset] ?? quote] : [value, quote];
  const verb = worst > 0 ? 'leaves' : 'exceeds the collateral by';
  const tail = worst > 0 ? ' of the collateral unused' : '';
  const reserved = treasury.some((units) => units > 0) ? ' less the treasury' : '';
  const missed = `${round(Math.abs(worst) * whole)} ${unit} (${round(Math.abs(worst) * 100)}%)`;
  problems.add(node, ['allocate'], `${verb} ${missed}${tail}`, {
    allowed: `a sum of ${round(whole * (1 - share(treasury, amounts)))} ${unit}, the collateral${reserved}`,
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

/**
 * An amount or share of the collateral as units per asset: the same proportion of each, or all of it in one coin. Nothing if it is
 * more than there is.
 */
export function unitsOf(
  written: AmountOrShare,
  path: readonly string[],
  coin: number | null,
  node: TreeNode,
  { amounts, names, prices, value: all, quote }: Holdings,
  problems: Problems,
): readonly number[] | undefined {
  if (all === undefined) return undefined;
  const value = coin === null ? all : (amounts[coin] ?? 0) * (prices[coin] ?? 0);
  const part = (share: number) =>
    amounts.map((amount, asset) => (coin === null || coin === asset ? amount * share : 0));
  if (written.kind === 'share') return part(written.share);
  if (written.value > value * (1 + sumTolerance)) {
    const what = coin === null ? 'all collateral' : `all ${names[coin]}`;
    problems.add(node, path, `is more than ${what}, which is worth ${round(value)} ${quote}`);
    return undefined;
  }
  // The smallest sums are left alone: books of a few units are legal, and then a fraction is an amount.
  if (written.value > 0 && written.value < 1 && value >= 100) {
    problems.add(node, path, `means ${written.value} ${quote}; for a share write ${round(written.value * 100)}%`);
    return undefined;
  }
  if (coin !== null) return part(value === 0 ? 0 : written.value / value);
  return amounts.map((amount) => written.value * (amount / value));
}
