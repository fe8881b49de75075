import { hintFor } from '../document/did-you-mean.ts';
import type { Findings } from '../document/findings.ts';
import type { SchemeFields } from '../forms/experiment.ts';
import type { AmountOrShare } from '../forms/scalars.ts';
import { allocationRules, defaultAllocation, type PoolSize } from './allocation.ts';
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

/** A pool that is to be given collateral. Of an inverse contract it takes one collateral asset; null: the same share of each. */
export interface PoolRequest extends PoolShape {
  readonly collateralAsset: number | null;
}

/** Sums that people write in decimals are equal when they differ by less than this, relatively. */
const sumTolerance = 1e-9;

/** Units per collateral asset and pool; nothing if there is a fault in the allocation. */
export function splitOver(
  requests: readonly PoolRequest[],
  treasury: readonly number[],
  allocate: SchemeFields['allocate'],
  holdings: Holdings,
  found: Findings,
): readonly (readonly number[])[] | undefined {
  if (typeof allocate === 'object') return splitAsWritten(requests, treasury, allocate, holdings, found);
  const name = allocate ?? defaultAllocation;
  const { sizes, amounts } = holdings;
  if (sizes === undefined) return undefined;
  const weights = requests.map(({ positions }) => allocationRules[name]?.weight(poolSize(positions, sizes)) ?? 0);
  const totals = amounts.map((_, asset) =>
    weights.reduce((sum, weight, pool) => sum + (takes(requests[pool], asset) ? weight : 0), 0),
  );
  // A coin that no pool of inverse contracts takes is refused as collateral.
  const isLinear = requests.every(({ collateralAsset }) => collateralAsset === null);
  if (isLinear && totals.some((total, asset) => !(total > 0) && (amounts[asset] ?? 0) > 0)) {
    found.add([], `${name} gives no pool any collateral`, Object.keys(allocationRules).join(', '));
    return undefined;
  }
  return weights.map((weight, pool) =>
    amounts.map((amount, asset) => {
      const total = totals[asset] ?? 0;
      return takes(requests[pool], asset) && total > 0 ? (amount - (treasury[asset] ?? 0)) * (weight / total) : 0;
    }),
  );
}

function takes(request: PoolRequest | undefined, asset: number): boolean {
  return request !== undefined && (request.collateralAsset === null || request.collateralAsset === asset);
}

function poolSize(positions: readonly number[], sizes: readonly PoolSize[]): PoolSize {
  const members = positions.flatMap((index) => sizes[index] ?? []);
  return {
    notional: members.reduce((sum, { notional }) => sum + notional, 0),
    requirement: members.reduce((sum, { requirement }) => sum + requirement, 0),
  };
}

function splitAsWritten(
  requests: readonly PoolRequest[],
  treasury: readonly number[],
  allocate: Readonly<Record<string, AmountOrShare | undefined>>,
  holdings: Holdings,
  found: Findings,
): readonly (readonly number[])[] | undefined {
  const before = found.faults.length;
  const names = requests.map(({ name }) => name);
  for (const pool of Object.keys(allocate)) {
    if (names.includes(pool)) continue;
    found.addName([pool], `is no pool of this scheme${hintFor(pool, names)}`, listed(names));
  }
  const split = requests.map(({ name, collateralAsset }) => {
    const written = allocate[name];
    if (written !== undefined) return unitsOf(written, collateralAsset, holdings, found.below(name));
    if (!Object.hasOwn(allocate, name)) {
      found.add([name], 'is missing', 'an amount or a percentage for every pool (0 is allowed)');
    }
    return undefined;
  });
  if (found.faults.length > before || split.includes(undefined) || holdings.value === undefined) return undefined;
  const units = split.map((pool) => pool ?? []);
  const rest = holdings.amounts.map(
    (amount, asset) => amount - (treasury[asset] ?? 0) - units.reduce((sum, pool) => sum + (pool[asset] ?? 0), 0),
  );
  const areByAsset = requests.some(({ collateralAsset }) => collateralAsset !== null);
  refuseRest(rest, treasury, areByAsset, holdings, found);
  return found.faults.length > before ? undefined : units;
}

/** What an allocation leaves of the collateral, or takes too much, is a fault. */
function refuseRest(
  rest: readonly number[],
  treasury: readonly number[],
  areByAsset: boolean,
  { amounts, names, value = 0, quote }: Holdings,
  found: Findings,
): void {
  const relative = rest.map((units, asset) => ((amounts[asset] ?? 0) > 0 ? units / (amounts[asset] ?? 1) : 0));
  const worst = relative.reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most), 0);
  if (Math.abs(worst) <= sumTolerance) return;
  const asset = relative.indexOf(worst);
  // Linear collateral is split in the same proportion of each asset, so that all of it misses by the same share.
  const [whole, unit] = areByAsset ? [amounts[asset] ?? 0, names[asset] ?? quote] : [value, quote];
  const verb = worst > 0 ? 'leaves' : 'exceeds the collateral by';
  const tail = worst > 0 ? ' of the collateral unused' : '';
  const reserved = treasury.some((units) => units > 0) ? ' less the treasury' : '';
  const missed = `${round(Math.abs(worst) * whole)} ${unit} (${round(Math.abs(worst) * 100)}%)`;
  const sum = `a sum of ${round(whole * (1 - share(treasury, amounts)))} ${unit}, the collateral${reserved}`;
  found.add([], `${verb} ${missed}${tail}`, sum, null);
}

function share(part: readonly number[], amounts: readonly number[]): number {
  const index = amounts.findIndex((amount) => amount > 0);
  return (part[index] ?? 0) / (amounts[index] ?? 1);
}

function round(value: number): number {
  return Number(value.toPrecision(8));
}

/**
 * An amount or share of the collateral as units per asset: the same proportion of each, or all of it in one collateral asset. Nothing
 * if it is more than there is.
 */
export function unitsOf(
  written: AmountOrShare,
  collateralAsset: number | null,
  { amounts, names, prices, value: all, quote }: Holdings,
  found: Findings,
): readonly number[] | undefined {
  if (all === undefined) return undefined;
  const value = collateralAsset === null ? all : (amounts[collateralAsset] ?? 0) * (prices[collateralAsset] ?? 0);
  const part = (share: number) =>
    amounts.map((amount, asset) => (collateralAsset === null || collateralAsset === asset ? amount * share : 0));
  if (written.kind === 'share') return part(written.share);
  if (written.value > value * (1 + sumTolerance)) {
    const what = collateralAsset === null ? 'all collateral' : `all ${names[collateralAsset]}`;
    found.add([], `is more than ${what}, which is worth ${round(value)} ${quote}`);
    return undefined;
  }
  // The smallest sums are left alone: books of a few units are legal, and then a fraction is an amount.
  if (written.value > 0 && written.value < 1 && value >= 100) {
    found.add([], `means ${written.value} ${quote}; for a share write ${round(written.value * 100)}%`);
    return undefined;
  }
  if (collateralAsset !== null) return part(value === 0 ? 0 : written.value / value);
  return amounts.map((amount) => written.value * (amount / value));
}
