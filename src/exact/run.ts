import type { Decimal } from 'decimal.js';
import type { ExactMarket, ExactRules } from './inputs.ts';
import type { LedgerEntry, LedgerEvent, TracedCheck } from './ledger.ts';
import {
  countedCollateral,
  equityOf,
  hasOpenPositions,
  isOpen,
  type Payments,
  type PoolState,
  type PositionState,
  requirementOf,
} from './pool.ts';
import type { Signals } from './signals.ts';

/** One scheme on its way along a path: what every rule reads and writes. */
export interface SchemeRun extends Holdings {
  readonly name: string;
  readonly rules: ExactRules;
  /** The market at the step that is being taken. */
  market: ExactMarket;
  readonly signals: Signals;
  /** The pools and the treasury: all that the account owns. */
  readonly holdings: readonly PoolState[];
  readonly books: Books;
  /** What the insurance fund has left for this account on this path; null: everything. */
  fund: Decimal | null;
  /** Notional of own closes that is still missing from the book, per asset. */
  readonly usedDepth: Decimal[];
  /** What each policy, by name, has taken from the treasury. */
  readonly spent: Map<string, Decimal>;
  readonly initialWealth: Decimal;
  /** Wealth at the end of the step, before what policies do after it, and its highest so far (the start included). */
  wealth: Decimal;
  highest: Decimal;
  readonly watched: Watched;
  readonly counts: Counts;
  /** Change in value of collateral that is not in the quote currency. */
  collateralPnl: Decimal;
  /** By name of the pool, or of another trigger. */
  readonly closest: Map<string, ClosestMargin>;
  readonly lowestCovers: Map<PoolState, LowestCover>;
  readonly observer: Observer;
  /** null if nobody will read it. */
  readonly ledger: LedgerEntry[] | null;
  /** Name of the policy whose order is being carried out, for the ledger. */
  actingPolicy: string;
}

/** The pools and positions of a scheme. */
export interface Holdings {
  /** As the rules of venues and policies number them: those of the scheme, then the own pools of positions that may be isolated. */
  readonly pools: readonly PoolState[];
  /** The own pool of a position that a policy may isolate. */
  readonly ownPools: ReadonlyMap<PositionState, PoolState>;
  readonly treasury: PoolState;
  /** In the order of `Account.positions`, and in canonical order. */
  readonly positions: readonly PositionState[];
  readonly canonical: readonly PositionState[];
}

/**
 * The other side of every payment of one scheme: what each counterparty has received since the start, quote.
 *
 * Money is booked twice, in a pool and here, so that the wealth counted afresh from what the pools hold, together with
 * all counterparties, must equal the initial wealth after every step, to the last digit.
 */
export interface Books extends Payments {
  /** Lost to the price, by positions and by collateral. */
  market: Decimal;
  /** Cost of transfers, which the venue gets; no position bears it. */
  transfers: Decimal;
}

/** Who hears of what happens; it changes nothing. */
export interface Observer {
  readonly ledger: boolean;
  /** Whether the ledger tells all checks of a step, also those that were passed. */
  readonly checkedSteps: (step: number) => boolean;
  readonly trace: ((check: TracedCheck) => void) | null;
}

/** What is seen at the watched steps only. */
export interface Watched {
  peak: Decimal;
  maxDrawdown: Decimal;
  lowestMarginRatio: Decimal | null;
}

/** Steps at which something first happened (0: never), and how often and how much did. */
export interface Counts {
  firstEventStep: number;
  firstLiquidationStep: number;
  wipeoutStep: number;
  forcedCloses: number;
  policyActions: number;
  topUps: Decimal;
}

/**
 * The decision about a pool that came nearest to going the other way, and so the proof of a knife-edge: two engines may only disagree
 * where `margin` is within rounding of 0. Where policies ask about something else, that too has an entry.
 */
export interface ClosestMargin {
  /** Name of a pool; or `drawdown`, the kind of a signal, or `move` and the name of a position. */
  readonly pool: string;
  readonly step: number;
  /**
   * Of a pool (equity - level * requirement) / notional, signed; level is 1 in its checks. Of the others how far they were above their
   * level: a drawdown as a share of the initial wealth, a move of the entry, a volatility or ratio squared of its squared level.
   */
  readonly margin: Decimal;
}

/** The check that a pool passed with the lowest cover, and where in the ledger it belongs. */
export interface LowestCover {
  readonly cover: Decimal;
  readonly entry: LedgerEntry;
  readonly place: number;
}

/** An event with its place and the pool as it stands now. */
export function entryOf(run: SchemeRun, pool: PoolState, event: LedgerEvent): LedgerEntry {
  const equity = equityOf(pool, run);
  const collateralValue = countedCollateral(pool, run);
  const requirement = requirementOf(pool, run);
  return { ...event, step: run.market.step, pool: pool.name, equity, collateralValue, requirement };
}

/** Writes an event into the ledger, with the pool as it stands after it. */
export function note(run: SchemeRun, pool: PoolState, event: LedgerEvent): void {
  run.ledger?.push(entryOf(run, pool, event));
}

/** Something has happened to the account, other than prices and funding. */
export function countEvent({ counts, market }: SchemeRun): void {
  if (counts.firstEventStep === 0) counts.firstEventStep = market.step;
}

/** A policy has done something. */
export function countAction(run: SchemeRun): void {
  countEvent(run);
  run.counts.policyActions += 1;
}

/** Positions of one pool have just been closed by force, in full or in part. */
export function countForced(run: SchemeRun, pool: PoolState, fills: readonly Fill[]): void {
  const { counts, market } = run;
  countEvent(run);
  counts.forcedCloses += fills.length;
  for (const { position } of fills) if (!isOpen(position)) position.closedStep = market.step;
  if (hasOpenPositions(pool)) pool.lastPartialClose = market.step;
  else if (!run.positions.some(isOpen)) counts.wipeoutStep = market.step;
}

/** What has just been closed of a position, with the notional that its fees are taken of. */
export interface Fill {
  readonly position: PositionState;
  readonly notional: Decimal;
}
