import { limits } from '../../base/limits.ts';
import type { Venue } from '../../margin/account.ts';
import { checkEntries, checkFields } from '../document/check.ts';
import { hintFor } from '../document/did-you-mean.ts';
import type { Problems } from '../document/problems.ts';
import type { TreeNode } from '../document/tree.ts';
import { positionForm } from '../form/experiment.ts';
import { name } from '../form/scalars.ts';
import type { MarketReading } from './market.ts';
import { listed } from './per-asset.ts';

/** A position before leverage is applied. */
export interface PositionReading {
  readonly name: string;
  readonly node: TreeNode;
  /** Undefined where it could not be read. */
  readonly asset: string | undefined;
  /** Signed units; undefined where they could not be read. */
  readonly quantity: number | undefined;
  readonly entry: number | undefined;
  readonly tag: string | null;
  /** Price of the asset now. */
  readonly price: number | undefined;
}

/** Positions in the order of the file. The notional of a linear contract is at the price now, that of an inverse one at its entry. */
export function readPositions(
  node: TreeNode,
  reading: MarketReading,
  contract: Venue['contract'],
  problems: Problems,
): readonly PositionReading[] {
  const entries = checkEntries(node, name, { what: 'positions', largest: limits.positions.largest }, problems);
  return entries.map(([position, child]) => readPosition(position, child, reading, contract, problems));
}

function readPosition(
  position: string,
  node: TreeNode,
  reading: MarketReading,
  contract: Venue['contract'],
  problems: Problems,
): PositionReading {
  const fields = checkFields(positionForm, node, problems);
  const assets = [...reading.prices.keys()];
  const { asset, side, notional, quantity, entry } = fields ?? {};
  if (asset !== undefined && assets.length > 0 && !reading.prices.has(asset)) {
    problems.add(node, ['asset'], `is no asset of the market${hintFor(asset, assets)}`, { allowed: listed(assets) });
  }
  const size = fields === undefined ? undefined : readSize(node, notional, quantity, problems);
  const price = asset === undefined ? undefined : reading.prices.get(asset);
  const per = contract === 'inverse' ? (entry ?? price) : price;
  const units = size === undefined || per === undefined ? undefined : size.isNotional ? size.value / per : size.value;
  return {
    name: position,
    node,
    asset,
    quantity: units === undefined || side === undefined ? undefined : side === 'long' ? units : -units,
    entry: entry ?? price,
    tag: fields?.tag ?? null,
    price,
  };
}

function readSize(
  node: TreeNode,
  notional: number | undefined,
  quantity: number | undefined,
  problems: Problems,
): { readonly isNotional: boolean; readonly value: number } | undefined {
  const isWritten = (field: string) => node.kind === 'map' && node.entries.has(field);
  if (isWritten('notional') === isWritten('quantity')) {
    const what = isWritten('quantity') ? 'has both a notional and a quantity' : 'has neither a notional nor a quantity';
    problems.add(node, [], what, { allowed: 'one of the two', got: null });
    return undefined;
  }
  const value = notional ?? quantity;
  if (value === 0) {
    problems.add(node, [notional === undefined ? 'quantity' : 'notional'], 'must be above 0', {
      allowed: 'a size above 0; side says long or short',
    });
    return undefined;
  }
  return value === undefined ? undefined : { isNotional: notional !== undefined, value };
}
