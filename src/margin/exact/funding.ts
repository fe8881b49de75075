import type { Decimal } from 'decimal.js';
import { at } from '../at.ts';
import type { Books } from './books.ts';
import type { LedgerEvent } from './ledger.ts';
import { openPositions, type PoolState } from './pool.ts';
import type { ExactRules } from './rules.ts';
import type { World } from './world.ts';

/**
 * Every open position pays quantity * price * rate out of the cash of its pool; a negative amount is received.
 * Does nothing at a step that settles no funding.
 */
export function settleFunding(
  pool: PoolState,
  world: World,
  rules: ExactRules,
  books: Books,
  note: (event: LedgerEvent) => void,
): void {
  if (world.fundingRates === null) return;
  for (const position of openPositions(pool)) {
    const price: Decimal = rules.fundingNotional === 'mark' ? at(world.prices, position.asset) : position.entry;
    const rate = at(world.fundingRates, position.asset);
    const payment = position.quantity.times(price).times(rate);
    pool.cash = pool.cash.minus(payment);
    position.funding = position.funding.plus(payment);
    books.funding = books.funding.plus(payment);
    note({ kind: 'funding', position: position.name, amount: payment.negated(), rate });
  }
}
