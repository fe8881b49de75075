import type { Decimal } from 'decimal.js';
import { assert } from '../../base/errors.ts';
import { at } from '../at.ts';
import { pay } from './books.ts';
import { divide, divideUp, one, smaller, sum, zero } from './decimal.ts';
import { coinsValue, notionalOf, openPositions, openProfit, type PoolState, type PositionState } from './pool.ts';
import { slippageShare } from './rules.ts';
import { note, type SchemeRun } from './run.ts';

/** A position that has just been closed by force. */
interface Closed {
  readonly position: PositionState;
  readonly notional: Decimal;
  /** What it brought its pool, from its entry to its close and with its funding; below 0 if it took something out. */
  readonly contribution: Decimal;
}

/**
 * Full liquidation of a pool: every open position is closed at mark, less slippage and fees; debts are paid out of the
 * other collateral and then by the insurance fund; what is left stays with the account or goes to the venue.
 * No other pool and no treasury is touched.
 */
export function liquidate(run: SchemeRun, pool: PoolState): void {
  const closed = openPositions(pool).map((position) => close(run, pool, position));
  chargeLiquidationFee(run, pool, closed);
  sellCollateral(run, pool);
  coverBadDebt(run, pool, closed);
  if (run.rules.remainder === 'forfeited') forfeitRemainder(run, pool, closed);
}

function close(run: SchemeRun, pool: PoolState, position: PositionState): Closed {
  const { rules, world, books } = run;
  const { name, asset, quantity, entry: entryPrice } = position;
  const price = at(world.prices, asset);
  const notional = notionalOf(position, world);
  const profit = openProfit(position, world);
  position.closed = { step: world.step, price };
  pool.cash = pool.cash.plus(profit);
  note(run, pool, { kind: 'close', position: name, amount: profit, quantity, entryPrice, price });

  const share = slippageShare(rules, notional, at(world.depths, asset));
  const slippage = share.times(notional);
  pay(books, pool, position, 'slippage', slippage);
  if (!slippage.isZero()) note(run, pool, { kind: 'slippage', position: name, amount: slippage.negated(), share });

  const rate = rules.takerFee;
  const fee = rate.times(notional);
  pay(books, pool, position, 'venue', fee);
  if (!fee.isZero()) note(run, pool, { kind: 'taker-fee', position: name, amount: fee.negated(), rate });

  return { position, notional, contribution: profit.minus(position.paid.funding).minus(slippage).minus(fee) };
}

/**
 * The liquidation fee goes to the insurance fund, so it is charged only as far as the pool can pay it: the fund would
 * otherwise owe itself what it cannot collect (so does dYdX, v4-chain, which caps it by the collateral left over). What
 * the pool can pay is split in proportion to the full fees of its positions.
 */
function chargeLiquidationFee(run: SchemeRun, pool: PoolState, closed: readonly Closed[]): void {
  const full = closed.map(({ position, notional }) => at(run.rules.liquidationFee, position.asset).times(notional));
  const payable = smaller(sum(full), pool.cash.plus(coinsValue(pool, run.world)));
  if (!payable.gt(0)) return;
  const parts = inProportion(payable, full);
  for (const [index, { position, notional }] of closed.entries()) {
    const fee = at(parts, index);
    if (fee.isZero()) continue;
    pay(run.books, pool, position, 'venue', fee);
    const rate = divide(fee, notional);
    note(run, pool, { kind: 'liquidation-fee', position: position.name, amount: fee.negated(), rate });
  }
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

/** The insurance fund pays what is still owed; it is attributed to the positions in proportion to what they lost. */
function coverBadDebt(run: SchemeRun, pool: PoolState, closed: readonly Closed[]): void {
  if (!pool.cash.lt(0)) return;
  const losers = closed.filter(({ contribution }) => contribution.lt(0));
  const losses = losers.map(({ contribution }) => contribution.negated());
  const parts = inProportion(pool.cash.negated(), losses);
  for (const [index, { position }] of losers.entries()) {
    const amount = at(parts, index);
    pay(run.books, pool, position, 'insurance', amount.negated());
    note(run, pool, { kind: 'bad-debt', position: position.name, amount });
  }
  assert(pool.cash.isZero(), 'the insurance fund pays the whole bad debt');
}

/** The venue keeps cash and coins; it is booked as a fee of the positions in proportion to their closed notional. */
function forfeitRemainder(run: SchemeRun, pool: PoolState, closed: readonly Closed[]): void {
  const rest = pool.cash.plus(coinsValue(pool, run.world));
  if (!rest.gt(0)) return;
  const notionals = closed.map(({ notional }) => notional);
  const parts = inProportion(rest, notionals);
  for (const coin of pool.coins) coin.units = zero;
  pool.cash = rest;
  for (const [index, { position }] of closed.entries()) {
    const amount = at(parts, index);
    pay(run.books, pool, position, 'venue', amount);
    note(run, pool, { kind: 'forfeit', position: position.name, amount: amount.negated() });
  }
}

/** Splits a total by weights (>= 0, not all 0); the last part takes what rounding leaves, so that the parts add up. */
function inProportion(total: Decimal, weights: readonly Decimal[]): Decimal[] {
  const whole = sum(weights);
  assert(whole.gt(0), 'something is there to attribute the amount to');
  const parts = weights.slice(0, -1).map((weight) => divide(total.times(weight), whole));
  return [...parts, total.minus(sum(parts))];
}
