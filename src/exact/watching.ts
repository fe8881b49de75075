import type { Decimal } from 'decimal.js';
import { divide, larger, smaller } from './decimal.ts';
import { equityOf, notionalOfPool, type PoolState } from './pool.ts';
import type { SchemeRun } from './run.ts';

/** What is watched at the end of a step: the drawdown of the wealth and the margin ratio of every open pool. */
export function watch(run: SchemeRun): void {
  const { watched, wealth } = run;
  watched.peak = larger(watched.peak, wealth);
  watched.maxDrawdown = larger(watched.maxDrawdown, watched.peak.minus(wealth));
  for (const pool of run.pools) watchPool(run, pool);
}

/** Watches the margin ratio of a pool as it stands, if it holds anything: also before each close that is not a liquidation. */
export function watchPool(run: SchemeRun, pool: PoolState): void {
  const notional = notionalOfPool(pool, run.world);
  if (notional.gt(0)) watchRatio(run, equityOf(pool, run.world, run.rules), notional);
}

/** Remembers the margin ratio of a pool with open positions if it is the lowest so far. */
export function watchRatio({ watched }: SchemeRun, equity: Decimal, notional: Decimal): void {
  const ratio = divide(equity, notional);
  const lowest = watched.lowestMarginRatio;
  watched.lowestMarginRatio = lowest === null ? ratio : smaller(lowest, ratio);
}

/**
 * Remembers how near a decision came to going the other way: for a pool the least |equity - level * requirement| / notional of any check
 * or trigger, for other triggers (`about` says which) the distance from the level as a share of what it is a share of.
 */
export function rememberMargin({ closest, world }: SchemeRun, about: string, margin: Decimal): void {
  const nearest = closest.get(about);
  if (nearest === undefined || margin.abs().lt(nearest.margin.abs())) {
    closest.set(about, { pool: about, step: world.step, margin });
  }
}
