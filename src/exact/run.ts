import type { Decimal } from 'decimal.js';
import { type Books, openBooks } from './books.ts';
import { sum, zero } from './decimal.ts';
import type { LedgerEntry, LedgerEvent, TracedCheck } from './ledger.ts';
import type { LowestCover } from './lowest-cover.ts';
import type { ClosestMargin } from './outcome.ts';
import { countedCoins, equityOf, type PoolState, requirementOfPool, wealthOf } from './pool.ts';
import { isOpen, type PositionState } from './position.ts';
import type { ExactRules } from './rules.ts';
import type { Signals } from './signals.ts';
import type { World } from './world.ts';

/** One scheme on its way along a path: what every rule reads and writes. */
export interface SchemeRun {
  readonly name: string;
  readonly rules: ExactRules;
  /** As the rules of venues and policies number them: those of the scheme, then the own pools of positions that may be isolated. */
  readonly pools: readonly PoolState[];
  /** The own pool of a position that a policy may isolate. */
  readonly ownPools: ReadonlyMap<PositionState, PoolState>;
  /** In the order of `Account.positions`, and in canonical order. */
  readonly positions: readonly PositionState[];
  readonly canonical: readonly PositionState[];
  readonly treasury: PoolState;
  /** The pools and the treasury: all that the account owns. */
  readonly holdings: readonly PoolState[];
  readonly books: Books;
  /** What the insurance fund has left for this account on this path; null: everything. */
  fund: Decimal | null;
  /** Notional of own closes that is still missing from the book, per asset. */
  readonly usedDepth: Decimal[];
  /** What each policy, by name, has taken from the treasury. */
  readonly spent: Map<string, Decimal>;
  readonly signals: Signals;
  /** The market at the step that is being taken. */
  world: World;
  readonly initialWealth: Decimal;
  /** Wealth at the end of the step, before what policies do after it, and its highest so far (the start included). */
  wealth: Decimal;
  highest: Decimal;
  readonly watched: Watched;
  readonly counts: Counts;
  collateralPnl: Decimal;
  /** By name of the pool, or of another trigger. */
  readonly closest: Map<string, ClosestMargin>;
  readonly lowestCovers: Map<PoolState, LowestCover>;
  readonly telling: Telling;
  /** null if nobody will read it. */
  readonly ledger: LedgerEntry[] | null;
  /** Name of the policy whose order is being carried out, for the ledger. */
  actingPolicy: string;
}

/** Who hears of what happens; it changes nothing. */
export interface Telling {
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

/** What a scheme consists of before its first step. */
export type Opening = Pick<
  SchemeRun,
  'name' | 'rules' | 'pools' | 'ownPools' | 'positions' | 'canonical' | 'treasury' | 'signals'
>;

/** A scheme before its first step. */
export function startRun(opening: Opening, start: World, telling: Telling): SchemeRun {
  const holdings = [...opening.pools, opening.treasury];
  const initialWealth = sum(holdings.map((pool) => wealthOf(pool, start)));
  return {
    ...opening,
    holdings,
    books: openBooks(),
    fund: opening.rules.fund,
    usedDepth: start.prices.map(() => zero),
    spent: new Map(),
    world: start,
    initialWealth,
    wealth: initialWealth,
    highest: initialWealth,
    watched: { peak: initialWealth, maxDrawdown: zero, lowestMarginRatio: null },
    counts: {
      firstEventStep: 0,
      firstLiquidationStep: 0,
      wipeoutStep: 0,
      forcedCloses: 0,
      policyActions: 0,
      topUps: zero,
    },
    collateralPnl: zero,
    closest: new Map(),
    lowestCovers: new Map(),
    telling,
    ledger: telling.ledger ? [] : null,
    actingPolicy: '',
  };
}

/** An event with its place and the pool as it stands now. */
export function entryOf({ world, rules }: SchemeRun, pool: PoolState, event: LedgerEvent): LedgerEntry {
  const equity = equityOf(pool, world, rules);
  const coins = countedCoins(pool, world, rules);
  const requirement = requirementOfPool(pool, world, rules);
  return { ...event, step: world.step, pool: pool.name, equity, coins, requirement };
}

/** Writes an event into the ledger, with the pool as it stands after it. */
export function note(run: SchemeRun, pool: PoolState, event: LedgerEvent): void {
  run.ledger?.push(entryOf(run, pool, event));
}

/** Something has happened to the account, other than prices and funding. */
export function countEvent({ counts, world }: SchemeRun): void {
  if (counts.firstEventStep === 0) counts.firstEventStep = world.step;
}

/** A policy has done something. */
export function countAction(run: SchemeRun): void {
  countEvent(run);
  run.counts.policyActions += 1;
}

/** Positions of one pool have just been closed by force, in full or in part. */
export function countForced(run: SchemeRun, pool: PoolState, closed: readonly PositionState[]): void {
  const { counts, world } = run;
  countEvent(run);
  counts.forcedCloses += closed.length;
  for (const position of closed) if (!isOpen(position)) position.closedStep = world.step;
  if (pool.positions.some(isOpen)) pool.lastPartialClose = world.step;
  else if (!run.positions.some(isOpen)) counts.wipeoutStep = world.step;
}
