import type { Pool, Scheme, Venue } from '../../margin/account.ts';
import type { Market } from '../../market/model.ts';
import type { Findings } from '../document/findings.ts';
import type { ScenarioFields, SchemeFields } from '../forms/experiment.ts';
import { isWritten } from '../forms/read.ts';
import { resolvePolicies } from '../policies/registry.ts';
import { listed } from './per-asset.ts';
import { type PolicyMap, type PoolShape, partitionOf, poolShapes } from './pools.ts';
import { type Holdings, type PoolRequest, splitOver, unitsOf } from './split.ts';

/** What the schemes share. */
export interface SchemeUse extends Holdings {
  /** In the order of the file; the asset is undefined where it could not be read. */
  readonly positions: readonly { readonly name: string; readonly asset: number | undefined }[];
  /** Index of the asset per collateral asset; null for the quote currency. */
  readonly collateral: readonly (number | null)[];
  readonly contract: Venue['contract'];
  /** undefined: the experiment has none. */
  readonly policyMap: PolicyMap | undefined;
  readonly market: Market | undefined;
  readonly stepSeconds: number | undefined;
}

/** The schemes in the order of the file, without those that have a fault. */
export function resolveSchemes(
  written: NonNullable<ScenarioFields['schemes']>,
  use: SchemeUse,
  found: Findings,
): readonly Scheme[] {
  return Object.entries(written).flatMap(([name, fields]) =>
    fields === undefined ? [] : (resolveScheme(name, fields, use, found.below(name)) ?? []),
  );
}

function resolveScheme(name: string, fields: SchemeFields, use: SchemeUse, found: Findings): Scheme | undefined {
  const positions = use.positions.map((position) => position.name);
  const shapes = poolShapes(fields.pools, positions, use.policyMap, found.below('pools'));
  const treasury = unitsOf(fields.treasury ?? { kind: 'value', value: 0 }, null, use, found.below('treasury'));
  if (shapes === undefined || treasury === undefined) return undefined;
  const policies = resolvePolicies(fields.policies, { ...use, name, pools: shapes, treasury }, found.below('policies'));
  const requests = requestsOf(shapes, use, typeof fields.pools === 'object', found.below('pools'));
  if (requests === undefined) return undefined;
  if (isWritten(fields, 'allocate') && fields.allocate === undefined) return undefined;
  const split = splitOver(requests, treasury, fields.allocate, use, found.below('allocate'));
  if (split === undefined) return undefined;
  return {
    name,
    partition: partitionOf(fields.pools),
    pools: requests.map(
      (pool, index): Pool => ({
        name: pool.name,
        positions: pool.positions,
        collateral: split[index] ?? [],
      }),
    ),
    treasury,
    policies,
  };
}

/** The pools with the collateral that they take; nothing, and faults, if a pool of inverse contracts would need two coins. */
function requestsOf(
  shapes: readonly PoolShape[],
  { positions, collateral, contract, market }: SchemeUse,
  areWritten: boolean,
  found: Findings,
): readonly PoolRequest[] | undefined {
  if (contract === 'linear') return shapes.map((shape) => ({ ...shape, collateralAsset: null }));
  const before = found.faults.length;
  const requests = shapes.map((shape) => {
    const assets = [...new Set(shape.positions.map((position) => positions[position]?.asset ?? -1))];
    if (assets.length > 1) {
      const held = listed(assets.map((asset) => market?.assets[asset] ?? 'another asset'));
      const what = `pool ${shape.name} holds ${held}: an inverse contract is settled in its own coin`;
      found.add(areWritten ? [shape.name] : [], what, 'pools with positions in one asset each', null);
    }
    return { ...shape, collateralAsset: collateral.indexOf(assets[0] ?? -1) };
  });
  return found.faults.length === before ? requests : undefined;
}
