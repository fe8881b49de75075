import { limits } from '../../base/limits.ts';
import type { Pool, Scheme, Venue } from '../../margin/account.ts';
import type { Market } from '../../market/model.ts';
import { checkEntries, checkFields } from '../document/check.ts';
import type { Problems } from '../document/problems.ts';
import { childOf, type TreeNode } from '../document/tree.ts';
import { schemeFields, schemeForm } from '../form/experiment.ts';
import { name } from '../form/scalars.ts';
import { readPolicies } from '../policies/registry.ts';
import { listed } from './per-asset.ts';
import { type PolicyMap, type PoolShape, partitionOf, poolShapes } from './pools.ts';
import { type Claimant, type Holdings, splitOver, unitsOf } from './split.ts';

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

/** The schemes in the order of the file; undefined in the place of one with a problem. */
export function resolveSchemes(
  node: TreeNode,
  use: SchemeUse,
  problems: Problems,
  warnings: string[],
): readonly (Scheme | undefined)[] {
  const size = { what: 'schemes', largest: limits.schemes.largest };
  return checkEntries(node, name, size, problems).map(([scheme, child]) =>
    resolveScheme(scheme, child, use, problems, warnings),
  );
}

function resolveScheme(
  name: string,
  node: TreeNode,
  use: SchemeUse,
  problems: Problems,
  warnings: string[],
): Scheme | undefined {
  const fields = checkFields(schemeForm, node, problems, schemeFields);
  if (fields === undefined) return undefined;
  const positions = use.positions.map((position) => position.name);
  const shapes = poolShapes(fields.pools, node, positions, use.policyMap, problems);
  const treasury = unitsOf(fields.treasury ?? { kind: 'value', value: 0 }, ['treasury'], null, node, use, problems);
  const { contract, quote, value, market, stepSeconds } = use;
  if (shapes === undefined || treasury === undefined) return undefined;
  const policies = readPolicies(
    childOf(node, 'policies'),
    { name, pools: shapes, positions: use.positions, treasury, contract, quote, value, market, stepSeconds },
    problems,
    warnings,
  );
  const claimants = claimantsOf(shapes, use, node, problems);
  if (claimants === undefined) return undefined;
  if (childOf(node, 'allocate') !== undefined && fields.allocate === undefined) return undefined;
  const split = splitOver(claimants, treasury, fields, node, use, problems);
  if (split === undefined) return undefined;
  return {
    name,
    partition: partitionOf(fields.pools),
    pools: claimants.map(({ name, positions }, index): Pool => ({ name, positions, collateral: split[index] ?? [] })),
    treasury,
    policies,
  };
}

/** The pools with the coins that they take; nothing, and problems, if a pool of inverse contracts would need two. */
function claimantsOf(
  shapes: readonly PoolShape[],
  { positions, collateral, contract, market }: SchemeUse,
  node: TreeNode,
  problems: Problems,
): readonly Claimant[] | undefined {
  if (contract === 'linear') return shapes.map((shape) => ({ ...shape, coin: null }));
  const pools = childOf(node, 'pools');
  let isSound = true;
  const claimants = shapes.map((shape) => {
    const assets = [...new Set(shape.positions.map((position) => positions[position]?.asset ?? -1))];
    if (assets.length > 1) {
      const held = listed(assets.map((asset) => market?.assets[asset] ?? 'another asset'));
      const path = pools?.kind === 'map' ? ['pools', shape.name] : ['pools'];
      const what = `pool ${shape.name} holds ${held}: an inverse contract is settled in its own coin`;
      problems.add(node, path, what, { allowed: 'pools with positions in one asset each', got: null });
      isSound = false;
    }
    return { ...shape, coin: collateral.indexOf(assets[0] ?? -1) };
  });
  return isSound ? claimants : undefined;
}
