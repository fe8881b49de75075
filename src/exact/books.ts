import type { Decimal } from 'decimal.js';
import { assert } from '../base/errors.ts';
import { at } from '../margin/at.ts';
import { sum, zero } from './decimal.ts';
import { openPositions, type PoolState, wealthOf } from './pool.ts';
import { noPayments, type Payee, type Payments, type PositionState } from './position.ts';
import type { World } from './world.ts';

/**
 * The other side of every payment of one scheme: what each counterparty has received since the start, quote.
 *
 * Money is booked twice, in a pool and here, so that the wealth counted afresh from what the pools hold, together with
 * all counterparties, must equal the initial wealth after every step, to the last digit.
 */
export interface Books extends Payments {
  /** Lost to the price, by positions and by collateral. */
  market: Decimal;
  /** Cost of transfers, which the venue gets; no position bears it. */
  transfers: Decimal;
}

/** Books in which nothing has been paid. */
export function openBooks(): Books {
  return { market: zero, transfers: zero, ...noPayments() };
}

/** A position pays out of the cash of its pool; a negative amount is received. */
export function pay(books: Books, pool: PoolState, position: PositionState, payee: Payee, amount: Decimal): void {
  pool.cash = pool.cash.minus(amount);
  position.paid[payee] = position.paid[payee].plus(amount);
  books[payee] = books[payee].plus(amount);
}

/**
 * Books the move of the prices from one step to the next: the market pays every profit and receives every loss.
 * Returns the change in value of the collateral that is not in the quote currency.
 */
export function bookPrices(books: Books, pools: readonly PoolState[], before: World, now: World): Decimal {
  const change = now.prices.map((price, asset) => price.minus(at(before.prices, asset)));
  const ofCollateral = sum(
    pools.flatMap(({ coins }) => coins.map(({ units, asset }) => units.times(at(change, asset)))),
  );
  const ofPositions = sum(
    pools.flatMap((pool) => openPositions(pool).map(({ quantity, asset }) => quantity.times(at(change, asset)))),
  );
  books.market = books.market.minus(ofCollateral).minus(ofPositions);
  return ofCollateral;
}

/** Wealth of the account (pools and treasury, at full value), having asserted that no money appeared or vanished. */
export function conservedWealth(books: Books, pools: readonly PoolState[], world: World, initial: Decimal): Decimal {
  const wealth = sum(pools.map((pool) => wealthOf(pool, world)));
  const { market, transfers, funding, venue, slippage, insurance, adl } = books;
  const received = sum([market, transfers, funding, venue, slippage, insurance, adl]);
  assert(wealth.plus(received).eq(initial), `money is conserved at step ${world.step}`);
  return wealth;
}
