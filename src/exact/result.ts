import { assert } from '../base/errors.ts';
import { pricePnlOf } from './closing.ts';
import { sum, zero } from './decimal.ts';
import { insertLowestCovers } from './lowest-cover.ts';
import type { ClosestMargin, ExactPositionOutcome, ExactSchemeResult } from './outcome.ts';
import type { PositionState } from './position.ts';
import { note, type SchemeRun } from './run.ts';

/** What came of a scheme after its last step; asserts that the parts of the profit add up to the change of wealth. */
export function closeScheme(run: SchemeRun): ExactSchemeResult {
  if (run.ledger !== null) {
    insertLowestCovers(run.ledger, run.lowestCovers);
    // Of own pools and the treasury only where something has been told before.
    const told = new Set(run.ledger.map(({ pool }) => pool));
    for (const pool of run.holdings) if (told.has(pool.name)) note(run, pool, { kind: 'end' });
  }

  const positions = run.positions.map((position) => outcomeOf(run, position));
  const total = (column: keyof Omit<ExactPositionOutcome, 'closedStep'>) =>
    sum(positions.map((position) => position[column]));
  const { counts, watched, books } = run;
  const pnl = total('pnl').plus(run.collateralPnl).minus(books.transfers);
  assert(run.initialWealth.plus(pnl).eq(run.wealth), 'the parts of the profit add up to the change of wealth');

  return {
    scheme: run.name,
    initialWealth: run.initialWealth,
    account: {
      pnl,
      firstEventStep: counts.firstEventStep,
      firstLiquidationStep: counts.firstLiquidationStep,
      wipeoutStep: counts.wipeoutStep,
      badDebt: total('badDebt'),
      maxDrawdown: watched.maxDrawdown,
      lowestMarginRatio: watched.lowestMarginRatio,
      costFunding: total('funding'),
      costFees: total('fees'),
      costSlippage: total('slippage'),
      costAdl: total('adl'),
      costTransfers: books.transfers,
      topUps: counts.topUps,
      forcedCloses: counts.forcedCloses,
      policyActions: counts.policyActions,
      collateralPnl: run.collateralPnl,
    },
    positions,
    closestMargins: closestMargins(run),
    ledger: run.ledger ?? [],
  };
}

function outcomeOf(run: SchemeRun, position: PositionState): ExactPositionOutcome {
  const pricePnl = pricePnlOf(run, position);
  const { funding, venue: fees, slippage, insurance, adl } = position.paid;
  return {
    closedStep: position.closedStep,
    pnl: pricePnl.minus(sum([funding, fees, slippage, insurance, adl])),
    pricePnl,
    funding,
    fees,
    slippage,
    adl,
    badDebt: zero.minus(insurance),
  };
}

/** Of the pools in their order, then of whatever else was asked. */
function closestMargins({ pools, closest }: SchemeRun): ClosestMargin[] {
  const others = new Map(closest);
  const ofPools = pools.flatMap(({ name }) => {
    others.delete(name);
    return closest.get(name) ?? [];
  });
  return [...ofPools, ...others.values()];
}
