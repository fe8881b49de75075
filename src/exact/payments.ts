import type { Decimal } from 'decimal.js';
import { assert, itemAt } from '../base/errors.ts';
import { divideDown, sum, zero } from './decimal.ts';
import type { ExactMarket } from './inputs.ts';
import { holdingValue, openPositions, type Payee, type PoolState, type PositionState, wealthOf } from './pool.ts';
import { note, type SchemeRun } from './run.ts';

/** A position pays out of the cash of its pool; a negative amount is received. */
export function pay(run: SchemeRun, position: PositionState, payee: Payee, amount: Decimal): void {
  const { books } = run;
  const { pool, paid } = position;
  pool.cash = pool.cash.minus(amount);
  paid[payee] = paid[payee].plus(amount);
  books[payee] = books[payee].plus(amount);
}

/** Books the move of the prices to those of the next step: the market pays every profit and receives every loss. */
export function bookPrices(run: SchemeRun, next: ExactMarket): void {
  const { books, holdings, market } = run;
  const change = next.prices.map((price, asset) => price.minus(itemAt(market.prices, asset)));
  const ofCollateral = sum(
    holdings.flatMap(({ collateral }) => collateral.map(({ units, asset }) => units.times(itemAt(change, asset)))),
  );
  const ofPositions = sum(
    holdings.flatMap((pool) => openPositions(pool).map(({ quantity, asset }) => quantity.times(itemAt(change, asset)))),
  );
  books.market = books.market.minus(ofCollateral).minus(ofPositions);
  run.collateralPnl = run.collateralPnl.plus(ofCollateral);
}

/** Wealth of the account (pools and treasury, at full value), having asserted that no money appeared or vanished. */
export function conservedWealth(run: SchemeRun): Decimal {
  const wealth = sum(run.holdings.map((pool) => wealthOf(pool, run)));
  const { market, transfers, funding, venue, slippage, insurance, adl } = run.books;
  const received = sum([market, transfers, funding, venue, slippage, insurance, adl]);
  assert(wealth.plus(received).eq(run.initialWealth), `money is conserved at step ${run.market.step}`);
  return wealth;
}

/**
 * Every open position pays quantity * price * rate out of the cash of its pool; a negative amount is received. The
 * price is the mark or the entry, as the venue says; N / mark coins of an inverse contract are worth quantity * entry, and
 * N / entry coins quantity * mark. Nothing happens at a step that settles no funding.
 */
export function settleFunding(run: SchemeRun, pool: PoolState): void {
  const { rules, market } = run;
  if (market.fundingRates === null) return;
  for (const position of openPositions(pool)) {
    const atMark = (rules.fundingNotional === 'mark') !== rules.isInverse;
    const price = atMark ? itemAt(market.prices, position.asset) : position.entry;
    const rate = itemAt(market.fundingRates, position.asset);
    const payment = position.quantity.times(price).times(rate);
    pay(run, position, 'funding', payment);
    note(run, pool, { kind: 'funding', position: position.name, amount: payment.negated(), rate });
  }
  settle(run, pool, 'funding');
}

// Money of a pool of inverse contracts is its settlement asset: whatever is booked in quote becomes units at mark, free of cost. Units are
// rounded down to 40 decimal places, and what that leaves over stays in the cash, so that no money is lost to rounding and none is owed for it.

/** Turns the cash of an inverse pool into its settlement asset; below 0, that pays it and may become a debt. Other pools keep their cash. */
export function settle(run: SchemeRun, pool: PoolState, after: 'funding' | 'event' = 'event'): void {
  const { settlementAsset: held } = pool;
  if (held === null || pool.cash.isZero()) return;
  const price = itemAt(run.market.prices, held.asset);
  const units = divideDown(pool.cash, price);
  if (units.isZero()) return;
  held.units = held.units.plus(units);
  pool.cash = pool.cash.minus(units.times(price));
  if (after === 'event') note(run, pool, { kind: 'settlement', collateral: held.name, units, price });
}

/** The same of an inverse pool that ends: what its settlement asset cannot pay is owed in cash, like any other debt. */
export function settleOrOwe(run: SchemeRun, pool: PoolState): void {
  const { settlementAsset: held } = pool;
  if (held === null) return;
  const money = pool.cash.plus(holdingValue(held, run));
  if (money.gt(0)) {
    settle(run, pool);
    return;
  }
  const { units } = held;
  pool.cash = money;
  held.units = zero;
  if (units.isZero()) return;
  const price = itemAt(run.market.prices, held.asset);
  note(run, pool, { kind: 'settlement', collateral: held.name, units: units.negated(), price });
}

/** What a pool (or the treasury) holds of the money that policies may move, as quote: its cash, or the asset given. */
export function moneyOf(run: SchemeRun, pool: PoolState, held = pool.settlementAsset): Decimal {
  return held === null ? pool.cash : holdingValue(held, run);
}

/** Puts so much money (quote; below 0: takes it) into a pool or the treasury, as cash or as the asset given at mark. */
export function give(run: SchemeRun, pool: PoolState, amount: Decimal, held = pool.settlementAsset): void {
  if (held === null) {
    pool.cash = pool.cash.plus(amount);
    return;
  }
  const price = itemAt(run.market.prices, held.asset);
  const units = divideDown(amount, price);
  held.units = held.units.plus(units);
  pool.cash = pool.cash.plus(amount.minus(units.times(price)));
}
