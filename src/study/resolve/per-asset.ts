import { hintFor } from '../document/did-you-mean.ts';
import type { Problems } from '../document/problems.ts';
import { childOf, type TreeNode } from '../document/tree.ts';

/** One value for all assets, or values by asset. */
export type PerAsset<Value> = Value | Readonly<Record<string, Value>>;

/**
 * The values in the order of `assets`. Assets that a map leaves out get `missing`; without one, each is a problem.
 * `node` is the field as it was written: unknown names in it are problems.
 */
export function spread<Value extends number | null>(
  value: PerAsset<Value> | undefined,
  assets: readonly string[],
  node: TreeNode | undefined,
  problems: Problems,
  missing?: Value,
): (Value | undefined)[] {
  if (value === undefined) return assets.map(() => missing);
  if (typeof value !== 'object' || value === null) return assets.map(() => value);
  if (node !== undefined) refuseUnknownAssets(node, assets, problems);
  return assets.map((asset) => {
    const own = value[asset] ?? missing;
    if (own === undefined && node !== undefined)
      problems.add(node, [asset], 'is missing', { allowed: 'a value for every asset' });
    return own;
  });
}

/** Records every name of a map that is no asset of the market. */
export function refuseUnknownAssets(node: TreeNode, assets: readonly string[], problems: Problems): void {
  if (node.kind !== 'map' || assets.length === 0) return;
  for (const name of node.entries.keys()) {
    if (!assets.includes(name)) refuseUnknownAsset(node, name, assets, problems);
  }
}

function refuseUnknownAsset(map: TreeNode, name: string, assets: readonly string[], problems: Problems): void {
  problems.addKey(map, name, `${name} is no asset of the market${hintFor(name, assets)}`, { allowed: listed(assets) });
}

/** The value of an asset in a map that may say null; `other` where it says nothing. */
export function valueOf<Value>(byAsset: Readonly<Record<string, Value>>, asset: string, other: Value): Value {
  const own = byAsset[asset];
  return own === undefined ? other : own;
}

/** Names as a message lists them, the first twenty. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 20).join(', ');
  return names.length > 20 ? `${shown}, … (${names.length})` : shown;
}

/** The child of a node, if both are there. */
export function field(node: TreeNode | undefined, name: string): TreeNode | undefined {
  return node === undefined ? undefined : childOf(node, name);
}
