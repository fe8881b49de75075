import type { Decimal } from 'decimal.js';

/**
 * Something that was booked, checked or decided in one pool. The treasury is told of as a pool named `treasury`, from the start if the
 * scheme has policies; the own pool of a position that a policy may isolate, from the moment it is used.
 *
 * `amount` is quote, positive where the pool received it; the amounts of a pool, with the profit of its open positions and the moves of
 * its collateral, explain all that it is worth. Events without `amount` move no money.
 */
export type LedgerEvent = MarginEvent | CloseEvent | CostEvent | DebtEvent | TransferEvent | PolicyEvent;

/** The frame of a path, and what happens without anything being closed. */
export type MarginEvent =
  | { readonly kind: 'start' }
  | { readonly kind: 'funding'; readonly position: string; readonly amount: Decimal; readonly rate: Decimal }
  | {
      /** Equity (of the entry) against the requirement (of the entry), before anything is closed. */
      readonly kind: 'check';
      readonly reason: 'first' | 'lowest-cover' | 'liquidation' | 'passed';
      /** Gross notional of the pool at mark. */
      readonly notional: Decimal;
    }
  | {
      /**
       * Cash of a pool of inverse contracts turned into its settlement asset at mark, or taken from it: units above 0 were added. Free of
       * cost. Not told after a payment of funding, whose amount is settled in the same way.
       */
      readonly kind: 'settlement';
      readonly collateral: string;
      readonly units: Decimal;
      readonly price: Decimal;
    }
  | { readonly kind: 'end' };

/** A position closed at mark, in part or in full; costs follow as events of their own. */
interface Closing {
  readonly position: string;
  /** Profit against the entry of what was closed. */
  readonly amount: Decimal;
  /** Closed by this; signed like the position. */
  readonly quantity: Decimal;
  /** Still open after it; signed, 0 if nothing is. */
  readonly remaining: Decimal;
  readonly entryPrice: Decimal;
  readonly price: Decimal;
}

/** The ways in which a position, or a part of it, comes to be closed. */
export type CloseEvent =
  | (Closing & {
      /** By market order, because its pool is liquidated. */
      readonly kind: 'close';
      /** If it was sized to restore a cover: the level, and level * requirement - equity just before it; null otherwise. */
      readonly aim: { readonly level: Decimal; readonly shortage: Decimal } | null;
    })
  | (Closing & {
      /** Taken over by the venue at mark, free of costs; what the pool then holds follows as `forfeit`, or its debt as `bad-debt`. */
      readonly kind: 'takeover';
      /** The share of the requirement below which the venue takes over at once, if that is why; null: the rule itself took over. */
      readonly backstop: Decimal | null;
    })
  | (Closing & {
      /** By market order of the account's own. */
      readonly kind: 'policy-close';
      readonly policy: string;
    })
  | (Closing & {
      /** Closed by the venue at mark to spread losses of others; what it gives up follows as `deleveraging-loss`. */
      readonly kind: 'auto-deleveraging';
      /** What made the venue do it: its own book (as the market file says), or a bad debt of this account beyond its insurance fund. */
      readonly cause: 'market' | 'bad-debt';
    });

/** What a close costs. */
export type CostEvent =
  | {
      readonly kind: 'slippage';
      readonly position: string;
      readonly amount: Decimal;
      /** Of the notional. */
      readonly share: Decimal;
      /** Quote notional that moves the price by 1 %; null: unlimited. */
      readonly depth: Decimal | null;
      /** Notional of earlier own closes that was still missing from the depth. */
      readonly used: Decimal;
    }
  | { readonly kind: 'taker-fee'; readonly position: string; readonly amount: Decimal; readonly rate: Decimal }
  | {
      readonly kind: 'liquidation-fee';
      readonly position: string;
      readonly amount: Decimal;
      /** As charged, of the notional. */
      readonly rate: Decimal;
    }
  | {
      /** Profit given up in auto-deleveraging. */
      readonly kind: 'deleveraging-loss';
      readonly position: string;
      readonly amount: Decimal;
      readonly cause: 'market' | 'bad-debt';
    }
  | {
      /** Part of a deficit beyond the insurance fund, shared by profitable positions, which stay open. */
      readonly kind: 'socialised-loss';
      readonly position: string;
      readonly amount: Decimal;
    };

/** What happens when the last position of a pool is closed. */
export type DebtEvent =
  | {
      readonly kind: 'collateral-sale';
      readonly collateral: string;
      readonly amount: Decimal;
      readonly units: Decimal;
      readonly price: Decimal;
    }
  | {
      /** What was paid into the pool because it could not pay, whoever bears it, by the position that it is attributed to. */
      readonly kind: 'bad-debt';
      readonly position: string;
      readonly amount: Decimal;
    }
  | {
      /** Who bore the bad debt of the pool, told where the insurance fund is limited: debt = fromFund + deficit. */
      readonly kind: 'insurance';
      readonly debt: Decimal;
      readonly fromFund: Decimal;
      /** What is left in the fund for the rest of the path. */
      readonly fundLeft: Decimal;
      /** What exceeded the fund. */
      readonly deficit: Decimal;
    }
  | {
      /** Who bore what exceeded the fund, told after those who had to: deficit = fromWinners + fromVenue. */
      readonly kind: 'deficit';
      readonly beyond: 'venue' | 'socialised' | 'auto-deleveraging';
      readonly deficit: Decimal;
      readonly fromWinners: Decimal;
      readonly fromVenue: Decimal;
    }
  | {
      /** What the venue kept of the pool, by the position that it is booked on. */
      readonly kind: 'forfeit';
      readonly position: string;
      readonly amount: Decimal;
    };

/** Money and positions that policies move between pools; `to` and `from` are names of pools. */
export type TransferEvent =
  | {
      /** Leaves a pool (or the treasury), its share of the cost included. */
      readonly kind: 'transfer-out';
      readonly policy: string;
      readonly to: string;
      readonly amount: Decimal;
    }
  | {
      /** Arrives from other pools, the cost taken off: the transfers out are amount + cost together. */
      readonly kind: 'transfer-in';
      readonly policy: string;
      readonly from: readonly string[];
      readonly amount: Decimal;
      readonly cost: Decimal;
    }
  | {
      /** Arrives from the treasury, the cost taken off. */
      readonly kind: 'top-up';
      readonly policy: string;
      readonly amount: Decimal;
      readonly cost: Decimal;
      /** Taken by this policy so far, this time included, and what it may take over the path. */
      readonly spent: Decimal;
      readonly budget: Decimal;
    }
  | {
      /** A position leaves its pool for one of its own, with this much money (the amount is not above 0). */
      readonly kind: 'isolate';
      readonly policy: string;
      readonly position: string;
      readonly to: string;
      readonly amount: Decimal;
      /** Money that was to go with it, and what the pool could spare. */
      readonly wanted: Decimal;
      readonly free: Decimal;
    }
  | {
      /** The other side of `isolate`, in the position's own pool. */
      readonly kind: 'isolated';
      readonly policy: string;
      readonly position: string;
      readonly from: string;
      readonly amount: Decimal;
    }
  | {
      /** A position leaves its own pool for the one it started in, with all cash and collateral (at full value) that it holds. */
      readonly kind: 'rejoin';
      readonly policy: string;
      readonly position: string;
      readonly to: string;
      readonly amount: Decimal;
    }
  | {
      /** The other side of `rejoin`, in the pool that it started in. */
      readonly kind: 'rejoined';
      readonly policy: string;
      readonly position: string;
      readonly from: string;
      readonly amount: Decimal;
    };

/** What policies decide, on the figures of a step. */
export type PolicyEvent =
  | {
      /** An order was given, by the policy of this name. */
      readonly kind: 'decision';
      readonly policy: string;
      /** What is to be done with its subject, as a verb. */
      readonly does: string;
      /** Name of the pool or position that it is about. */
      readonly subject: string;
      readonly subjectKind: 'pool' | 'position';
      readonly why: Comparison;
      /**
       * Step on whose figures it was decided, and step after which it is carried out. The first is the step of the entry, but for an
       * order that several like it without any effect went before: it is told when it takes effect.
       */
      readonly decidedStep: number;
      readonly dueStep: number;
    }
  | {
      /** An order that could not be carried out. Told once: no more until an order of this policy about this subject has an effect. */
      readonly kind: 'no-effect';
      readonly policy: string;
      readonly subject: string;
    };

/** Both sides of the inequality that set a policy off: value sign level. */
export interface Comparison {
  /**
   * cover: equity / requirement of the pool. drawdown: fall of the wealth below its highest so far, as a share of the initial wealth.
   * move: of the price against the position from its entry, as a share of the entry. Else the kind of a signal.
   */
  readonly of: 'cover' | 'drawdown' | 'move' | 'volatility' | 'correlation' | 'volatility-ratio';
  /** null where there is no such number: a quotient whose divisor is not above 0. */
  readonly value: Decimal | null;
  readonly sign: '<' | '>=';
  readonly level: Decimal;
}

/** An event with its place, and the pool as it stands after it. */
export type LedgerEntry = LedgerEvent & {
  readonly step: number;
  readonly pool: string;
  /** Equity of the pool as the margin check counts it, after this entry. */
  readonly equity: Decimal;
  /** What its collateral that is not in the quote currency counts for in that. The rest is cash and open profit. */
  readonly collateralValue: Decimal;
  /** Requirement of the positions that are open after this entry. */
  readonly requirement: Decimal;
};

/** A margin check of one pool: both sides of its inequality. */
export interface TracedCheck {
  readonly scheme: string;
  readonly pool: string;
  readonly step: number;
  readonly equity: Decimal;
  readonly requirement: Decimal;
}
