import { assert } from '../base/errors.ts';
import { smallestTransfer } from '../margin/transfer.ts';
import { decimal, larger, smaller, zero } from './decimal.ts';
import { coinsValue, equityOf, hasOpenPositions, openPositions, type PoolState, requirementOfPool } from './pool.ts';
import { openProfit, type PositionState, requirementOfPosition } from './position.ts';
import { countAction, note, type SchemeRun } from './run.ts';
import { give, moneyOf, settle } from './settlement.ts';

/**
 * Moves a position out of a shared pool into its own, with margin * |quantity| * entry of money as far as the pool has it and the others
 * do not need it. The venue refuses what would stand at or below its requirement. Its entry stays, so its open profit moves with it.
 */
export function isolate(run: SchemeRun, position: PositionState, margin: number): void {
  const { world, rules } = run;
  const { pool: from, entry, quantity, name } = position;
  const own = run.ownPools.get(position);
  assert(own !== undefined, 'a position that a policy may isolate has a pool of its own');
  if (from === own || openPositions(from).length < 2) return;
  const profit = openProfit(position, world);
  const requirement = requirementOfPosition(position, world, rules);
  const wanted = decimal(margin).times(quantity.abs()).times(entry);
  const free = equityOf(from, world, rules)
    .minus(profit)
    .minus(requirementOfPool(from, world, rules).minus(requirement));
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
  const amount = own.cash.plus(coinsValue(own, run.world));
  home.cash = home.cash.plus(own.cash);
  own.cash = zero;
  for (const [index, coin] of own.coins.entries()) {
    const held = home.coins[index];
    assert(held?.collateral === coin.collateral, 'all pools list their coins in the same order');
    held.units = held.units.plus(coin.units);
    coin.units = zero;
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
