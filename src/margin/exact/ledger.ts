import type { Decimal } from 'decimal.js';

/** Something that was booked or checked in one pool. Amounts are quote, positive where the pool received them. */
export type LedgerEvent =
  | { readonly kind: 'start' }
  | { readonly kind: 'funding'; readonly position: string; readonly amount: Decimal; readonly rate: Decimal }
  | { readonly kind: 'check'; readonly reason: 'first' | 'lowest-cover' | 'liquidation'; readonly notional: Decimal }
  | {
      /** The forced close of a position at mark; the amount is its profit against its entry. */
      readonly kind: 'close';
      readonly position: string;
      readonly amount: Decimal;
      readonly quantity: Decimal;
      readonly entryPrice: Decimal;
      readonly price: Decimal;
    }
  | { readonly kind: 'slippage'; readonly position: string; readonly amount: Decimal; readonly share: Decimal }
  | { readonly kind: 'taker-fee'; readonly position: string; readonly amount: Decimal; readonly rate: Decimal }
  | { readonly kind: 'liquidation-fee'; readonly position: string; readonly amount: Decimal; readonly rate: Decimal }
  | {
      readonly kind: 'collateral-sale';
      readonly collateral: string;
      readonly amount: Decimal;
      readonly units: Decimal;
      readonly price: Decimal;
    }
  | {
      /** What the insurance fund paid into the pool, by the position that it is attributed to. */
      readonly kind: 'bad-debt';
      readonly position: string;
      readonly amount: Decimal;
    }
  | {
      /** What the venue kept of the pool, by the position that it is booked on. */
      readonly kind: 'forfeit';
      readonly position: string;
      readonly amount: Decimal;
    }
  | { readonly kind: 'end' };

/** An event with its place, and the pool as it stands after it. */
export type LedgerEntry = LedgerEvent & {
  readonly step: number;
  readonly pool: string;
  /** Equity of the pool as the margin check counts it, after this entry. */
  readonly equity: Decimal;
  /** Requirement of the positions that are open after this entry. */
  readonly requirement: Decimal;
};
