import type { Decimal } from 'decimal.js';
import { assert } from '../../base/errors.ts';
import type { Account, Scheme } from '../account.ts';
import { at } from '../at.ts';
import { type Books, bookPrices, conservedWealth, openBooks } from './books.ts';
import { divide, larger, smaller, sum, zero } from './decimal.ts';
import { settleFunding } from './funding.ts';
import type { LedgerEntry, LedgerEvent } from './ledger.ts';
import { liquidate } from './liquidation.ts';
import type { ClosestMargin, ExactPositionOutcome, ExactSchemeResult } from './outcome.ts';
import {
  equityOf,
  notionalOfPool,
  openPool,
  openPositions,
  type PoolState,
  requirementOfPool,
  wealthOf,
} from './pool.ts';
import type { ExactRules } from './rules.ts';
import type { World } from './world.ts';

/** One scheme on its way along a path. */
export interface SchemeRun {
  readonly name: string;
  readonly rules: ExactRules;
  readonly pools: readonly PoolState[];
  /** The pools and the treasury: all that the account owns. */
  readonly holdings: readonly PoolState[];
  readonly books: Books;
  readonly initialWealth: Decimal;
  world: World;
  wealth: Decimal;
  peak: Decimal;
  maxDrawdown: Decimal;
  lowestMarginRatio: Decimal | null;
  firstLiquidationStep: number;
  collateralPnl: Decimal;
  readonly closest: Map<PoolState, ClosestMargin>;
  readonly lowestCover: Map<PoolState, LowestCover>;
  /** null if nobody will read it. */
  readonly ledger: LedgerEntry[] | null;
}

/** The thinnest check that a pool passed, and where in the ledger it belongs. */
interface LowestCover {
  readonly cover: Decimal;
  readonly entry: LedgerEntry;
  readonly index: number;
}

/** The scheme at the start; nothing is checked there. */
export function openScheme(
  account: Account,
  scheme: Scheme,
  rules: ExactRules,
  start: World,
  withLedger: boolean,
): SchemeRun {
  const pools = scheme.pools.map((pool) => openPool(account, pool, start.prices));
  const treasury = openPool(account, { name: 'treasury', positions: [], collateral: scheme.treasury }, start.prices);
  const holdings = [...pools, treasury];
  const initialWealth = sum(holdings.map((pool) => wealthOf(pool, start)));
  const run: SchemeRun = {
    name: scheme.name,
    rules,
    pools,
    holdings,
    books: openBooks(),
    initialWealth,
    world: start,
    wealth: initialWealth,
    peak: initialWealth,
    maxDrawdown: zero,
    lowestMarginRatio: null,
    firstLiquidationStep: 0,
    collateralPnl: zero,
    closest: new Map(),
    lowestCover: new Map(),
    ledger: withLedger ? [] : null,
  };
  for (const pool of pools) note(run, pool, { kind: 'start' });
  return run;
}

/** Moves the scheme on by one step: prices, funding, the check of every pool, and what is watched at the end of it. */
export function advanceScheme(run: SchemeRun, world: World, watched: boolean): void {
  const { rules, books } = run;
  run.collateralPnl = run.collateralPnl.plus(bookPrices(books, run.holdings, run.world, world));
  run.world = world;
  const settle = (pool: PoolState) =>
    settleFunding(pool, world, rules, books, (event) => {
      note(run, pool, event);
    });

  for (const pool of run.pools) {
    if (rules.fundingBooked === 'before-check') settle(pool);
    if (openPositions(pool).length > 0) checkPool(run, pool);
    if (rules.fundingBooked === 'after-check') settle(pool);
  }

  run.wealth = conservedWealth(books, run.holdings, world, run.initialWealth);
  if (watched) {
    run.peak = larger(run.peak, run.wealth);
    run.maxDrawdown = larger(run.maxDrawdown, run.peak.minus(run.wealth));
    for (const pool of run.pools) watchRatio(run, pool);
  }
}

/** Remembers the margin ratio of a pool if it is the lowest so far. */
function watchRatio(run: SchemeRun, pool: PoolState): void {
  const notional = notionalOfPool(pool, run.world);
  if (!notional.gt(0)) return;
  const ratio = divide(equityOf(pool, run.world, run.rules), notional);
  run.lowestMarginRatio = run.lowestMarginRatio === null ? ratio : smaller(run.lowestMarginRatio, ratio);
}

function checkPool(run: SchemeRun, pool: PoolState): void {
  const { rules, world } = run;
  const equity = equityOf(pool, world, rules);
  const requirement = requirementOfPool(pool, world, rules);
  const notional = notionalOfPool(pool, world);
  const fires = rules.equality === 'fires' ? equity.lte(requirement) : equity.lt(requirement);

  if (notional.gt(0)) {
    const margin = divide(equity.minus(requirement), notional);
    const closest = run.closest.get(pool);
    if (closest === undefined || margin.abs().lt(closest.margin.abs())) {
      run.closest.set(pool, { pool: pool.name, step: world.step, margin });
    }
    if (fires) watchRatio(run, pool);
  }

  if (fires) {
    if (run.firstLiquidationStep === 0) run.firstLiquidationStep = world.step;
    note(run, pool, { kind: 'check', reason: 'liquidation', notional });
    liquidate(pool, world, rules, run.books, (event) => {
      note(run, pool, event);
    });
    run.lowestCover.delete(pool);
  } else if (run.ledger !== null) {
    if (world.step === 1) note(run, pool, { kind: 'check', reason: 'first', notional });
    if (requirement.gt(0)) rememberCover(run, run.ledger, pool, notional, equity, requirement);
  }
}

function rememberCover(
  run: SchemeRun,
  ledger: readonly LedgerEntry[],
  pool: PoolState,
  notional: Decimal,
  equity: Decimal,
  requirement: Decimal,
): void {
  const cover = divide(equity, requirement);
  const lowest = run.lowestCover.get(pool);
  if (lowest !== undefined && lowest.cover.lte(cover)) return;
  const { step } = run.world;
  const entry = {
    kind: 'check',
    reason: 'lowest-cover',
    notional,
    step,
    pool: pool.name,
    equity,
    requirement,
  } as const;
  run.lowestCover.set(pool, { cover, entry, index: ledger.length });
}

/** The outcome after the last step; asserts that the parts of the profit add up to the change of wealth. */
export function closeScheme(run: SchemeRun): ExactSchemeResult {
  insertLowestCovers(run);
  for (const pool of run.pools) note(run, pool, { kind: 'end' });

  const states = run.pools.flatMap((pool) => pool.positions).toSorted((a, b) => a.index - b.index);
  const positions = states.map((state): ExactPositionOutcome => {
    const { closedStep, funding, fees, slippage, badDebt } = state;
    const exitPrice = state.exitPrice ?? at(run.world.prices, state.asset);
    const pricePnl = state.quantity.times(exitPrice.minus(state.startPrice));
    const pnl = pricePnl.minus(funding).minus(fees).minus(slippage).plus(badDebt);
    return { closedStep, pnl, pricePnl, funding, fees, slippage, badDebt };
  });
  const total = (column: keyof Omit<ExactPositionOutcome, 'closedStep'>) =>
    sum(positions.map((position) => position[column]));
  const pnl = total('pnl').plus(run.collateralPnl);
  assert(run.initialWealth.plus(pnl).eq(run.wealth), 'the parts of the profit add up to the change of wealth');

  const closedSteps = positions.map(({ closedStep }) => closedStep);
  return {
    scheme: run.name,
    initialWealth: run.initialWealth,
    account: {
      pnl,
      firstLiquidationStep: run.firstLiquidationStep,
      wipeoutStep: closedSteps.length === 0 || closedSteps.includes(0) ? 0 : Math.max(...closedSteps),
      badDebt: total('badDebt'),
      maxDrawdown: run.maxDrawdown,
      lowestMarginRatio: run.lowestMarginRatio,
      costFunding: total('funding'),
      costFees: total('fees'),
      costSlippage: total('slippage'),
      collateralPnl: run.collateralPnl,
    },
    positions,
    closestMargins: run.pools.flatMap((pool) => run.closest.get(pool) ?? []),
    ledger: run.ledger ?? [],
  };
}

/** Puts the thinnest check of every pool that survived where it belongs, unless that is the first one, which is there. */
function insertLowestCovers(run: SchemeRun): void {
  const covers = [...run.lowestCover.values()].filter(({ entry }) => entry.step > 1);
  for (const { entry, index } of covers.toSorted((a, b) => b.index - a.index)) run.ledger?.splice(index, 0, entry);
}

/** Writes an event into the ledger, with the pool as it stands after it. */
function note(run: SchemeRun, pool: PoolState, event: LedgerEvent): void {
  if (run.ledger === null) return;
  const { world, rules } = run;
  const equity = equityOf(pool, world, rules);
  const requirement = requirementOfPool(pool, world, rules);
  run.ledger.push({ ...event, step: world.step, pool: pool.name, equity, requirement });
}
