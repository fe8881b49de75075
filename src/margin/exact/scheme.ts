import type { Account, Scheme } from '../account.ts';
import { bookPrices, conservedWealth } from './books.ts';
import { divide, larger, smaller } from './decimal.ts';
import { settleFunding } from './funding.ts';
import { liquidate } from './liquidation.ts';
import { rememberCover } from './lowest-cover.ts';
import { equityOf, notionalOfPool, openPool, openPositions, type PoolState, requirementOfPool } from './pool.ts';
import type { ExactRules } from './rules.ts';
import { note, type SchemeRun, startRun } from './run.ts';
import type { World } from './world.ts';

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
  const run = startRun(scheme.name, rules, pools, treasury, start, withLedger);
  for (const pool of pools) note(run, pool, { kind: 'start' });
  return run;
}

/** Moves the scheme on by one step: prices, funding, the check of every pool, and what is watched at the end of it. */
export function advanceScheme(run: SchemeRun, world: World, watched: boolean): void {
  const { rules, books, holdings } = run;
  run.collateralPnl = run.collateralPnl.plus(bookPrices(books, holdings, run.world, world));
  run.world = world;
  for (const pool of run.pools) {
    if (rules.fundingBooked === 'before-check') settleFunding(run, pool);
    if (openPositions(pool).length > 0) checkPool(run, pool);
    if (rules.fundingBooked === 'after-check') settleFunding(run, pool);
  }
  run.wealth = conservedWealth(books, holdings, world, run.initialWealth);
  if (!watched) return;
  run.peak = larger(run.peak, run.wealth);
  run.maxDrawdown = larger(run.maxDrawdown, run.peak.minus(run.wealth));
  for (const pool of run.pools) watchRatio(run, pool);
}

/** The margin check: liquidates the pool when its equity is not above (or is below) its requirement. */
function checkPool(run: SchemeRun, pool: PoolState): void {
  const { rules, world, ledger } = run;
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
  }
  if (fires) {
    watchRatio(run, pool);
    if (run.firstLiquidationStep === 0) run.firstLiquidationStep = world.step;
    note(run, pool, { kind: 'check', reason: 'liquidation', notional });
    liquidate(run, pool);
    run.lowestCovers.delete(pool);
  } else if (ledger !== null) {
    if (world.step === 1) note(run, pool, { kind: 'check', reason: 'first', notional });
    const check = { kind: 'check', reason: 'lowest-cover', notional } as const;
    const entry = { ...check, step: world.step, pool: pool.name, equity, requirement };
    if (requirement.gt(0)) rememberCover(run.lowestCovers, pool, entry, ledger.length);
  }
}

/** Remembers the margin ratio of a pool with open positions if it is the lowest so far. */
function watchRatio(run: SchemeRun, pool: PoolState): void {
  const notional = notionalOfPool(pool, run.world);
  if (!notional.gt(0)) return;
  const ratio = divide(equityOf(pool, run.world, run.rules), notional);
  run.lowestMarginRatio = run.lowestMarginRatio === null ? ratio : smaller(run.lowestMarginRatio, ratio);
}
