import type { Decimal } from 'decimal.js';
import { at } from '../at.ts';
import { zero } from './decimal.ts';
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

/** Price that turns a quantity into the notional of its requirement. */
export function requirementPrice({ asset, entry }: PositionState, world: World, rules: ExactRules): Decimal {
  return rules.maintenanceNotional === 'entry' ? entry : at(world.prices, asset);
}

/** Maintenance requirement of what is open. */
export function requirementOfPosition(position: PositionState, world: World, rules: ExactRules): Decimal {
  const notional = position.quantity.abs().times(requirementPrice(position, world, rules));
  return requirementOfNotional(rules, position.asset, notional);
}

/** quantity times (mark - entry). */
export function openProfit({ quantity, asset, entry }: PositionState, world: World): Decimal {
  return quantity.times(at(world.prices, asset).minus(entry));
}
