import type { Decimal } from 'decimal.js';
import { assert } from '../base/errors.ts';
import { at } from '../margin/at.ts';
import { divideDown, zero } from './decimal.ts';
import { type Coin, coinValue, type PoolState } from './pool.ts';
import { note, type SchemeRun } from './run.ts';

// Money of a pool of inverse contracts is its coin: whatever is booked in quote becomes units at mark, free of cost. Units are rounded down
// to 40 decimal places, and what that leaves over stays in the cash, so that no money is lost to rounding and none is owed for it.

/** Turns the cash of an inverse pool into its coin; below 0, the coin pays it and may become a debt. Other pools keep their cash. */
export function settle(run: SchemeRun, pool: PoolState, after: 'funding' | 'event' = 'event'): void {
  const coin = pool.settlesIn;
  if (coin === null || pool.cash.isZero()) return;
  const price = at(run.world.prices, coin.asset);
  const units = divideDown(pool.cash, price);
  if (units.isZero()) return;
  coin.units = coin.units.plus(units);
  pool.cash = pool.cash.minus(units.times(price));
  if (after === 'event') note(run, pool, { kind: 'settlement', collateral: coin.name, units, price });
}

/** The same of an inverse pool that ends: what its coin cannot pay is owed in cash, like any other debt. */
export function settleOrOwe(run: SchemeRun, pool: PoolState): void {
  const coin = pool.settlesIn;
  if (coin === null) return;
  const money = pool.cash.plus(coinValue(coin, run.world));
  if (money.gt(0)) {
    settle(run, pool);
    return;
  }
  const { units } = coin;
  pool.cash = money;
  coin.units = zero;
  if (units.isZero()) return;
  const price = at(run.world.prices, coin.asset);
  note(run, pool, { kind: 'settlement', collateral: coin.name, units: units.negated(), price });
}

/** What a pool (or the treasury) holds of the money that policies may move, as quote: its cash, or the coin given. */
export function moneyOf(run: SchemeRun, pool: PoolState, coin: Coin | null = pool.settlesIn): Decimal {
  return coin === null ? pool.cash : coinValue(coin, run.world);
}

/** Puts so much money (quote; below 0: takes it) into a pool or the treasury, as cash or as the coin given at mark. */
export function give(run: SchemeRun, pool: PoolState, amount: Decimal, coin: Coin | null = pool.settlesIn): void {
  if (coin === null) {
    pool.cash = pool.cash.plus(amount);
    return;
  }
  const price = at(run.world.prices, coin.asset);
  const units = divideDown(amount, price);
  coin.units = coin.units.plus(units);
  pool.cash = pool.cash.plus(amount.minus(units.times(price)));
}

/** The coin of a pool or the treasury that is this asset. */
export function coinOf(pool: PoolState, asset: number): Coin {
  const coin = pool.coins.find((held) => held.asset === asset);
  assert(coin !== undefined, 'the asset of an inverse contract is among the collateral of the account');
  return coin;
}
