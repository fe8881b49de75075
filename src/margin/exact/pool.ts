import type { Decimal } from 'decimal.js';
import { assert } from '../../base/errors.ts';
import type { Account, Pool } from '../account.ts';
import { at } from '../at.ts';
import { decimal, larger, one, sum, zero } from './decimal.ts';
import { type ExactRules, requirementOfNotional } from './rules.ts';
import type { World } from './world.ts';

/** A position and what it has cost so far; money is positive where the position paid it. */
export interface PositionState {
  readonly name: string;
  /** Index into `Account.positions`. */
  readonly index: number;
  readonly asset: number;
  readonly quantity: Decimal;
  readonly entry: Decimal;
  readonly startPrice: Decimal;
  /** Mark price at which it was closed by force; null while it is open. */
  exitPrice: Decimal | null;
  /** 0 while it is open. */
  closedStep: number;
  funding: Decimal;
  fees: Decimal;
  slippage: Decimal;
  badDebt: Decimal;
}

/** Units of one collateral asset other than the quote currency. */
export interface Coin {
  readonly name: string;
  /** Index into `Account.collateral`. */
  readonly collateral: number;
  readonly asset: number;
  units: Decimal;
}

/** Money that backs positions together; a treasury is one without positions. */
export interface PoolState {
  readonly name: string;
  /** Quote currency: collateral, realised profit, funding and costs. */
  cash: Decimal;
  readonly coins: readonly Coin[];
  readonly positions: readonly PositionState[];
}

/** The pool at the start. `startPrices` per asset. */
export function openPool(account: Account, pool: Pool, startPrices: readonly Decimal[]): PoolState {
  return {
    name: pool.name,
    cash: sum(
      account.collateral.map(({ asset }, index) => decimal(asset === null ? (pool.collateral[index] ?? 0) : 0)),
    ),
    coins: account.collateral.flatMap(({ name, asset }, collateral) =>
      asset === null ? [] : [{ name, collateral, asset, units: decimal(pool.collateral[collateral] ?? 0) }],
    ),
    positions: pool.positions.map((index) => {
      const position = account.positions[index];
      assert(position !== undefined, 'a pool holds positions of its account');
      return {
        name: position.name,
        index,
        asset: position.asset,
        quantity: decimal(position.quantity),
        entry: decimal(position.entry),
        startPrice: at(startPrices, position.asset),
        exitPrice: null,
        closedStep: 0,
        funding: zero,
        fees: zero,
        slippage: zero,
        badDebt: zero,
      };
    }),
  };
}

export function openPositions(pool: PoolState): PositionState[] {
  return pool.positions.filter((position) => position.exitPrice === null);
}

/** |quantity| times mark. */
export function notionalOf(position: PositionState, world: World): Decimal {
  return position.quantity.abs().times(at(world.prices, position.asset));
}

/** quantity times (mark - entry). */
export function openProfit(position: PositionState, world: World): Decimal {
  return position.quantity.times(at(world.prices, position.asset).minus(position.entry));
}

/** What the margin check sees: cash, other collateral after haircuts, and open profit. */
export function equityOf(pool: PoolState, world: World, rules: ExactRules): Decimal {
  const collateral = pool.coins.map((coin) => {
    const haircut = larger(at(rules.haircut, coin.collateral), at(world.haircuts, coin.asset));
    return coinValue(coin, world).times(one.minus(haircut));
  });
  return sum([pool.cash, ...collateral, ...openPositions(pool).map((position) => openProfit(position, world))]);
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
  return sum(
    openPositions(pool).map((position) => requirementOfNotional(rules, position.asset, notionalOf(position, world))),
  );
}

/** Gross notional of the open positions. */
export function notionalOfPool(pool: PoolState, world: World): Decimal {
  return sum(openPositions(pool).map((position) => notionalOf(position, world)));
}

export function coinValue(coin: Coin, world: World): Decimal {
  return coin.units.times(at(world.prices, coin.asset));
}

/** Value of all collateral that is not in the quote currency, without haircut. */
export function coinsValue(pool: PoolState, world: World): Decimal {
  return sum(pool.coins.map((coin) => coinValue(coin, world)));
}
