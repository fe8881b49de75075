import type { Signal } from './policies/signal.ts';

/**
 * One scheme on one path, as the rules of venues and the policies of the account see it and act on it.
 *
 * The rules hold no arithmetic: they ask and order, and each engine answers and carries out in its own numbers. So a rule is written
 * once, while two engines still check each other. Pools are numbered as in `Scheme.pools`, followed by one pool for each position
 * that a policy may isolate (`isolatedPositions`); positions as in `Account.positions`.
 */
export interface SchemeView {
  /** Step of the path, from 1. Everything is seen at the mark prices of this step. */
  readonly step: number;
  /** Open positions of a pool, in canonical order (asset, then quantity, then entry); empty once it has ended. */
  openPositions(pool: number): readonly number[];
  isOpen(position: number): boolean;
  /** equity < level * requirement. */
  coverBelow(pool: number, level: number): boolean;
}

/** What a liquidation rule may ask and do with the pool that is being liquidated. */
export interface LiquidationState extends SchemeView {
  /** Whether equity does not exceed (or is below, as the venue says) the requirement, after what has been closed so far. */
  fires(pool: number): boolean;
  /** The open position that has lost most from its entry on, at mark and without its costs; the first of equals. */
  largestLoss(pool: number): number;
  /** The open position in the highest bracket, counted from the lowest of its asset, the first of equals; null if all are in their lowest. */
  inHighestBracket(pool: number): number | null;
  notionalAtMost(position: number, amount: number): boolean;
  /** Step of the last forced close in the pool that left something open, before this liquidation; 0: none. */
  lastPartialClose(pool: number): number;
  /** Closes every open position by market orders. */
  closeAll(pool: number): void;
  /** Closes this share of what is held of a position by a market order. */
  closeShare(position: number, share: number): void;
  /**
   * Closes by a market order the least that brings equity to `level` times the requirement, all costs of the close included, or
   * everything if no part does. Returns whether the cover is restored.
   */
  closeToRestore(position: number, level: number): boolean;
  /** Closes down to the cap of the next lower bracket by a market order. */
  closeToLowerBracket(position: number): void;
  /** The venue takes over all positions and collateral of the pool at the price at which nothing is left of it. */
  takeOver(pool: number): void;
}

/** What a policy may ask and do. Policies act between two steps, after everything else of the step is done. */
export interface PolicyState extends SchemeView {
  /** (Highest wealth so far - wealth) >= share * initial wealth; both at ends of steps, the start included. */
  drawdownAtLeast(share: number): boolean;
  /** (entry - mark) * side >= distance * entry. */
  movedAgainst(position: number, distance: number): boolean;
  /** Whether the estimate that the signal names is at or above a level. */
  signalAtLeast(signal: Signal, level: number): boolean;
  /** Closes this share of what is held of a position by a market order of the account's own; not a forced close. */
  reduce(position: number, share: number): void;
  /** Moves as much money as is wanted and can be spared; nothing if that is only rounding. */
  transfer(order: Transfer): void;
  /** Moves a position into a pool of its own, with margin * |quantity| * entry as collateral if that much is free. */
  isolate(position: number, margin: number): void;
  /** Moves it back with all that its pool holds. */
  rejoin(position: number): void;
}

/** Money that a policy moves to a pool, from the treasury or from pools that can spare it; pools as in `SchemeView`. */
export interface Transfer {
  /** Name of the policy. */
  readonly policy: string;
  readonly to: number;
  /** Quote each time, or what brings the pool to a cover (equity / requirement). */
  readonly wanted: { readonly amount: number } | { readonly cover: number };
  /**
   * The treasury, up to a budget of the policy over the whole path; or pools, each in proportion to what it can spare above the cover that it
   * keeps (the pool that receives gives nothing).
   */
  readonly from: { readonly budget: number } | { readonly pools: readonly number[]; readonly keep: number };
  /** Share of what is moved that the transfer costs. */
  readonly cost: number;
}

/**
 * Share of what is asked for (the amount, or the requirement of the pool) below which no money is moved: what is left of a budget or to
 * spare may be nothing but the rounding of its sum, which is no reason to act. By as much must the equity of a position that is isolated
 * exceed its requirement.
 */
export const smallestTransfer = 1e-9;
