import type { Decimal } from 'decimal.js';
import type { LedgerEntry } from './ledger.ts';

/** What came of one path under one scheme. Money is quote; steps count from 1 and 0 means that it never happened. */
export interface ExactAccountOutcome {
  /** Terminal wealth minus initial wealth; wealth is collateral, treasury and open profit. */
  readonly pnl: Decimal;
  readonly firstLiquidationStep: number;
  /** Step at which no position was left, all closed by force. */
  readonly wipeoutStep: number;
  /** Borne by the insurance fund. */
  readonly badDebt: Decimal;
  /** Largest fall of wealth below its earlier maximum (the initial wealth included) at the watched steps. */
  readonly maxDrawdown: Decimal;
  /** Lowest equity / notional of any pool at the watched steps and at liquidations; null if there was none to see. */
  readonly lowestMarginRatio: Decimal | null;
  readonly costFunding: Decimal;
  readonly costFees: Decimal;
  readonly costSlippage: Decimal;
  /** Change in value of collateral that is not in the quote currency. */
  readonly collateralPnl: Decimal;
}

/** pnl = pricePnl - funding - fees - slippage + badDebt. */
export interface ExactPositionOutcome {
  readonly closedStep: number;
  readonly pnl: Decimal;
  /** Quantity times the change of the mark price from the start of the run while it was open. */
  readonly pricePnl: Decimal;
  readonly funding: Decimal;
  readonly fees: Decimal;
  readonly slippage: Decimal;
  readonly badDebt: Decimal;
}

/**
 * The margin check of a pool that came nearest to going the other way, and so the proof of a knife-edge: two engines
 * may only disagree where `margin` is within rounding of 0.
 */
export interface ClosestMargin {
  readonly pool: string;
  readonly step: number;
  /** (equity - requirement) / notional, signed. */
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
  /** One per pool that was ever checked, in the order of `Scheme.pools`. */
  readonly closestMargins: readonly ClosestMargin[];
  /** What happened, in order; empty if it was not asked for. */
  readonly ledger: readonly LedgerEntry[];
}
