import type { Decimal } from 'decimal.js';
import { divide, larger, one, smaller } from './decimal.ts';
import type { LedgerEntry } from './ledger.ts';
import { equityOf, hasOpenPositions, headroomOver, notionalOf, type PoolState, requirementOf } from './pool.ts';
import { countEvent, entryOf, type LowestCover, note, type SchemeRun } from './run.ts';

/** The margin check of a pool that holds something: whether it is to be liquidated. */
export function checkPool(run: SchemeRun, pool: PoolState): boolean {
  const { market, ledger, counts, observer } = run;
  const equity = equityOf(pool, run);
  const requirement = requirementOf(pool, run);
  const notional = notionalOf(pool, run);
  const isFiring = isFired(run, pool, equity.minus(requirement));
  observer.trace?.({ scheme: run.name, pool: pool.name, step: market.step, equity, requirement });

  if (isFiring) {
    watchRatio(run, equity, notional);
    countEvent(run);
    if (counts.firstLiquidationStep === 0) counts.firstLiquidationStep = market.step;
    note(run, pool, { kind: 'check', reason: 'liquidation', notional });
    run.lowestCovers.delete(pool);
  } else if (ledger !== null) {
    if (market.step === 1) note(run, pool, { kind: 'check', reason: 'first', notional });
    else if (observer.checkedSteps(market.step)) note(run, pool, { kind: 'check', reason: 'passed', notional });
    if (requirement.gt(0)) rememberCover(run, pool, divide(equity, requirement), notional, ledger.length);
  }
  return isFiring;
}

/** Whether a pool that is being liquidated would be liquidated again, after what has been closed of it so far. */
export function stillFires(run: SchemeRun, pool: PoolState): boolean {
  return hasOpenPositions(pool) && isFired(run, pool, headroomOver(one, pool, run));
}

/** What the venue says of this headroom. */
function isFired(run: SchemeRun, pool: PoolState, headroom: Decimal): boolean {
  rememberHeadroom(run, pool, headroom);
  return run.rules.equality === 'fires' ? headroom.lte(0) : headroom.lt(0);
}

/** Remembers a check that a pool passed if none before had as low a cover, and the place in the ledger where it belongs. */
function rememberCover(run: SchemeRun, pool: PoolState, cover: Decimal, notional: Decimal, place: number): void {
  const lowest = run.lowestCovers.get(pool);
  if (lowest !== undefined && !cover.lt(lowest.cover)) return;
  const entry = entryOf(run, pool, { kind: 'check', reason: 'lowest-cover', notional });
  run.lowestCovers.set(pool, { cover, entry, place });
}

/** Tells of the lowest cover of every surviving pool where it belongs, unless it is the first check, which is there. */
export function insertLowestCovers(ledger: LedgerEntry[], covers: ReadonlyMap<PoolState, LowestCover>): void {
  const later = [...covers.values()].filter(({ entry }) => entry.step > 1);
  for (const { entry, place } of later.toSorted((a, b) => b.place - a.place)) ledger.splice(place, 0, entry);
}

/** What is watched at the end of a step: the drawdown of the wealth and the margin ratio of every open pool. */
export function watch(run: SchemeRun): void {
  const { watched, wealth } = run;
  watched.peak = larger(watched.peak, wealth);
  watched.maxDrawdown = larger(watched.maxDrawdown, watched.peak.minus(wealth));
  for (const pool of run.pools) watchPool(run, pool);
}

/** Watches the margin ratio of a pool as it stands, if it holds anything: also before each close that is not a liquidation. */
export function watchPool(run: SchemeRun, pool: PoolState): void {
  const notional = notionalOf(pool, run);
  if (notional.gt(0)) watchRatio(run, equityOf(pool, run), notional);
}

function watchRatio({ watched }: SchemeRun, equity: Decimal, notional: Decimal): void {
  const ratio = divide(equity, notional);
  const lowest = watched.lowestMarginRatio;
  watched.lowestMarginRatio = lowest === null ? ratio : smaller(lowest, ratio);
}

/** Remembers how near the headroom of a pool over a level of cover came to 0, as a share of the notional. */
export function rememberHeadroom(run: SchemeRun, pool: PoolState, headroom: Decimal): void {
  const notional = notionalOf(pool, run);
  if (notional.gt(0)) rememberMargin(run, pool.name, divide(headroom, notional));
}

/** Remembers how near a decision came to going the other way; see `ClosestMargin`. */
export function rememberMargin({ closest, market }: SchemeRun, about: string, margin: Decimal): void {
  const nearest = closest.get(about);
  if (nearest === undefined || margin.abs().lt(nearest.margin.abs())) {
    closest.set(about, { pool: about, step: market.step, margin });
  }
}
