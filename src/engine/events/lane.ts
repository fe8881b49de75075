import type { CompiledAccount } from '../compile/account.ts';
import type { CompiledScenario } from '../compile/compile.ts';
import { LANES } from '../memory/constants.ts';
import type { PathGroup } from '../memory/group.ts';

/** One scheme on one path of the group, at the step at which something happens. One object serves all: it is pointed at each in turn. */
export interface Lane {
  readonly group: PathGroup;
  readonly compiled: CompiledScenario;
  readonly account: CompiledAccount;
  scheme: number;
  lane: number;
  /** Step of the block, from 0; step of the path, from 1. */
  step: number;
  pathStep: number;
  /** Whether the funding that falls due at this step has been paid by the rules, but is not booked by the kernel yet. */
  fundingPending: boolean;
  /** Who bears what a pool cannot pay: it may close positions of others, so the close of a position does not know it. */
  readonly payBadDebt: (lane: Lane, amount: number) => void;
}

export function createLane(group: PathGroup, compiled: CompiledScenario, payBadDebt: Lane['payBadDebt']): Lane {
  const { account } = compiled;
  return { group, compiled, account, scheme: 0, lane: 0, step: 0, pathStep: 0, fundingPending: false, payBadDebt };
}

/** Place in arrays that have a row per slot, pool, asset or holding. */
export function laneIndex({ lane }: Lane, row: number): number {
  return row * LANES + lane;
}

/** Place in arrays that have a row per scheme. */
export function schemeIndex({ scheme, lane }: Lane): number {
  return scheme * LANES + lane;
}

/** Place of a collateral asset of a pool, and of a collateral asset of the whole scheme. */
export function collateralIndex({ account, lane }: Lane, pool: number, collateral: number): number {
  return (pool * account.collaterals + collateral) * LANES + lane;
}

export function heldCollateralIndex({ account, scheme, lane }: Lane, collateral: number): number {
  return (scheme * account.collaterals + collateral) * LANES + lane;
}

/** Holding of a position of the account, and the slot that it is in. */
export function holdingOf({ account, scheme }: Lane, position: number): number {
  return scheme * account.positions + account.positionRank[position]!;
}

export function slotOf(lane: Lane, holding: number): number {
  const { account, group } = lane;
  const own = account.ownSlot[holding]!;
  return own >= 0 && account.slotPool[own] === group.poolOf[laneIndex(lane, holding)]
    ? own
    : account.homeSlot[holding]!;
}

/** Something has happened to the scheme, and to one of its pools. */
export function markEvent(lane: Lane, pool: number): void {
  const { group, scheme, pathStep } = lane;
  group.dirty[scheme] = 1;
  const place = schemeIndex(lane);
  if (group.firstEventStep[place] === 0) group.firstEventStep[place] = pathStep;
  group.kernel.markDirty(laneIndex(lane, pool));
}
