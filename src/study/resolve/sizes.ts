import type { Position, Venue } from '../../margin/account.ts';
import { requiredNotional, requirementOf } from '../../margin/requirement.ts';
import type { PoolSize } from '../allocation/rule.ts';
import type { CollateralReading } from './collateral.ts';
import type { PositionReading } from './positions.ts';

/** The positions of an account, with the asked leverage: total notional over the value of all collateral, both now. */
export function scaledPositions(
  positions: readonly PositionReading[],
  assets: readonly string[],
  contract: Venue['contract'],
  leverage: number | undefined,
  collateral: CollateralReading | undefined,
): Position[] | undefined {
  const read: Position[] = [];
  let total = 0;
  for (const { name, asset, quantity, entry, price, tag } of positions) {
    if (asset === undefined || quantity === undefined || entry === undefined || price === undefined) return undefined;
    read.push({ name, asset: assets.indexOf(asset), quantity, entry, tag });
    total += Math.abs(quantity) * (contract === 'inverse' ? entry : price);
  }
  if (leverage === undefined) return read;
  if (collateral?.value === undefined) return undefined;
  const factor = (leverage * collateral.value) / total;
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
