import { smallestTransfer, type Transfer } from '../../margin/scheme-state.ts';
import { moveCollateral, spendMoney, takeFromTreasury, takeMoney, treasuryCash } from './collateral.ts';
import {
  cashOf,
  equityOf,
  hasOpenSlot,
  openProfit,
  openSlots,
  quantityOf,
  requirementOf,
  requirementOfSlot,
} from './figures.ts';
import { type Lane, laneIndex, markEvent, schemeIndex } from './lane.ts';

/** What policies, by name, have taken from the treasury so far on the lane's path. */
export interface Budgets {
  spent(lane: Lane, policy: string): number;
  spend(lane: Lane, policy: string, amount: number): void;
}

/** Moves as much of what is wanted as the treasury or the pools can spare, if it is more than rounding. */
export function transfer(lane: Lane, order: Transfer, poolOf: (listed: number) => number, budgets: Budgets): void {
  const { policy, wanted, from, cost } = order;
  const to = poolOf(order.to);
  const measure = 'amount' in wanted ? wanted.amount : requirementOf(lane, to);
  const amount = 'amount' in wanted ? wanted.amount : wanted.cover * measure - equityOf(lane, to);
  if ('budget' in from) {
    const moved = Math.min(amount, from.budget - budgets.spent(lane, policy), treasuryCash(lane, to));
    if (!(moved > smallestTransfer * measure)) return;
    markAction(lane, to);
    takeFromTreasury(lane, to, moved);
    budgets.spend(lane, policy, moved);
    const place = schemeIndex(lane);
    lane.group.topUps[place] = lane.group.topUps[place]! + moved;
    receive(lane, to, moved, cost);
    return;
  }
  const donors = donorsOf(lane, from.pools.map(poolOf), from.keep, to);
  let total = 0;
  for (const { spare } of donors) total += spare;
  const moved = Math.min(amount, total);
  if (!(moved > smallestTransfer * measure)) return;
  markAction(lane, to);
  for (const { pool, spare } of donors) {
    if (spare === 0) continue;
    markEvent(lane, pool);
    // All that can be spared is given as it is: a quotient could be a hair more.
    takeMoney(lane, pool, moved === total ? spare : (moved * spare) / total);
  }
  receive(lane, to, moved, cost);
}

/** What each of these pools can spare above the cover that it keeps. */
function donorsOf(lane: Lane, pools: readonly number[], keep: number, to: number): { pool: number; spare: number }[] {
  return pools
    .filter((pool) => pool !== to && hasOpenSlot(lane, pool))
    .map((pool) => {
      const spare = equityOf(lane, pool) - keep * requirementOf(lane, pool);
      return { pool, spare: Math.max(0, Math.min(cashOf(lane, pool), spare)) };
    });
}

/** What arrives in a pool of an amount that was sent: the cost of the transfer is the venue's. */
function receive(lane: Lane, pool: number, amount: number, cost: number): void {
  const { group } = lane;
  const lost = amount * cost;
  takeMoney(lane, pool, lost - amount);
  if (lost === 0) return;
  spendMoney(lane, pool, lost);
  const place = schemeIndex(lane);
  group.transferCosts[place] = group.transferCosts[place]! + lost;
  group.settledPnl[place] = group.settledPnl[place]! - lost;
}

/**
 * Moves a position out of a shared pool into its own, with margin * |quantity| * entry as collateral: as much of it as the pool has in
 * cash and can spare above its requirement. The venue refuses if that would leave the position below its own requirement.
 */
export function isolate(lane: Lane, holding: number, margin: number): void {
  const { account, group } = lane;
  const [from, to] = [account.homeSlot[holding]!, account.ownSlot[holding]!];
  const pool = account.slotPool[from]!;
  if (quantityOf(lane, from) === 0 || openSlots(lane, pool).length < 2) return;
  const profit = openProfit(lane, from);
  const required = requirementOfSlot(lane, from);
  const free = equityOf(lane, pool) - profit - (requirementOf(lane, pool) - required);
  const entryValue = quantityOf(lane, from) * account.slotEntry[from]!;
  const moved = Math.max(0, Math.min(margin * Math.abs(entryValue), cashOf(lane, pool), free));
  if (moved + profit <= (1 + smallestTransfer) * required) return;
  markAction(lane, pool);
  const own = account.slotPool[to]!;
  group.equityIntercept[laneIndex(lane, own)] = 0;
  takeMoney(lane, pool, moved);
  takeMoney(lane, own, -moved);
  moveSlot(lane, holding, from, to);
}

/** Moves a position back to the pool it started in, with all that its own pool holds, if the other still holds something. */
export function rejoin(lane: Lane, holding: number): void {
  const { account, group } = lane;
  const [to, from] = [account.homeSlot[holding]!, account.ownSlot[holding]!];
  const [home, own] = [account.slotPool[to]!, account.slotPool[from]!];
  if (quantityOf(lane, from) === 0 || !hasOpenSlot(lane, home)) return;
  markAction(lane, home);
  moveSlot(lane, holding, from, to);
  group.equityIntercept[laneIndex(lane, home)] =
    group.equityIntercept[laneIndex(lane, home)]! + group.equityIntercept[laneIndex(lane, own)]!;
  group.equityIntercept[laneIndex(lane, own)] = Number.POSITIVE_INFINITY;
  moveCollateral(lane, own, home);
}

/** Moves what a slot holds, and the entry value that is owed for it, to another. */
function moveSlot(lane: Lane, holding: number, from: number, to: number): void {
  const { account, group } = lane;
  const [pool, next] = [account.slotPool[from]!, account.slotPool[to]!];
  const quantity = quantityOf(lane, from);
  const entryValue = quantity * account.slotEntry[from]!;
  group.quantity[laneIndex(lane, from)] = 0;
  group.quantity[laneIndex(lane, to)] = quantity;
  group.equityIntercept[laneIndex(lane, pool)] = group.equityIntercept[laneIndex(lane, pool)]! + entryValue;
  group.equityIntercept[laneIndex(lane, next)] = group.equityIntercept[laneIndex(lane, next)]! - entryValue;
  group.poolOf[laneIndex(lane, holding)] = next;
  markEvent(lane, next);
}

/** A policy has done something. */
export function markAction(lane: Lane, pool: number): void {
  const { group } = lane;
  markEvent(lane, pool);
  group.policyActions[schemeIndex(lane)] = group.policyActions[schemeIndex(lane)]! + 1;
}
