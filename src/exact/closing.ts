import type { Decimal } from 'decimal.js';
import { itemAt } from '../base/errors.ts';
import { decimal, divide, one, rounded, smaller, zero } from './decimal.ts';
import type { CloseEvent } from './ledger.ts';
import { pay } from './payments.ts';
import { feePrice, type PositionState } from './pool.ts';
import { type Fill, note, type SchemeRun } from './run.ts';

/** A position and how much of it is to be closed; signed like the position. */
export interface CloseOrder {
  readonly position: PositionState;
  readonly quantity: Decimal;
}

/** Fields of the ledger that differ between the ways of closing. */
export type CloseMode = CloseEvent extends infer Event
  ? Event extends CloseEvent
    ? Omit<Event, 'position' | 'amount' | 'quantity' | 'remaining' | 'entryPrice' | 'price'>
    : never
  : never;

/** Closes all that is open. */
export function orderOfAll(position: PositionState): CloseOrder {
  return { position, quantity: position.quantity };
}

/** Closes so many units (without sign). */
export function orderOfUnits(position: PositionState, units: Decimal): CloseOrder {
  return { position, quantity: position.isLong ? units : units.negated() };
}

/** Closes a share of what is open; parts are rounded to 40 decimal places. */
export function orderOfShare(position: PositionState, share: Decimal): CloseOrder {
  const { quantity } = position;
  return { position, quantity: share.gte(1) ? quantity : rounded(quantity.times(share)) };
}

/** Fills an order at mark: its profit against the entry becomes cash. Costs are another matter. */
export function realise(run: SchemeRun, { position, quantity }: CloseOrder, mode: CloseMode): Fill {
  const { name, asset, entry: entryPrice, startPrice, pool } = position;
  const price = itemAt(run.market.prices, asset);
  const notional = quantity.abs().times(feePrice(position, run));
  const amount = quantity.times(price.minus(entryPrice));
  position.quantity = position.quantity.minus(quantity);
  position.realised = position.realised.plus(amount);
  position.pricePnl = position.pricePnl.plus(quantity.times(price.minus(startPrice)));
  pool.cash = pool.cash.plus(amount);
  const closing = { position: name, amount, quantity, remaining: position.quantity, entryPrice, price };
  note(run, pool, { ...mode, ...closing });
  return { position, notional };
}

/** Fills an order at the market, which costs slippage and the taker fee. */
export function closeAtMarket(run: SchemeRun, order: CloseOrder, mode: CloseMode): Fill {
  const fill = realise(run, order, mode);
  const { position, notional } = fill;
  const { name, asset, pool } = position;

  const { share, depth, used } = takeDepth(run, asset, notional);
  const slippage = share.times(notional);
  pay(run, position, 'slippage', slippage);
  if (!slippage.isZero()) {
    note(run, pool, { kind: 'slippage', position: name, amount: slippage.negated(), share, depth, used });
  }

  const rate = run.rules.takerFee;
  const fee = rate.times(notional);
  pay(run, position, 'venue', fee);
  if (!fee.isZero()) note(run, pool, { kind: 'taker-fee', position: name, amount: fee.negated(), rate });
  return fill;
}

/** Half of 1 %: in a book of even depth the average fill of an order is half way to the last one. */
export const halfPercent = decimal(0.005);

/** What a market order loses to the book, and why. */
export interface Slippage {
  /** Of its notional. */
  readonly share: Decimal;
  readonly depth: Decimal | null;
  readonly used: Decimal;
}

/**
 * Fills a market order of this notional: it loses the venue's slippage plus 0.5 % (2 u + n) / depth of it, at most everything, where u is
 * the notional of earlier own orders that the book has not recovered from: their part has to be walked through first. No impact in a
 * book without a bottom. What is filled is then missing itself, unless the venue's book recovers at once.
 */
function takeDepth({ rules, market, usedDepth }: SchemeRun, asset: number, notional: Decimal): Slippage {
  const depth = itemAt(market.depths, asset);
  const used = itemAt(usedDepth, asset);
  const impact = depth === null ? zero : divide(halfPercent.times(used.times(2).plus(notional)), depth);
  if (!rules.depthMemory.isZero()) usedDepth[asset] = used.plus(notional);
  return { share: smaller(one, rules.slippage.plus(impact)), depth, used };
}

/** From one step to the next the book recovers all but the venue's share of what is missing, in whichever direction it was used. */
export function recoverDepth({ rules, usedDepth }: SchemeRun): void {
  for (const [asset, used] of usedDepth.entries()) {
    if (!used.isZero()) usedDepth[asset] = rounded(used.times(rules.depthMemory));
  }
}
