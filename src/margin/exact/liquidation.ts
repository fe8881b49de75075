import type { Decimal } from 'decimal.js';
import { assert } from '../../base/errors.ts';
import { at } from '../at.ts';
import type { Books } from './books.ts';
import { divide, divideUp, one, smaller, sum, zero } from './decimal.ts';
import type { LedgerEvent } from './ledger.ts';
import { coinsValue, notionalOf, openPositions, openProfit, type PoolState, type PositionState } from './pool.ts';
import { type ExactRules, slippageShare } from './rules.ts';
import type { World } from './world.ts';

type Note = (event: LedgerEvent) => void;

/** A position that has just been closed by force. */
interface Closed {
  readonly position: PositionState;
  readonly notional: Decimal;
  /** What it brought its pool, from its entry to its close and with its funding. */
  readonly contribution: Decimal;
}

/**
 * Full liquidation of a pool: every open position is closed at mark, less slippage and fees; debts are paid out of the
 * other collateral and then by the insurance fund; what is left stays with the account or goes to the venue.
 * No other pool and no treasury is touched.
 */
export function liquidate(pool: PoolState, world: World, rules: ExactRules, books: Books, note: Note): void {
  const closed = openPositions(pool).map((position) => close(pool, position, world, rules, books, note));
  chargeLiquidationFee(pool, closed, world, rules, books, note);
  sellCollateral(pool, world, note);
  coverBadDebt(pool, closed, books, note);
  if (rules.remainder === 'forfeited') forfeitRemainder(pool, closed, world, books, note);
}

function close(
  pool: PoolState,
  position: PositionState,
  world: World,
  rules: ExactRules,
  books: Books,
  note: Note,
): Closed {
  const price = at(world.prices, position.asset);
  const notional = notionalOf(position, world);
  const profit = openProfit(position, world);
  const share = slippageShare(rules, notional, at(world.depths, position.asset));
  const slippage = share.times(notional);
  const rate = rules.takerFee;
  const fee = rate.times(notional);

  position.exitPrice = price;
  position.closedStep = world.step;
  pool.cash = pool.cash.plus(profit);
  const { name, quantity, entry: entryPrice } = position;
  note({ kind: 'close', position: name, amount: profit, quantity, entryPrice, price });

  position.slippage = slippage;
  pool.cash = pool.cash.minus(slippage);
  books.slippage = books.slippage.plus(slippage);
  if (!slippage.isZero()) note({ kind: 'slippage', position: name, amount: slippage.negated(), share });

  position.fees = fee;
  pool.cash = pool.cash.minus(fee);
  books.venue = books.venue.plus(fee);
  if (!fee.isZero()) note({ kind: 'fee', position: name, amount: fee.negated(), rate });

  return { position, notional, contribution: profit.minus(position.funding).minus(slippage).minus(fee) };
}

/**
 * The liquidation fee goes to the insurance fund, so it is charged only as far as the pool can pay it: the fund would
 * otherwise owe itself what it cannot collect (so does dYdX, v4-chain, which caps it by the collateral left over).
 */
function chargeLiquidationFee(
  pool: PoolState,
  closed: readonly Closed[],
  world: World,
  rules: ExactRules,
  books: Books,
  note: Note,
): void {
  const full = closed.map(({ position, notional }) => at(rules.liquidationFee, position.asset).times(notional));
  const payable = smaller(sum(full), pool.cash.plus(coinsValue(pool, world)));
  if (!payable.gt(0)) return;
  const parts = inProportion(payable, full);
  for (const [index, { position, notional }] of closed.entries()) {
    const amount = at(parts, index);
    if (amount.isZero()) continue;
    position.fees = position.fees.plus(amount);
    pool.cash = pool.cash.minus(amount);
    books.venue = books.venue.plus(amount);
    note({ kind: 'fee', position: position.name, amount: amount.negated(), rate: divide(amount, notional) });
  }
}

/** Sells the same share of every other collateral asset, at mark and without cost, until the cash is 0 or all is sold. */
function sellCollateral(pool: PoolState, world: World, note: Note): void {
  const value = coinsValue(pool, world);
  if (!pool.cash.lt(0) || !value.gt(0)) return;
  const debt = pool.cash.negated();
  const share = debt.gte(value) ? one : divideUp(debt, value);
  for (const coin of pool.coins) {
    const price = at(world.prices, coin.asset);
    const units = coin.units.times(share);
    if (units.isZero()) continue;
    const amount = units.times(price);
    coin.units = coin.units.minus(units);
    pool.cash = pool.cash.plus(amount);
    note({ kind: 'collateral-sale', collateral: coin.name, amount, units, price });
  }
}

/** The insurance fund pays what is still owed; it is attributed to the positions in proportion to what they lost. */
function coverBadDebt(pool: PoolState, closed: readonly Closed[], books: Books, note: Note): void {
  if (!pool.cash.lt(0)) return;
  const debt = pool.cash.negated();
  const losers = closed.filter(({ contribution }) => contribution.lt(0));
  const parts = inProportion(
    debt,
    losers.map(({ contribution }) => contribution.negated()),
  );
  for (const [index, { position }] of losers.entries()) {
    const amount = at(parts, index);
    position.badDebt = amount;
    pool.cash = pool.cash.plus(amount);
    books.insurance = books.insurance.minus(amount);
    note({ kind: 'bad-debt', position: position.name, amount });
  }
  assert(pool.cash.isZero(), 'the insurance fund pays the whole bad debt');
}

/** The venue keeps cash and coins; it is booked as a fee of the positions in proportion to their closed notional. */
function forfeitRemainder(pool: PoolState, closed: readonly Closed[], world: World, books: Books, note: Note): void {
  const rest = pool.cash.plus(coinsValue(pool, world));
  if (!rest.gt(0)) return;
  const parts = inProportion(
    rest,
    closed.map(({ notional }) => notional),
  );
  for (const coin of pool.coins) coin.units = zero;
  pool.cash = rest;
  for (const [index, { position }] of closed.entries()) {
    const amount = at(parts, index);
    position.fees = position.fees.plus(amount);
    pool.cash = pool.cash.minus(amount);
    books.venue = books.venue.plus(amount);
    note({ kind: 'forfeit', position: position.name, amount: amount.negated() });
  }
}

/** Splits a total by weights (>= 0, not all 0); the last part takes what rounding leaves, so that the parts add up. */
function inProportion(total: Decimal, weights: readonly Decimal[]): Decimal[] {
  const whole = sum(weights);
  assert(whole.gt(0), 'something is there to attribute the amount to');
  const parts = weights.slice(0, -1).map((weight) => divide(total.times(weight), whole));
  return [...parts, total.minus(sum(parts))];
}
