/** What one governance check found of one thing: a line of the table of limits. */
export interface LimitFinding {
  /** Name of the rule as in the `limits` of the experiment, such as `max-leverage`. */
  readonly rule: LimitName;
  /** null where it does not depend on the scheme. */
  readonly scheme: string | null;
  /** What is measured, in words: `position btc`, `position btc after crash`, `account`. */
  readonly subject: string;
  /** null: there is no such figure. Nothing backs the position, or no price liquidates it. */
  readonly value: number | null;
  readonly limit: number;
  readonly bound: 'at-most' | 'at-least';
  /** ratio: a multiple (5 is 5x). share: a fraction of 1. quote: money in the quote currency. */
  readonly unit: 'ratio' | 'share' | 'quote';
  readonly holds: boolean;
}

export type LimitName = 'max-leverage' | 'max-depth-share' | 'min-stressed-distance' | 'collateral-budget';
