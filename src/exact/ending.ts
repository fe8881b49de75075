import type { Decimal } from 'decimal.js';
import { assert } from '../base/errors.ts';
import { at } from '../margin/at.ts';
import { pay } from './books.ts';
import { type Closed, realise } from './closing.ts';
import { divideUp, inProportion, one, smaller, sum, zero } from './decimal.ts';
import { drawOnFund, largestReturn, socialise } from './insurance.ts';
import { coinsValue, hasOpenPositions, type PoolState } from './pool.ts';
import { openProfit, type PositionState } from './position.ts';
import { countForced, note, type SchemeRun } from './run.ts';
import { settle, settleOrOwe } from './settlement.ts';
import { watchPool } from './watching.ts';

/**
 * A pool after a close: one that still holds something settles its money, one that is empty ends. Its debts are then paid out of its
 * coins and by the insurance fund; what is left stays with the account, idle for the rest of the path, or goes to the venue. `closed` is
 * what was closed last.
 */
export function afterClose(run: SchemeRun, pool: PoolState, closed: readonly Closed[], forfeits: boolean): void {
  if (hasOpenPositions(pool)) {
    settle(run, pool);
    return;
  }
  settleOrOwe(run, pool);
  sellCollateral(run, pool);
  coverBadDebt(run, pool, closed);
  if (forfeits) forfeitRemainder(run, pool, closed);
  settle(run, pool);
}

/** Sells the same share of every other collateral asset, at mark, until the cash is 0 or all is sold. */
function sellCollateral(run: SchemeRun, pool: PoolState): void {
  const value = coinsValue(pool, run.world);
  if (!pool.cash.lt(0) || !value.gt(0)) return;
  const debt = pool.cash.negated();
  const share = debt.gte(value) ? one : divideUp(debt, value);
  for (const coin of pool.coins) {
    const price = at(run.world.prices, coin.asset);
    const units = coin.units.times(share);
    if (units.isZero()) continue;
    const amount = units.times(price);
    coin.units = coin.units.minus(units);
    pool.cash = pool.cash.plus(amount);
    note(run, pool, { kind: 'collateral-sale', collateral: coin.name, amount, units, price });
  }
}

/**
 * Pays what is still owed into the pool. It is attributed in proportion to what each position whose last pool this is has lost, from its
 * entry on and with its costs; if none has, because money was moved away, by the notional of what was closed last.
 */
function coverBadDebt(run: SchemeRun, pool: PoolState, closed: readonly Closed[]): void {
  if (!pool.cash.lt(0)) return;
  const debt = pool.cash.negated();
  const losers = pool.positions.filter((position) => lossOf(position).gt(0));
  const bearers = losers.length > 0 ? losers : closed.map(({ position }) => position);
  const weights = losers.length > 0 ? losers.map(lossOf) : closed.map(({ notional }) => notional);
  const parts = inProportion(debt, weights);
  for (const [index, position] of bearers.entries()) {
    const amount = at(parts, index);
    pay(run.books, pool, position, 'insurance', amount.negated());
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
    const givenUp = smaller(deficit.minus(given), openProfit(position, run.world));
    given = given.plus(givenUp);
    deleverage(run, position, givenUp, 'bad-debt');
  }
  return given;
}

/** The venue deleverages its book: the largest return is closed, giving up this share of its notional as far as it has won so much. */
export function deleverageBook(run: SchemeRun, share: Decimal): void {
  const position = largestReturn(run);
  if (position === null) return;
  const { world, rules } = run;
  const notional = position.quantity.abs().times(rules.isInverse ? position.entry : at(world.prices, position.asset));
  deleverage(run, position, smaller(openProfit(position, world), share.times(notional)), 'market');
}

/** Closes a position at mark, free of slippage and fees; it gives up a part of its profit to those who bear the losses of others. */
function deleverage(run: SchemeRun, position: PositionState, givenUp: Decimal, cause: 'market' | 'bad-debt'): void {
  const { pool, name, quantity } = position;
  watchPool(run, pool);
  const closed = realise(run, { position, quantity }, { kind: 'auto-deleveraging', cause });
  pay(run.books, pool, position, 'adl', givenUp);
  if (!givenUp.isZero()) {
    note(run, pool, { kind: 'deleveraging-loss', position: name, amount: givenUp.negated(), cause });
  }
  countForced(run, pool, [position]);
  afterClose(run, pool, [closed], false);
}

/** The venue keeps cash and coins; it is booked as a fee of what was closed last, in proportion to its notional. */
function forfeitRemainder(run: SchemeRun, pool: PoolState, closed: readonly Closed[]): void {
  const rest = pool.cash.plus(coinsValue(pool, run.world));
  if (!rest.gt(0)) return;
  const parts = inProportion(
    rest,
    closed.map(({ notional }) => notional),
  );
  for (const coin of pool.coins) coin.units = zero;
  pool.cash = rest;
  for (const [index, { position }] of closed.entries()) {
    const amount = at(parts, index);
    pay(run.books, pool, position, 'venue', amount);
    note(run, pool, { kind: 'forfeit', position: position.name, amount: amount.negated() });
  }
}
