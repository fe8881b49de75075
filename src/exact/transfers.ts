import type { Decimal } from 'decimal.js';
import { assert, itemAt } from '../base/errors.ts';
import { smallestTransfer, type Transfer } from '../margin/scheme-state.ts';
import { decimal, inProportion, larger, one, smaller, sum, zero } from './decimal.ts';
import { give, moneyOf, settle } from './payments.ts';
import {
  type CollateralHolding,
  collateralValue,
  hasOpenPositions,
  headroomOver,
  holdingOf,
  openPositions,
  openProfit,
  type PoolState,
  type PositionState,
  requirementOf,
  requirementOfPosition,
} from './pool.ts';
import { countAction, note, type SchemeRun } from './run.ts';

const least = decimal(smallestTransfer);

/** Who can give money, and how much of it. */
interface Donor {
  readonly pool: PoolState;
  /** What it pays in; null: the quote currency. */
  readonly held: CollateralHolding | null;
  readonly spare: Decimal;
}

/** Moves as much of what is wanted as the donors can spare, if it is more than rounding. */
export function transfer(run: SchemeRun, order: Transfer): void {
  const to = itemAt(run.pools, order.to);
  const { amount, measure } = wantedBy(run, order, to);
  const donors = donorsOf(run, order, to);
  const spares = donors.map(({ spare }) => spare);
  const moved = smaller(amount, sum(spares));
  if (!moved.gt(measure.times(least))) return;
  countAction(run);
  // All that can be spared is given as it is: a quotient could be a hair more.
  const parts = moved.eq(sum(spares)) ? spares : inProportion(moved, spares);
  for (const [index, { pool, held }] of donors.entries()) {
    const given = itemAt(parts, index).negated();
    give(run, pool, given, held);
    note(run, pool, { kind: 'transfer-out', policy: order.policy, to: to.name, amount: given });
  }
  const cost = moved.times(decimal(order.cost));
  const received = moved.minus(cost);
  // The cost of the transfer is the venue's, and no position bears it.
  run.books.transfers = run.books.transfers.plus(cost);
  give(run, to, received);
  const { policy, from } = order;
  if ('budget' in from) {
    const spent = (run.spent.get(policy) ?? zero).plus(moved);
    run.spent.set(policy, spent);
    run.counts.topUps = run.counts.topUps.plus(moved);
    note(run, to, { kind: 'top-up', policy, amount: received, cost, spent, budget: decimal(from.budget) });
  } else {
    const names = donors.map(({ pool }) => pool.name);
    note(run, to, { kind: 'transfer-in', policy, from: names, amount: received, cost });
  }
}

/** What is wanted in quote, and what it is measured against. */
function wantedBy(run: SchemeRun, { wanted }: Transfer, to: PoolState): { amount: Decimal; measure: Decimal } {
  if ('amount' in wanted) return { amount: decimal(wanted.amount), measure: decimal(wanted.amount) };
  return { amount: headroomOver(decimal(wanted.cover), to, run).negated(), measure: requirementOf(to, run) };
}

function donorsOf(run: SchemeRun, { policy, from }: Transfer, to: PoolState): readonly Donor[] {
  if ('budget' in from) {
    const { treasury } = run;
    const held = to.settlementAsset === null ? null : holdingOf(treasury, to.settlementAsset.asset);
    const left = decimal(from.budget).minus(run.spent.get(policy) ?? zero);
    return [{ pool: treasury, held, spare: smaller(left, moneyOf(run, treasury, held)) }];
  }
  return from.pools
    .map((pool) => itemAt(run.pools, pool))
    .filter((pool) => pool !== to && hasOpenPositions(pool))
    .map((pool) => {
      const spare = larger(zero, smaller(moneyOf(run, pool), headroomOver(decimal(from.keep), pool, run)));
      return { pool, held: pool.settlementAsset, spare };
    })
    .filter(({ spare }) => spare.gt(0));
}

/**
 * Moves a position out of a shared pool into its own, with margin * |quantity| * entry of money as far as the pool has it and the others
 * do not need it. The venue refuses what would stand at or below its requirement. Its entry stays, so its open profit moves with it.
 */
export function isolate(run: SchemeRun, position: PositionState, margin: number): void {
  const { pool: from, entry, quantity, name } = position;
  const own = run.ownPools.get(position);
  assert(own !== undefined, 'a position that a policy may isolate has a pool of its own');
  if (from === own || openPositions(from).length < 2) return;
  const profit = openProfit(position, run);
  const requirement = requirementOfPosition(position, run);
  const wanted = decimal(margin).times(quantity.abs()).times(entry);
  // Headroom of the pool without the position.
  const free = headroomOver(one, from, run).minus(profit).plus(requirement);
  const moved = larger(zero, smaller(wanted, smaller(moneyOf(run, from), free)));
  if (!moved.plus(profit).gt(requirement.times(decimal(1 + smallestTransfer)))) return;
  countAction(run);
  give(run, from, moved.negated());
  give(run, own, moved);
  move(position, own);
  const policy = run.actingPolicy;
  note(run, from, { kind: 'isolate', policy, position: name, to: own.name, amount: moved.negated(), wanted, free });
  note(run, own, { kind: 'isolated', policy, position: name, from: from.name, amount: moved });
}

/** Moves a position back to the pool it started in, with all that its own pool holds, if the other still holds a position. */
export function rejoin(run: SchemeRun, position: PositionState): void {
  const { home, name } = position;
  const own = position.pool;
  if (own === home || !hasOpenPositions(home)) return;
  countAction(run);
  const amount = own.cash.plus(collateralValue(own, run));
  home.cash = home.cash.plus(own.cash);
  own.cash = zero;
  for (const held of own.collateral) {
    const joined = holdingOf(home, held.asset);
    joined.units = joined.units.plus(held.units);
    held.units = zero;
  }
  move(position, home);
  const policy = run.actingPolicy;
  note(run, own, { kind: 'rejoin', policy, position: name, to: home.name, amount: amount.negated() });
  note(run, home, { kind: 'rejoined', policy, position: name, from: own.name, amount });
  settle(run, home);
}

function move(position: PositionState, to: PoolState): void {
  const { positions } = position.pool;
  positions.splice(positions.indexOf(position), 1);
  to.positions.push(position);
  to.positions.sort((a, b) => a.rank - b.rank);
  position.pool = to;
}
