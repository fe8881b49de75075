import type { Decimal } from 'decimal.js';
import { assert, itemAt } from '../base/errors.ts';
import type { Account } from '../margin/account.ts';
import { decimal, divide, larger, one, sum, zero } from './decimal.ts';
import { countedUnits, requirementOfNotional, type Valuation } from './inputs.ts';

/**
 * To whom a position pays, beside the market that takes its losses. The venue gets all fees; adl is profit given up in
 * auto-deleveraging and to socialised losses.
 */
export type Payee = 'funding' | 'venue' | 'slippage' | 'insurance' | 'adl';

/** What was paid to each, quote; below 0 where more was received. */
export type Payments = Record<Payee, Decimal>;

/** Nothing paid to anyone. */
export function noPayments(): Payments {
  return { funding: zero, venue: zero, slippage: zero, insurance: zero, adl: zero };
}

/** A position, and what it has made and paid so far. */
export interface PositionState {
  readonly name: string;
  /** Index into `Account.positions`. */
  readonly index: number;
  /** Place in the canonical order: by asset, then quantity, then entry. */
  readonly rank: number;
  readonly asset: number;
  readonly isLong: boolean;
  readonly entry: Decimal;
  readonly startPrice: Decimal;
  /** What is open of it, signed; 0 once it is closed. */
  quantity: Decimal;
  /** Of what has been closed: profit against the entry, and profit since the start of the run. */
  realised: Decimal;
  pricePnl: Decimal;
  readonly paid: Payments;
  /** Step of the forced close that left nothing of it; 0: none did. */
  closedStep: number;
  /** The pool that it started in, and the one that it is in; the last one if it is closed. */
  readonly home: PoolState;
  pool: PoolState;
}

export function isOpen({ quantity }: PositionState): boolean {
  return !quantity.isZero();
}

/** Price that turns a quantity into the notional of its fees, its slippage and the depth that it uses: a contract's value is fixed. */
export function feePrice({ asset, entry }: PositionState, { market, rules }: Valuation): Decimal {
  return rules.isInverse ? entry : itemAt(market.prices, asset);
}

/**
 * Price that turns a quantity into the notional of its requirement, in the unit of the brackets. N contracts of an inverse position are
 * N / mark or N / entry coins, and its quantity is N / entry.
 */
export function requirementPrice({ asset, entry }: PositionState, { market, rules }: Valuation): Decimal {
  const mark = itemAt(market.prices, asset);
  if (!rules.isInverse) return rules.maintenanceNotional === 'entry' ? entry : mark;
  if (rules.bracketsUnit === 'quote') return entry;
  return rules.maintenanceNotional === 'entry' ? one : divide(entry, mark);
}

/**
 * What a unit of the brackets is worth, quote. An inverse contract owes its requirement in coins: one of so much quote is turned into
 * them at mark or at entry.
 */
export function bracketWorth({ asset, entry }: PositionState, { market, rules }: Valuation): Decimal {
  const mark = itemAt(market.prices, asset);
  if (!rules.isInverse) return one;
  if (rules.bracketsUnit === 'coin') return mark;
  return rules.maintenanceNotional === 'entry' ? divide(mark, entry) : one;
}

/** Maintenance requirement of what is open, quote. */
export function requirementOfPosition(position: PositionState, valuation: Valuation): Decimal {
  const notional = position.quantity.abs().times(requirementPrice(position, valuation));
  return requirementOfNotional(valuation.rules, position.asset, notional).times(bracketWorth(position, valuation));
}

/** quantity times (mark - entry). */
export function openProfit({ quantity, asset, entry }: PositionState, { market }: Valuation): Decimal {
  return quantity.times(itemAt(market.prices, asset).minus(entry));
}

/** Units of one collateral asset other than the quote currency. */
export interface CollateralHolding {
  readonly name: string;
  /** Index into `Account.collateral`. */
  readonly index: number;
  readonly asset: number;
  /** Below 0: a debt, which only the settlement asset of an inverse pool can be. */
  units: Decimal;
}

/** Money that backs positions together; a treasury is one without positions. */
export interface PoolState {
  readonly name: string;
  /** Quote currency: collateral, realised profit, funding and costs. */
  cash: Decimal;
  /** All that is not in the quote currency, in the order of `Account.collateral`. */
  readonly collateral: readonly CollateralHolding[];
  /** In canonical order; those that are closed included. */
  readonly positions: PositionState[];
  /** The asset that an inverse pool's money is held in; null: the quote currency. */
  settlementAsset: CollateralHolding | null;
  /** Step of the last forced close that left something open; 0: none. */
  lastPartialClose: number;
}

/** A pool without positions. `units`: per collateral asset. */
export function openPool(account: Account, name: string, units: readonly number[]): PoolState {
  return {
    name,
    // The first collateral asset is the quote currency.
    cash: decimal(itemAt(units, 0)),
    collateral: account.collateral.flatMap(({ name, asset }, index) =>
      asset === null ? [] : [{ name, index, asset, units: decimal(itemAt(units, index)) }],
    ),
    positions: [],
    settlementAsset: null,
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
export function equityOf(pool: PoolState, valuation: Valuation): Decimal {
  return sum([pool.cash, countedCollateral(pool, valuation), openProfits(pool, valuation)]);
}

/** What the pool is worth to its owner: the same with all collateral at full value. */
export function wealthOf(pool: PoolState, valuation: Valuation): Decimal {
  return sum([pool.cash, collateralValue(pool, valuation), openProfits(pool, valuation)]);
}

function openProfits(pool: PoolState, valuation: Valuation): Decimal {
  return sum(openPositions(pool).map((position) => openProfit(position, valuation)));
}

/** Sum of the requirements of the open positions. */
export function requirementOf(pool: PoolState, valuation: Valuation): Decimal {
  return sum(openPositions(pool).map((position) => requirementOfPosition(position, valuation)));
}

/** Equity less `cover` times the requirement. */
export function headroomOver(cover: Decimal, pool: PoolState, valuation: Valuation): Decimal {
  return equityOf(pool, valuation).minus(cover.times(requirementOf(pool, valuation)));
}

/** Gross notional of the open positions at mark. */
export function notionalOf(pool: PoolState, { market }: Valuation): Decimal {
  return sum(openPositions(pool).map(({ quantity, asset }) => quantity.abs().times(itemAt(market.prices, asset))));
}

/** Value of all collateral that is not in the quote currency, without discount and haircut. */
export function collateralValue(pool: PoolState, valuation: Valuation): Decimal {
  return sum(pool.collateral.map((holding) => holdingValue(holding, valuation)));
}

export function holdingValue({ units, asset }: CollateralHolding, { market }: Valuation): Decimal {
  return units.times(itemAt(market.prices, asset));
}

/** What the collateral that is not in the quote currency counts for in the check. */
export function countedCollateral(pool: PoolState, valuation: Valuation): Decimal {
  return sum(pool.collateral.map((holding) => countedValue(holding, valuation)));
}

/**
 * Discounted by size, then by the larger haircut of the venue's and the regime's. A debt counts in full, and so does the asset that
 * an inverse contract settles in, which is the currency of its account.
 */
function countedValue(holding: CollateralHolding, valuation: Valuation): Decimal {
  const { units, index, asset } = holding;
  const { rules, market } = valuation;
  if (units.isZero()) return zero;
  if (rules.isInverse || units.lt(0)) return holdingValue(holding, valuation);
  const haircut = larger(itemAt(rules.haircut, index), itemAt(market.haircuts, asset));
  return countedUnits(rules, index, units).times(itemAt(market.prices, asset)).times(one.minus(haircut));
}

/** What a pool or the treasury holds of this asset, in which an inverse contract settles. */
export function holdingOf(pool: PoolState, asset: number): CollateralHolding {
  const holding = pool.collateral.find((one) => one.asset === asset);
  assert(holding !== undefined, 'the asset of an inverse contract is among the collateral of the account');
  return holding;
}
