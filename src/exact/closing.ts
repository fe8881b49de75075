import type { Decimal } from 'decimal.js';
import { at } from '../margin/at.ts';
import { pay } from './books.ts';
import { rounded, zero } from './decimal.ts';
import { fill } from './depth.ts';
import type { CloseEvent } from './ledger.ts';
import { feePrice, isOpen, type PositionState } from './position.ts';
import { note, type SchemeRun } from './run.ts';

/** A position and how much of it is to be closed; signed like the position. */
export interface Part {
  readonly position: PositionState;
  readonly quantity: Decimal;
}

/** What has just been closed of a position, with the notional that its fees are taken of. */
export interface Closed {
  readonly position: PositionState;
  readonly notional: Decimal;
}

/** Fields of the ledger that differ between the ways of closing. */
export type Manner = CloseEvent extends infer Event
  ? Event extends CloseEvent
    ? Omit<Event, 'position' | 'amount' | 'quantity' | 'remaining' | 'entryPrice' | 'price'>
    : never
  : never;

/** A share of what is open; parts are rounded to 40 decimal places. */
export function partOf(position: PositionState, share: Decimal): Part {
  const { quantity } = position;
  return { position, quantity: share.gte(1) ? quantity : rounded(quantity.times(share)) };
}

/** Closes a part at mark: its profit against the entry becomes cash. Costs are another matter. */
export function realise(run: SchemeRun, { position, quantity }: Part, manner: Manner): Closed {
  const { world, rules } = run;
  const { name, asset, entry: entryPrice, startPrice, pool } = position;
  const price = at(world.prices, asset);
  const notional = quantity.abs().times(feePrice(position, world, rules));
  const amount = quantity.times(price.minus(entryPrice));
  position.quantity = position.quantity.minus(quantity);
  position.realised = position.realised.plus(amount);
  position.pricePnl = position.pricePnl.plus(quantity.times(price.minus(startPrice)));
  pool.cash = pool.cash.plus(amount);
  const closing = { position: name, amount, quantity, remaining: position.quantity, entryPrice, price };
  note(run, pool, { ...manner, ...closing });
  return { position, notional };
}

/** Closes a part by a market order, which pays slippage and the taker fee. */
export function closeAtMarket(run: SchemeRun, part: Part, manner: Manner): Closed {
  const { rules, books } = run;
  const closed = realise(run, part, manner);
  const { position, notional } = closed;
  const { name, asset, pool } = position;

  const { share, depth, used } = fill(run, asset, notional);
  const slippage = share.times(notional);
  pay(books, pool, position, 'slippage', slippage);
  if (!slippage.isZero()) {
    note(run, pool, { kind: 'slippage', position: name, amount: slippage.negated(), share, depth, used });
  }

  const rate = rules.takerFee;
  const fee = rate.times(notional);
  pay(books, pool, position, 'venue', fee);
  if (!fee.isZero()) note(run, pool, { kind: 'taker-fee', position: name, amount: fee.negated(), rate });
  return closed;
}

/** Price profit since the start of the run, of what was closed and of what is open. */
export function pricePnlOf({ world }: SchemeRun, position: PositionState): Decimal {
  const { asset, quantity, startPrice, pricePnl } = position;
  return pricePnl.plus(isOpen(position) ? quantity.times(at(world.prices, asset).minus(startPrice)) : zero);
}
