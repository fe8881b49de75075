import type { Decimal } from 'decimal.js';
import { at } from '../margin/at.ts';
import { pay } from './books.ts';
import { inProportion, smaller, sum, zero } from './decimal.ts';
import type { PoolState } from './pool.ts';
import { isOpen, openProfit, type PositionState } from './position.ts';
import { countEvent, note, type SchemeRun } from './run.ts';
import { settle } from './settlement.ts';

/** Draws a bad debt on the insurance fund; returns what exceeds it. The fund is not refilled along the path. */
export function drawOnFund(run: SchemeRun, pool: PoolState, debt: Decimal): Decimal {
  if (run.fund === null) return zero;
  const fromFund = smaller(run.fund, debt);
  const deficit = debt.minus(fromFund);
  run.fund = run.fund.minus(fromFund);
  note(run, pool, { kind: 'insurance', debt, fromFund, fundLeft: run.fund, deficit });
  return deficit;
}

/** Every profitable position of the account gives up the same share of its open profit; returns what they gave. They stay open. */
export function socialise(run: SchemeRun, deficit: Decimal): Decimal {
  const winners = winnersOf(run);
  if (winners.length === 0) return zero;
  const profits = winners.map((position) => openProfit(position, run.world));
  const given = smaller(deficit, sum(profits));
  const parts = inProportion(given, profits);
  countEvent(run);
  for (const [index, position] of winners.entries()) {
    const amount = at(parts, index);
    pay(run.books, position.pool, position, 'adl', amount);
    note(run, position.pool, { kind: 'socialised-loss', position: position.name, amount: amount.negated() });
    settle(run, position.pool);
  }
  return given;
}

/** The position with the largest open profit relative to its value at entry, the first of equals; null if none has a profit. */
export function largestReturn(run: SchemeRun): PositionState | null {
  const { prices } = run.world;
  // A return is change / entry; two of them are compared without a division.
  const change = ({ asset, entry, isLong }: PositionState) => {
    const up = at(prices, asset).minus(entry);
    return isLong ? up : up.negated();
  };
  return winnersOf(run).reduce<PositionState | null>((best, position) => {
    if (best === null) return position;
    return change(position).times(best.entry).gt(change(best).times(position.entry)) ? position : best;
  }, null);
}

/** Open positions with an open profit, in canonical order. */
function winnersOf({ canonical, world }: SchemeRun): PositionState[] {
  return canonical.filter((position) => isOpen(position) && openProfit(position, world).gt(0));
}
