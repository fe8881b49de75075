import type { Decimal } from 'decimal.js';
import type { LedgerEntry } from './ledger.ts';

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

/**
 * The decision about a pool that came nearest to going the other way, and so the proof of a knife-edge: two engines may only disagree
 * where `margin` is within rounding of 0. Where policies ask about something else, that too has an entry.
 */
export interface ClosestMargin {
  /** Name of a pool; or `drawdown`, the kind of a signal, or `move` and the name of a position. */
  readonly pool: string;
  readonly step: number;
  /**
   * Of a pool (equity - level * requirement) / notional, signed; level is 1 in its checks. Of the others how far they were above their
   * level: a drawdown as a share of the initial wealth, a move of the entry, a volatility or ratio squared of its squared level.
   */
  readonly margin: Decimal;
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
