import type { Decimal } from 'decimal.js';
import type { Account } from '../margin/account.ts';
import { at } from '../margin/at.ts';
import { decimal, larger, one, sum, zero } from './decimal.ts';
import { isOpen, notionalOf, openProfit, type PositionState, requirementOfPosition } from './position.ts';
import { countedUnits, type ExactRules } from './rules.ts';
import type { World } from './world.ts';

/** Units of one collateral asset other than the quote currency. */
export interface Coin {
  readonly name: string;
  /** Index into `Account.collateral`. */
  readonly collateral: number;
  readonly asset: number;
  /** Below 0: a debt, which only the coin of an inverse pool can be. */
  units: Decimal;
}

/** Money that backs positions together; a treasury is one without positions. */
export interface PoolState {
  readonly name: string;
  /** Quote currency: collateral, realised profit, funding and costs. */
  cash: Decimal;
  readonly coins: readonly Coin[];
  /** In canonical order; those that are closed included. */
  readonly positions: PositionState[];
  /** The coin that an inverse pool's money is held in; null: the quote currency. */
  settlesIn: Coin | null;
  /** Step of the last forced close that left something open; 0: none. */
  lastPartialClose: number;
}

/** A pool without positions. `collateral`: units per collateral asset. */
export function openPool(account: Account, name: string, collateral: readonly number[]): PoolState {
  return {
    name,
    // The first collateral asset is the quote currency.
    cash: decimal(at(collateral, 0)),
    coins: account.collateral.flatMap((held, index) =>
      held.asset === null
        ? []
        : [{ name: held.name, collateral: index, asset: held.asset, units: decimal(at(collateral, index)) }],
    ),
    positions: [],
    settlesIn: null,
    lastPartialClose: 0,
  };
}

/** The positions of which something is open, in canonical order. */
export function openPositions(pool: PoolState): PositionState[] {
  return pool.positions.filter(isOpen);
}

export function hasOpenPositions(pool: PoolState): boolean {
  return pool.positions.some(isOpen);
}

/** What the margin check sees: cash, other collateral after discounts and haircuts, and open profit. */
export function equityOf(pool: PoolState, world: World, rules: ExactRules): Decimal {
  const profits = openPositions(pool).map((position) => openProfit(position, world));
  return sum([pool.cash, countedCoins(pool, world, rules), ...profits]);
}

/** What the collateral that is not in the quote currency counts for. */
export function countedCoins(pool: PoolState, world: World, rules: ExactRules): Decimal {
  return sum(pool.coins.map((coin) => countedValue(coin, world, rules)));
}

/** The same at full value: what the pool is worth to its owner. */
export function wealthOf(pool: PoolState, world: World): Decimal {
  return sum([
    pool.cash,
    coinsValue(pool, world),
    ...openPositions(pool).map((position) => openProfit(position, world)),
  ]);
}

/** Sum of the requirements of the open positions. */
export function requirementOfPool(pool: PoolState, world: World, rules: ExactRules): Decimal {
  return sum(openPositions(pool).map((position) => requirementOfPosition(position, world, rules)));
}

/** Gross notional of the open positions at mark. */
export function notionalOfPool(pool: PoolState, world: World): Decimal {
  return sum(openPositions(pool).map((position) => notionalOf(position, world)));
}

/** Value of all collateral that is not in the quote currency, without discount and haircut. */
export function coinsValue(pool: PoolState, world: World): Decimal {
  return sum(pool.coins.map((coin) => coinValue(coin, world)));
}

export function coinValue(coin: Coin, world: World): Decimal {
  return coin.units.times(at(world.prices, coin.asset));
}

/**
 * What a coin counts in the check: discounted by size, then by the larger haircut of the venue's and the regime's. A debt counts in
 * full, and so does the coin that the account of inverse contracts is counted in.
 */
function countedValue(coin: Coin, world: World, rules: ExactRules): Decimal {
  if (coin.units.isZero()) return zero;
  if (rules.isInverse || coin.units.lt(0)) return coinValue(coin, world);
  const haircut = larger(at(rules.haircut, coin.collateral), at(world.haircuts, coin.asset));
  return countedUnits(rules, coin.collateral, coin.units).times(at(world.prices, coin.asset)).times(one.minus(haircut));
}
