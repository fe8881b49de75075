import type { Decimal } from 'decimal.js';
import { at } from '../margin/at.ts';
import { smallestTransfer, type Transfer } from '../margin/transfer.ts';
import { decimal, inProportion, larger, smaller, sum, zero } from './decimal.ts';
import { type Coin, equityOf, hasOpenPositions, type PoolState, requirementOfPool } from './pool.ts';
import { countAction, note, type SchemeRun } from './run.ts';
import { coinOf, give, moneyOf } from './settlement.ts';

const least = decimal(smallestTransfer);

/** Who can give money, and how much of it. */
interface Donor {
  readonly pool: PoolState;
  /** What it pays in; null: the quote currency. */
  readonly coin: Coin | null;
  readonly spare: Decimal;
}

/** Moves as much of what is wanted as the donors can spare, if it is more than rounding. */
export function transfer(run: SchemeRun, order: Transfer): void {
  const to = at(run.pools, order.to);
  const { amount, measure } = wantedBy(run, order, to);
  const donors = donorsOf(run, order, to);
  const spares = donors.map(({ spare }) => spare);
  const moved = smaller(amount, sum(spares));
  if (!moved.gt(measure.times(least))) return;
  countAction(run);
  // All that can be spared is given as it is: a quotient could be a hair more.
  const parts = moved.eq(sum(spares)) ? spares : inProportion(moved, spares);
  for (const [index, { pool, coin }] of donors.entries()) {
    const given = at(parts, index).negated();
    give(run, pool, given, coin);
    note(run, pool, { kind: 'transfer-out', policy: order.policy, to: to.name, amount: given });
  }
  const cost = moved.times(decimal(order.cost));
  const received = moved.minus(cost);
  // The cost of the transfer is the venue's, and no position bears it.
  run.books.transfers = run.books.transfers.plus(cost);
  give(run, to, received);
  noteArrival(run, order, to, { moved, received, cost, from: donors.map(({ pool }) => pool.name) });
}

/** What is wanted in quote, and what it is measured against. */
function wantedBy(run: SchemeRun, { wanted }: Transfer, to: PoolState): { amount: Decimal; measure: Decimal } {
  if ('amount' in wanted) return { amount: decimal(wanted.amount), measure: decimal(wanted.amount) };
  return { amount: overCover(run, to, wanted.cover).negated(), measure: requirementOfPool(to, run.world, run.rules) };
}

function donorsOf(run: SchemeRun, { policy, from }: Transfer, to: PoolState): readonly Donor[] {
  if ('budget' in from) {
    const { treasury } = run;
    const coin = to.settlesIn === null ? null : coinOf(treasury, to.settlesIn.asset);
    const left = decimal(from.budget).minus(run.spent.get(policy) ?? zero);
    return [{ pool: treasury, coin, spare: smaller(left, moneyOf(run, treasury, coin)) }];
  }
  return from.pools
    .map((pool) => at(run.pools, pool))
    .filter((pool) => pool !== to && hasOpenPositions(pool))
    .map((pool) => {
      const spare = larger(zero, smaller(moneyOf(run, pool), overCover(run, pool, from.keep)));
      return { pool, coin: pool.settlesIn, spare };
    })
    .filter(({ spare }) => spare.gt(0));
}

/** Equity beyond `cover` times the requirement. */
function overCover({ world, rules }: SchemeRun, pool: PoolState, cover: number): Decimal {
  return equityOf(pool, world, rules).minus(decimal(cover).times(requirementOfPool(pool, world, rules)));
}

function noteArrival(
  run: SchemeRun,
  { policy, from }: Transfer,
  to: PoolState,
  arrived: { readonly moved: Decimal; readonly received: Decimal; readonly cost: Decimal; readonly from: string[] },
): void {
  const { moved, received: amount, cost } = arrived;
  if (!('budget' in from)) {
    note(run, to, { kind: 'transfer-in', policy, from: arrived.from, amount, cost });
    return;
  }
  const spent = (run.spent.get(policy) ?? zero).plus(moved);
  run.spent.set(policy, spent);
  run.counts.topUps = run.counts.topUps.plus(moved);
  note(run, to, { kind: 'top-up', policy, amount, cost, spent, budget: decimal(from.budget) });
}
