import type { Account, Pool, Position } from '../../margin/account.ts';
import type { Market } from '../../market/model.ts';

/** Notional of a position now, quote: at the price now, or what an inverse contract was opened for. */
export function notionalOf({ venue }: Account, { prices }: Market, position: Position): number {
  const price = venue.contract === 'inverse' ? position.entry : (prices[position.asset] ?? 0);
  return Math.abs(position.quantity) * price;
}

/** Value of units of every collateral asset at the prices now, without haircuts, quote. */
export function valueOfUnits({ collateral }: Account, { prices }: Market, units: readonly number[]): number {
  return collateral.reduce((sum, { asset }, index) => {
    const price = asset === null ? 1 : (prices[asset] ?? 0);
    return sum + (units[index] ?? 0) * price;
  }, 0);
}

/** Sum of the notionals of a pool's positions now, quote. */
export function notionalOfPool(account: Account, market: Market, pool: Pool): number {
  return pool.positions.reduce((sum, index) => {
    const position = account.positions[index];
    return position === undefined ? sum : sum + notionalOf(account, market, position);
  }, 0);
}
