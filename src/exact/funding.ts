import { at } from '../margin/at.ts';
import { pay } from './books.ts';
import { openPositions, type PoolState } from './pool.ts';
import { note, type SchemeRun } from './run.ts';
import { settle } from './settlement.ts';

/**
 * Every open position pays quantity * price * rate out of the cash of its pool; a negative amount is received. The
 * price is the mark or the entry, as the venue says; N / mark coins of an inverse contract are worth quantity * entry, and
 * N / entry coins quantity * mark. Nothing happens at a step that settles no funding.
 */
export function settleFunding(run: SchemeRun, pool: PoolState): void {
  const { rules, world, books } = run;
  if (world.fundingRates === null) return;
  for (const position of openPositions(pool)) {
    const atMark = (rules.fundingNotional === 'mark') !== rules.isInverse;
    const price = atMark ? at(world.prices, position.asset) : position.entry;
    const rate = at(world.fundingRates, position.asset);
    const payment = position.quantity.times(price).times(rate);
    pay(books, pool, position, 'funding', payment);
    note(run, pool, { kind: 'funding', position: position.name, amount: payment.negated(), rate });
  }
  settle(run, pool, 'funding');
}
