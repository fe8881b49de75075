import { assert } from '../../base/errors.ts';
import { at } from '../at.ts';
import { sum, zero } from './decimal.ts';
import { insertLowestCovers } from './lowest-cover.ts';
import type { ExactPositionOutcome, ExactSchemeResult } from './outcome.ts';
import type { PositionState } from './pool.ts';
import { note, type SchemeRun } from './run.ts';

/** What came of a scheme after its last step; asserts that the parts of the profit add up to the change of wealth. */
export function closeScheme(run: SchemeRun): ExactSchemeResult {
  if (run.ledger !== null) insertLowestCovers(run.ledger, run.lowestCovers);
  for (const pool of run.pools) note(run, pool, { kind: 'end' });

  const states = run.pools.flatMap((pool) => pool.positions).toSorted((a, b) => a.index - b.index);
  const positions = states.map((state) => outcomeOf(run, state));
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

function outcomeOf(
  { world }: SchemeRun,
  { asset, quantity, startPrice, closed, paid }: PositionState,
): ExactPositionOutcome {
  const lastPrice = closed?.price ?? at(world.prices, asset);
  const pricePnl = quantity.times(lastPrice.minus(startPrice));
  const { funding, venue: fees, slippage, insurance } = paid;
  return {
    closedStep: closed?.step ?? 0,
    pnl: pricePnl.minus(sum([funding, fees, slippage, insurance])),
    pricePnl,
    funding,
    fees,
    slippage,
    badDebt: zero.minus(insurance),
  };
}
