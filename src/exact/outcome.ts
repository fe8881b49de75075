import type { Decimal } from 'decimal.js';
import { assert, itemAt } from '../base/errors.ts';
import { insertLowestCovers } from './checks.ts';
import { sum, zero } from './decimal.ts';
import type { LedgerEntry } from './ledger.ts';
import type { PositionState } from './pool.ts';
import { type ClosestMargin, note, type SchemeRun } from './run.ts';

/** What came of one path under one scheme. Money is quote; steps count from 1 and 0 means that it never happened. */
export interface ExactAccountOutcome {
  /** Terminal wealth minus initial wealth; wealth is collateral, treasury and open profit. */
  readonly pnl: Decimal;
  /** First liquidation, auto-deleveraging, socialised loss or action of a policy. */
  readonly firstEventStep: number;
  /** First liquidation of any pool, in full or in part. */
  readonly firstLiquidationStep: number;
  /** Step of the forced close after which no position was left. */
  readonly wipeoutStep: number;
  /** What pools that ended could not pay. */
  readonly badDebt: Decimal;
  /** Largest fall of wealth below its earlier maximum (the initial wealth included) at the watched steps. */
  readonly maxDrawdown: Decimal;
  /** Lowest equity / notional of any pool at the watched steps and at liquidations; null if there was none to see. */
  readonly lowestMarginRatio: Decimal | null;
  readonly costFunding: Decimal;
  readonly costFees: Decimal;
  readonly costSlippage: Decimal;
  /** Profit given up in auto-deleveraging and to socialised losses. */
  readonly costAdl: Decimal;
  /** Of moving collateral; no position bears it. */
  readonly costTransfers: Decimal;
  /** Moved from the treasury to pools, costs included. */
  readonly topUps: Decimal;
  /** Closes of positions by force, in full or in part. */
  readonly forcedCloses: number;
  /** Actions of policies that were carried out. */
  readonly policyActions: number;
  /** Change in value of collateral that is not in the quote currency. */
  readonly collateralPnl: Decimal;
}

/** pnl = pricePnl - funding - fees - slippage - adl + badDebt. */
export interface ExactPositionOutcome {
  /** Step of the forced close that left nothing of it; 0: none did. */
  readonly closedStep: number;
  readonly pnl: Decimal;
  /** Quantity times the change of the mark price from the start of the run while it was open. */
  readonly pricePnl: Decimal;
  readonly funding: Decimal;
  readonly fees: Decimal;
  readonly slippage: Decimal;
  readonly adl: Decimal;
  readonly badDebt: Decimal;
}

/** All that came of one path under one scheme. */
export interface ExactSchemeResult {
  readonly scheme: string;
  /** Collateral and treasury at the start prices, plus open profit. */
  readonly initialWealth: Decimal;
  readonly account: ExactAccountOutcome;
  /** In the order of `Account.positions`. */
  readonly positions: readonly ExactPositionOutcome[];
  /** One per pool that was ever checked, in the order of `Scheme.pools` and then of own pools; behind them what policies watched. */
  readonly closestMargins: readonly ClosestMargin[];
  /** What happened, in order; empty if it was not asked for. */
  readonly ledger: readonly LedgerEntry[];
}

/** What came of a scheme after its last step; asserts that the parts of the profit add up to the change of wealth. */
export function outcomeOf(run: SchemeRun): ExactSchemeResult {
  if (run.ledger !== null) {
    insertLowestCovers(run.ledger, run.lowestCovers);
    // Of own pools and the treasury only where something has been told before.
    const told = new Set(run.ledger.map(({ pool }) => pool));
    for (const pool of run.holdings) if (told.has(pool.name)) note(run, pool, { kind: 'end' });
  }

  const positions = run.positions.map((position) => positionOutcome(run, position));
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

function positionOutcome(run: SchemeRun, position: PositionState): ExactPositionOutcome {
  const { funding, venue: fees, slippage, insurance, adl } = position.paid;
  const open = position.quantity.times(itemAt(run.market.prices, position.asset).minus(position.startPrice));
  const pricePnl = position.pricePnl.plus(open);
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
