import type { Decimal } from 'decimal.js';
import { type Books, openBooks } from './books.ts';
import { sum, zero } from './decimal.ts';
import type { LedgerEntry, LedgerEvent } from './ledger.ts';
import type { LowestCover } from './lowest-cover.ts';
import type { ClosestMargin } from './outcome.ts';
import { equityOf, type PoolState, requirementOfPool, wealthOf } from './pool.ts';
import type { ExactRules } from './rules.ts';
import type { World } from './world.ts';

/** One scheme on its way along a path: what every rule reads and writes. */
export interface SchemeRun {
  readonly name: string;
  readonly rules: ExactRules;
  readonly pools: readonly PoolState[];
  /** The pools and the treasury: all that the account owns. */
  readonly holdings: readonly PoolState[];
  readonly books: Books;
  /** The market at the step that is being taken. */
  world: World;
  readonly initialWealth: Decimal;
  wealth: Decimal;
  peak: Decimal;
  maxDrawdown: Decimal;
  lowestMarginRatio: Decimal | null;
  firstLiquidationStep: number;
  collateralPnl: Decimal;
  readonly closest: Map<PoolState, ClosestMargin>;
  readonly lowestCovers: Map<PoolState, LowestCover>;
  /** null if nobody will read it. */
  readonly ledger: LedgerEntry[] | null;
}

/** A scheme before its first step. */
export function startRun(
  name: string,
  rules: ExactRules,
  pools: readonly PoolState[],
  treasury: PoolState,
  start: World,
  withLedger: boolean,
): SchemeRun {
  const holdings = [...pools, treasury];
  const initialWealth = sum(holdings.map((pool) => wealthOf(pool, start)));
  return {
    name,
    rules,
    pools,
    holdings,
    books: openBooks(),
    world: start,
    initialWealth,
    wealth: initialWealth,
    peak: initialWealth,
    maxDrawdown: zero,
    lowestMarginRatio: null,
    firstLiquidationStep: 0,
    collateralPnl: zero,
    closest: new Map(),
    lowestCovers: new Map(),
    ledger: withLedger ? [] : null,
  };
}

/** Writes an event into the ledger, with the pool as it stands after it. */
export function note({ ledger, world, rules }: SchemeRun, pool: PoolState, event: LedgerEvent): void {
  if (ledger === null) return;
  const equity = equityOf(pool, world, rules);
  const requirement = requirementOfPool(pool, world, rules);
  ledger.push({ ...event, step: world.step, pool: pool.name, equity, requirement });
}
