import type { Position, Venue } from '../../margin/account.ts';
import { requiredNotional, requirementOf } from '../../margin/requirement.ts';
import { hintFor } from '../document/did-you-mean.ts';
import type { Findings } from '../document/findings.ts';
import type { PositionFields, ScenarioFields } from '../forms/experiment.ts';
import { isWritten } from '../forms/read.ts';
import type { PoolSize } from './allocation.ts';
import type { MarketReading } from './market.ts';
import { listed } from './per-asset.ts';

/** A position before leverage is applied. */
export interface PositionReading {
  readonly name: string;
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
export function resolvePositions(
  written: NonNullable<ScenarioFields['positions']>,
  reading: MarketReading,
  contract: Venue['contract'],
  found: Findings,
): readonly PositionReading[] {
  return Object.entries(written).map(([name, fields]) =>
    resolvePosition(name, fields, reading, contract, found.below(name)),
  );
}

function resolvePosition(
  name: string,
  fields: PositionFields | undefined,
  { prices }: MarketReading,
  contract: Venue['contract'],
  found: Findings,
): PositionReading {
  const assets = [...prices.keys()];
  const { asset, side, entry, tag } = fields ?? {};
  if (asset !== undefined && assets.length > 0 && !prices.has(asset)) {
    found.add(['asset'], `is no asset of the market${hintFor(asset, assets)}`, listed(assets));
  }
  const size = fields && sizeWritten(fields, found);
  const price = asset === undefined ? undefined : prices.get(asset);
  const per = contract === 'inverse' ? (entry ?? price) : price;
  const units = size === undefined || per === undefined ? undefined : size.isNotional ? size.value / per : size.value;
  return {
    name,
    asset,
    quantity: units === undefined || side === undefined ? undefined : side === 'long' ? units : -units,
    entry: entry ?? price,
    tag: tag ?? null,
    price,
  };
}

function sizeWritten(
  fields: PositionFields,
  found: Findings,
): { readonly isNotional: boolean; readonly value: number } | undefined {
  const isNotional = isWritten(fields, 'notional');
  if (isNotional === isWritten(fields, 'quantity')) {
    const what = isNotional ? 'has both a notional and a quantity' : 'has neither a notional nor a quantity';
    found.add([], what, 'one of the two', null);
    return undefined;
  }
  const value = isNotional ? fields.notional : fields.quantity;
  if (value === 0) {
    const field = isNotional ? 'notional' : 'quantity';
    found.add([field], 'must be above 0', 'a size above 0; side says long or short');
    return undefined;
  }
  return value === undefined ? undefined : { isNotional, value };
}

/** The positions of an account, with the asked leverage: total notional over the value of all collateral, both now. */
export function scaledPositions(
  positions: readonly PositionReading[],
  assets: readonly string[],
  contract: Venue['contract'],
  leverage: number | undefined,
  collateralValue: number | undefined,
): Position[] | undefined {
  const read: Position[] = [];
  let total = 0;
  for (const { name, asset, quantity, entry, price, tag } of positions) {
    if (asset === undefined || quantity === undefined || entry === undefined || price === undefined) return undefined;
    read.push({ name, asset: assets.indexOf(asset), quantity, entry, tag });
    total += Math.abs(quantity) * (contract === 'inverse' ? entry : price);
  }
  if (leverage === undefined) return read;
  if (collateralValue === undefined) return undefined;
  const factor = (leverage * collateralValue) / total;
  return read.map((position) => ({ ...position, quantity: position.quantity * factor }));
}

/** What an allocation rule needs to know of a position: its notional and its requirement now, quote. */
export function sizeOf(position: Position, price: number, venue: Venue): PoolSize {
  const { asset, quantity, entry } = position;
  const notional = Math.abs(quantity) * (venue.contract === 'inverse' ? entry : price);
  return {
    notional,
    requirement: requirementOf(venue.maintenance[asset] ?? [], requiredNotional(venue, position, price)),
  };
}
