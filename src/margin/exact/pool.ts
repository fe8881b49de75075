import type { Decimal } from 'decimal.js';
import type { Account, Pool } from '../account.ts';
import { at } from '../at.ts';
import { decimal, larger, one, sum, zero } from './decimal.ts';
import { type ExactRules, requirementOfNotional } from './rules.ts';
import type { World } from './world.ts';

/** To whom a position pays, beside the market that takes its losses; the venue gets all fees. */
export type Payee = 'funding' | 'venue' | 'slippage' | 'insurance';

/** What was paid to each, quote; below 0 where more was received. */
export type Payments = Record<Payee, Decimal>;

/** Nothing paid to anyone. */
export function noPayments(): Payments {
  return { funding: zero, venue: zero, slippage: zero, insurance: zero };
}

/** A position and what it has paid so far. */
export interface PositionState {
  readonly name: string;
  /** Index into `Account.positions`. */
  readonly index: number;
  readonly asset: number;
  readonly quantity: Decimal;
  readonly entry: Decimal;
  readonly startPrice: Decimal;
  readonly paid: Payments;
  /** Step and mark price of its forced close; null while it is open. */
  closed: { readonly step: number; readonly price: Decimal } | null;
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
    // The first collateral asset is the quote currency.
    cash: decimal(at(pool.collateral, 0)),
    coins: account.collateral.flatMap(({ name, asset }, collateral) =>
      asset === null ? [] : [{ name, collateral, asset, units: decimal(at(pool.collateral, collateral)) }],
    ),
    positions: pool.positions.map((index) => {
      const { name, asset, quantity, entry } = at(account.positions, index);
      return {
        name,
        index,
        asset,
        quantity: decimal(quantity),
        entry: decimal(entry),
        startPrice: at(startPrices, asset),
        paid: noPayments(),
        closed: null,
      };
    }),
  };
}

/** The positions that have not been closed. */
export function openPositions(pool: PoolState): PositionState[] {
  return pool.positions.filter(({ closed }) => closed === null);
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

/** Value of all collateral that is not in the quote currency, without haircut. */
export function coinsValue(pool: PoolState, world: World): Decimal {
  return sum(pool.coins.map((coin) => coinValue(coin, world)));
}

function coinValue(coin: Coin, world: World): Decimal {
  return coin.units.times(at(world.prices, coin.asset));
}
