import type { Decimal } from 'decimal.js';
import { at } from '../margin/at.ts';
import { divide, one, zero } from './decimal.ts';
import type { PoolState } from './pool.ts';
import { type ExactRules, requirementOfNotional } from './rules.ts';
import type { World } from './world.ts';

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

/** |quantity| times mark. */
export function notionalOf({ quantity, asset }: PositionState, world: World): Decimal {
  return quantity.abs().times(at(world.prices, asset));
}

/** Price that turns a quantity into the notional of its fees, its slippage and the depth that it uses: a contract's value is fixed. */
export function feePrice({ asset, entry }: PositionState, world: World, rules: ExactRules): Decimal {
  return rules.isInverse ? entry : at(world.prices, asset);
}

/**
 * Price that turns a quantity into the notional of its requirement, in the unit of the brackets. N contracts of an inverse position are
 * N / mark or N / entry coins, and its quantity is N / entry.
 */
export function requirementPrice({ asset, entry }: PositionState, world: World, rules: ExactRules): Decimal {
  const mark = at(world.prices, asset);
  if (!rules.isInverse) return rules.maintenanceNotional === 'entry' ? entry : mark;
  if (rules.bracketsUnit === 'quote') return entry;
  return rules.maintenanceNotional === 'entry' ? one : divide(entry, mark);
}

/**
 * What a unit of the brackets is worth, quote. An inverse contract owes its requirement in coins: one of so much quote is turned into
 * them at mark or at entry.
 */
export function bracketWorth({ asset, entry }: PositionState, world: World, rules: ExactRules): Decimal {
  const mark = at(world.prices, asset);
  if (!rules.isInverse) return one;
  if (rules.bracketsUnit === 'coin') return mark;
  return rules.maintenanceNotional === 'entry' ? divide(mark, entry) : one;
}

/** Maintenance requirement of what is open, quote. */
export function requirementOfPosition(position: PositionState, world: World, rules: ExactRules): Decimal {
  const notional = position.quantity.abs().times(requirementPrice(position, world, rules));
  return requirementOfNotional(rules, position.asset, notional).times(bracketWorth(position, world, rules));
}

/** quantity times (mark - entry). */
export function openProfit({ quantity, asset, entry }: PositionState, world: World): Decimal {
  return quantity.times(at(world.prices, asset).minus(entry));
}
