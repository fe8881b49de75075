import type { Decimal } from 'decimal.js';
import { at } from '../at.ts';
import type { Rebalance } from '../policies/rebalance.ts';
import { smallestTransfer } from '../policies/smallest-transfer.ts';
import type { TopUp } from '../policies/top-up.ts';
import { decimal, inProportion, larger, smaller, sum, zero } from './decimal.ts';
import { equityOf, hasOpenPositions, type PoolState, requirementOfPool } from './pool.ts';
import { countAction, note, type SchemeRun } from './run.ts';
import { coinOf, give, moneyOf } from './settlement.ts';

const least = decimal(smallestTransfer);

/** Moves money from the treasury to a pool, as far as the amount, the budget over the path and the treasury go. */
export function topUp(run: SchemeRun, policy: TopUp, pool: PoolState): void {
  const { treasury, counts } = run;
  const coin = pool.settlesIn === null ? null : coinOf(treasury, pool.settlesIn.asset);
  const budget = decimal(policy.budget);
  const before = run.spent.get(policy) ?? zero;
  const left = smaller(budget.minus(before), moneyOf(run, treasury, coin));
  const taken = smaller(decimal(policy.amount), left);
  if (!taken.gt(decimal(policy.amount).times(least))) return;
  countAction(run);
  const spent = before.plus(taken);
  run.spent.set(policy, spent);
  counts.topUps = counts.topUps.plus(taken);
  give(run, treasury, taken.negated(), coin);
  note(run, treasury, { kind: 'transfer-out', policy: policy.name, to: pool.name, amount: taken.negated() });
  const { amount, cost } = receive(run, pool, taken, policy.cost);
  note(run, pool, { kind: 'top-up', policy: policy.name, amount, cost, spent, budget });
}

/** Brings a pool to a cover with money from others of the policy, each in proportion to what it can spare above the cover it keeps. */
export function rebalance(run: SchemeRun, policy: Rebalance, pools: readonly PoolState[], to: PoolState): void {
  const { world, rules } = run;
  const overLevel = (pool: PoolState, level: number) =>
    equityOf(pool, world, rules).minus(decimal(level).times(requirementOfPool(pool, world, rules)));
  const donors = pools
    .filter((pool) => pool !== to && hasOpenPositions(pool))
    .map((pool) => ({ pool, spare: larger(zero, smaller(moneyOf(run, pool), overLevel(pool, policy.keep))) }))
    .filter(({ spare }) => spare.gt(0));
  const spares = donors.map(({ spare }) => spare);
  const taken = smaller(overLevel(to, policy.restore).negated(), sum(spares));
  if (!taken.gt(requirementOfPool(to, world, rules).times(least))) return;
  countAction(run);
  // All that can be spared is given as it is: a quotient could be a hair more.
  const parts = taken.eq(sum(spares)) ? spares : inProportion(taken, spares);
  for (const [index, { pool }] of donors.entries()) {
    const part = at(parts, index);
    give(run, pool, part.negated());
    note(run, pool, { kind: 'transfer-out', policy: policy.name, to: to.name, amount: part.negated() });
  }
  const { amount, cost } = receive(run, to, taken, policy.cost);
  note(run, to, { kind: 'transfer-in', policy: policy.name, from: donors.map(({ pool }) => pool.name), amount, cost });
}

/** What arrives in a pool of money that was sent: the cost of the transfer is the venue's, and no position bears it. */
function receive(
  run: SchemeRun,
  pool: PoolState,
  sent: Decimal,
  costShare: number,
): { amount: Decimal; cost: Decimal } {
  const cost = sent.times(decimal(costShare));
  const amount = sent.minus(cost);
  run.books.transfers = run.books.transfers.plus(cost);
  give(run, pool, amount);
  return { amount, cost };
}
