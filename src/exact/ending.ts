import type { Decimal } from 'decimal.js';
import { assert, itemAt } from '../base/errors.ts';
import { watchPool } from './checks.ts';
import { orderOfAll, realise } from './closing.ts';
import { divideUp, inProportion, one, smaller, sum, zero } from './decimal.ts';
import { pay, settle, settleOrOwe } from './payments.ts';
import {
  collateralValue,
  feePrice,
  hasOpenPositions,
  isOpen,
  openProfit,
  type PoolState,
  type PositionState,
} from './pool.ts';
import { countEvent, countForced, type Fill, note, type SchemeRun } from './run.ts';

/**
 * A pool after a close: one that still holds something settles its money, one that is empty ends. Its debts are then paid out of its
 * collateral and by the insurance fund; what is left stays with the account, idle for the rest of the path, or goes to the venue. `fills`
 * are what was closed last.
 */
export function afterClose(run: SchemeRun, pool: PoolState, fills: readonly Fill[], forfeits: boolean): void {
  if (hasOpenPositions(pool)) {
    settle(run, pool);
    return;
  }
  settleOrOwe(run, pool);
  sellCollateral(run, pool);
  payBadDebt(run, pool, fills);
  if (forfeits) forfeitRemainder(run, pool, fills);
  settle(run, pool);
}

/** Sells the same share of every other collateral asset, at mark, until the cash is 0 or all is sold. */
function sellCollateral(run: SchemeRun, pool: PoolState): void {
  const value = collateralValue(pool, run);
  if (!pool.cash.lt(0) || !value.gt(0)) return;
  const debt = pool.cash.negated();
  const share = debt.gte(value) ? one : divideUp(debt, value);
  for (const held of pool.collateral) {
    const price = itemAt(run.market.prices, held.asset);
    const units = held.units.times(share);
    if (units.isZero()) continue;
    const amount = units.times(price);
    held.units = held.units.minus(units);
    pool.cash = pool.cash.plus(amount);
    note(run, pool, { kind: 'collateral-sale', collateral: held.name, amount, units, price });
  }
}

/**
 * Pays what is still owed into the pool. It is attributed in proportion to what each position whose last pool this is has lost, from its
 * entry on and with its costs; if none has, because money was moved away, by the notional of what was closed last.
 */
function payBadDebt(run: SchemeRun, pool: PoolState, fills: readonly Fill[]): void {
  if (!pool.cash.lt(0)) return;
  const debt = pool.cash.negated();
  const losers = pool.positions.filter((position) => lossOf(position).gt(0));
  const bearers = losers.length > 0 ? losers : fills.map(({ position }) => position);
  const weights = losers.length > 0 ? losers.map(lossOf) : fills.map(({ notional }) => notional);
  const parts = inProportion(debt, weights);
  for (const [index, position] of bearers.entries()) {
    const amount = itemAt(parts, index);
    pay(run, position, 'insurance', amount.negated());
    note(run, pool, { kind: 'bad-debt', position: position.name, amount });
  }
  assert(pool.cash.isZero(), 'the whole bad debt is paid');
  bearDebt(run, pool, debt);
}

/** What a closed position took out of its pools; below 0 if it brought something in. */
function lossOf({ realised, paid }: PositionState): Decimal {
  return sum([paid.funding, paid.venue, paid.slippage, paid.adl, paid.insurance]).minus(realised);
}

/** The insurance fund bears bad debt as far as it goes; what is beyond it, whoever the venue says, and the venue where they cannot. */
function bearDebt(run: SchemeRun, pool: PoolState, debt: Decimal): void {
  const deficit = drawOnFund(run, pool, debt);
  if (!deficit.gt(0)) return;
  const beyond = run.rules.beyondFund;
  const fromWinners =
    beyond === 'venue' ? zero : beyond === 'socialised' ? socialise(run, deficit) : deleverageFor(run, deficit);
  note(run, pool, { kind: 'deficit', beyond, deficit, fromWinners, fromVenue: deficit.minus(fromWinners) });
}

/** Closes positions, the largest return first, until the profit they give up covers a deficit; returns what they gave. */
function deleverageFor(run: SchemeRun, deficit: Decimal): Decimal {
  let given = zero;
  while (given.lt(deficit)) {
    const position = largestReturn(run);
    if (position === null) break;
    const givenUp = smaller(deficit.minus(given), openProfit(position, run));
    given = given.plus(givenUp);
    deleverage(run, position, givenUp, 'bad-debt');
  }
  return given;
}

/** The venue deleverages its book: the largest return is closed, giving up this share of its notional as far as it has won so much. */
export function deleverageBook(run: SchemeRun, share: Decimal): void {
  const position = largestReturn(run);
  if (position === null) return;
  const notional = position.quantity.abs().times(feePrice(position, run));
  deleverage(run, position, smaller(openProfit(position, run), share.times(notional)), 'market');
}

/** Closes a position at mark, free of slippage and fees; it gives up a part of its profit to those who bear the losses of others. */
function deleverage(run: SchemeRun, position: PositionState, givenUp: Decimal, cause: 'market' | 'bad-debt'): void {
  const { pool, name } = position;
  watchPool(run, pool);
  const fill = realise(run, orderOfAll(position), { kind: 'auto-deleveraging', cause });
  pay(run, position, 'adl', givenUp);
  if (!givenUp.isZero()) {
    note(run, pool, { kind: 'deleveraging-loss', position: name, amount: givenUp.negated(), cause });
  }
  countForced(run, pool, [fill]);
  afterClose(run, pool, [fill], false);
}

/** The venue keeps all that is left; it is booked as a fee of what was closed last, in proportion to its notional. */
function forfeitRemainder(run: SchemeRun, pool: PoolState, fills: readonly Fill[]): void {
  const rest = pool.cash.plus(collateralValue(pool, run));
  if (!rest.gt(0)) return;
  const parts = inProportion(
    rest,
    fills.map(({ notional }) => notional),
  );
  for (const held of pool.collateral) held.units = zero;
  pool.cash = rest;
  for (const [index, { position }] of fills.entries()) {
    const amount = itemAt(parts, index);
    pay(run, position, 'venue', amount);
    note(run, pool, { kind: 'forfeit', position: position.name, amount: amount.negated() });
  }
}

/** Draws a bad debt on the insurance fund; returns what exceeds it. The fund is not refilled along the path. */
function drawOnFund(run: SchemeRun, pool: PoolState, debt: Decimal): Decimal {
  if (run.fund === null) return zero;
  const fromFund = smaller(run.fund, debt);
  const deficit = debt.minus(fromFund);
  run.fund = run.fund.minus(fromFund);
  note(run, pool, { kind: 'insurance', debt, fromFund, fundLeft: run.fund, deficit });
  return deficit;
}

/** Every profitable position of the account gives up the same share of its open profit; returns what they gave. They stay open. */
function socialise(run: SchemeRun, deficit: Decimal): Decimal {
  const winners = winnersOf(run);
  if (winners.length === 0) return zero;
  const profits = winners.map((position) => openProfit(position, run));
  const given = smaller(deficit, sum(profits));
  const parts = inProportion(given, profits);
  countEvent(run);
  for (const [index, position] of winners.entries()) {
    const amount = itemAt(parts, index);
    pay(run, position, 'adl', amount);
    note(run, position.pool, { kind: 'socialised-loss', position: position.name, amount: amount.negated() });
    settle(run, position.pool);
  }
  return given;
}

/** The position with the largest open profit relative to its value at entry, the first of equals; null if none has a profit. */
function largestReturn(run: SchemeRun): PositionState | null {
  const { prices } = run.market;
  // A return is change / entry; two of them are compared without a division.
  const change = ({ asset, entry, isLong }: PositionState) => {
    const up = itemAt(prices, asset).minus(entry);
    return isLong ? up : up.negated();
  };
  return winnersOf(run).reduce<PositionState | null>((best, position) => {
    if (best === null) return position;
    return change(position).times(best.entry).gt(change(best).times(position.entry)) ? position : best;
  }, null);
}

/** Open positions with an open profit, in canonical order. */
function winnersOf(run: SchemeRun): PositionState[] {
  return run.canonical.filter((position) => isOpen(position) && openProfit(position, run).gt(0));
}
