import { divide } from './decimal.ts';
import { rememberCover } from './lowest-cover.ts';
import { equityOf, notionalOfPool, type PoolState, requirementOfPool } from './pool.ts';
import { countEvent, entryOf, note, type SchemeRun } from './run.ts';
import { rememberMargin, watchRatio } from './watching.ts';

/** The margin check of a pool that holds something: whether it is to be liquidated. */
export function checkPool(run: SchemeRun, pool: PoolState): boolean {
  const { rules, world, ledger, counts, telling } = run;
  const equity = equityOf(pool, world, rules);
  const requirement = requirementOfPool(pool, world, rules);
  const notional = notionalOfPool(pool, world);
  const over = equity.minus(requirement);
  const isFiring = rules.equality === 'fires' ? over.lte(0) : over.lt(0);
  if (notional.gt(0)) rememberMargin(run, pool.name, divide(over, notional));
  telling.trace?.({ scheme: run.name, pool: pool.name, step: world.step, equity, requirement });

  if (isFiring) {
    watchRatio(run, equity, notional);
    countEvent(run);
    if (counts.firstLiquidationStep === 0) counts.firstLiquidationStep = world.step;
    note(run, pool, { kind: 'check', reason: 'liquidation', notional });
    run.lowestCovers.delete(pool);
  } else if (ledger !== null) {
    if (world.step === 1) note(run, pool, { kind: 'check', reason: 'first', notional });
    else if (telling.checkedSteps(world.step)) note(run, pool, { kind: 'check', reason: 'passed', notional });
    if (requirement.gt(0)) {
      const place = ledger.length;
      rememberCover(run.lowestCovers, pool, divide(equity, requirement), () => ({
        entry: entryOf(run, pool, { kind: 'check', reason: 'lowest-cover', notional }),
        place,
      }));
    }
  }
  return isFiring;
}
