import type { LiquidationState, PolicyState } from '../../margin/scheme-state.ts';
import { bracketOfNotional } from '../account-figures.ts';
import { type CloseMode, closeTogether } from './closing.ts';
import {
  contractValue,
  equityOf,
  hasOpenSlot,
  openProfit,
  openSlots,
  priceOf,
  quantityOf,
  requirementNotional,
  requirementOf,
  watchRatio,
} from './figures.ts';
import { holdingOf, type Lane, laneIndex, markEvent, schemeIndex, slotOf } from './lane.ts';
import type { Signals } from './signals.ts';
import { shareToRestore } from './sizing.ts';
import { type Budgets, isolate, markAction, rejoin, transfer } from './transfers.ts';

const ownOrder: CloseMode = { execution: 'market', forced: false, liquidationFee: false, forfeits: false };
const takenOver: CloseMode = { execution: 'mark', forced: true, liquidationFee: false, forfeits: true };

/** What the policies of a path add to its state. */
export interface PolicyFigures extends Budgets {
  readonly signals: Signals;
  /** (highest wealth so far - wealth) of the lane's scheme, quote. */
  drawdown(lane: Lane): number;
}

/** The state that the rules of venues and policies see, of whatever scheme and path the lane points at. */
export function schemeState(lane: Lane, figures: PolicyFigures): LiquidationState & PolicyState {
  const { account, group, compiled } = lane;
  const byForce: CloseMode = { execution: 'market', forced: true, liquidationFee: true, forfeits: account.forfeited };
  const poolOf = (pool: number) => account.listedPools[lane.scheme]![pool]!;
  const slotOfPosition = (position: number) => slotOf(lane, holdingOf(lane, position));
  const positionOf = (slot: number) => account.canonicalPosition[account.slotHolding[slot]! % account.positions]!;
  const close = (slot: number, share: number) =>
    closeTogether(lane, account.slotPool[slot]!, [{ slot, share }], byForce);
  const closeWhole = (pool: number, mode: CloseMode) => {
    const closes = openSlots(lane, pool).map((slot) => ({ slot, share: 1 }));
    closeTogether(lane, pool, closes, mode);
  };
  return {
    get step() {
      return lane.pathStep;
    },
    openPositions: (pool) => openSlots(lane, poolOf(pool)).map(positionOf),
    isOpen: (position) => group.held[laneIndex(lane, holdingOf(lane, position))] !== 0,
    coverBelow: (pool, level) =>
      hasOpenSlot(lane, poolOf(pool)) && equityOf(lane, poolOf(pool)) < level * requirementOf(lane, poolOf(pool)),

    fires(pool) {
      const cover = equityOf(lane, poolOf(pool)) - requirementOf(lane, poolOf(pool));
      return account.equalityFires ? cover <= 0 : cover < 0;
    },
    largestLoss: (pool) => positionOf(largest(openSlots(lane, poolOf(pool)), (slot) => -openProfit(lane, slot))),
    inHighestBracket(pool) {
      const levelOf = (slot: number) => bracketOf(lane, slot) - lowestBracket(lane, slot);
      const highest = largest(openSlots(lane, poolOf(pool)), levelOf);
      return levelOf(highest) === 0 ? null : positionOf(highest);
    },
    notionalAtMost: (position, amount) => Math.abs(contractValue(lane, slotOfPosition(position))) <= amount,
    lastPartialClose: (pool) => lastPartialClose(lane, poolOf(pool)),
    closeAll: (pool) => closeWhole(poolOf(pool), byForce),
    closeShare: (position, share) => close(slotOfPosition(position), share),
    closeToRestore(position, level) {
      const slot = slotOfPosition(position);
      const pool = account.slotPool[slot]!;
      const share = shareToRestore(lane, slot, level);
      if (share === 0) return true;
      close(slot, share ?? 1);
      return share !== null || !hasOpenSlot(lane, pool) || equityOf(lane, pool) >= level * requirementOf(lane, pool);
    },
    closeToLowerBracket(position) {
      const slot = slotOfPosition(position);
      const cap = account.bracketCap[bracketOf(lane, slot) - 1]!;
      // A little more than down to the cap, so that rounding does not leave it above.
      close(slot, Math.min(1, 1 - cap / requirementNotional(lane, slot) + 4 * Number.EPSILON));
    },
    takeOver: (pool) => closeWhole(poolOf(pool), takenOver),

    drawdownAtLeast: (share) => figures.drawdown(lane) >= share * compiled.shape.initialWealth,
    movedAgainst(position, distance) {
      const slot = slotOfPosition(position);
      const entry = account.slotEntry[slot]!;
      const fall = entry - priceOf(lane, account.slotAsset[slot]!);
      return (quantityOf(lane, slot) > 0 ? fall : -fall) >= distance * entry;
    },
    signalAtLeast(signal, level) {
      const estimate = figures.signals(signal);
      return estimate.values[laneIndex(lane, lane.step)]! >= estimate.levelOf(level);
    },
    reduce(position, share) {
      const slot = slotOfPosition(position);
      // The end of its pool may have taken it away meanwhile.
      if (quantityOf(lane, slot) === 0) return;
      const pool = account.slotPool[slot]!;
      markAction(lane, pool);
      watchRatio(lane, pool);
      closeTogether(lane, pool, [{ slot, share }], ownOrder);
    },
    transfer: (order) => transfer(lane, order, poolOf, figures),
    isolate: (position, margin) => isolate(lane, holdingOf(lane, position), margin),
    rejoin: (position) => rejoin(lane, holdingOf(lane, position)),
  };
}

/** The slot with the largest measure, the first of equals. */
function largest(slots: readonly number[], measure: (slot: number) => number): number {
  let best = slots[0]!;
  let most = measure(best);
  for (const slot of slots.slice(1)) {
    const value = measure(slot);
    if (value > most) {
      most = value;
      best = slot;
    }
  }
  return best;
}

function bracketOf(lane: Lane, slot: number): number {
  return bracketOfNotional(lane.account, lane.account.slotAsset[slot]!, requirementNotional(lane, slot));
}

function lowestBracket({ account }: Lane, slot: number): number {
  return account.bracketStart[account.slotAsset[slot]!]!;
}

/** That of this step does not count: the liquidation at hand is the one that made it. */
function lastPartialClose(lane: Lane, pool: number): number {
  const step = lane.group.partialCloseStep[laneIndex(lane, pool)]!;
  return step === lane.pathStep ? 0 : step;
}

/** A pool has fired: the ratio that it stood at is watched, and the liquidation counted. */
export function startLiquidation(lane: Lane, pool: number): void {
  const { group, pathStep } = lane;
  const place = schemeIndex(lane);
  markEvent(lane, pool);
  watchRatio(lane, pool);
  if (group.firstLiquidationStep[place] === 0) group.firstLiquidationStep[place] = pathStep;
}
