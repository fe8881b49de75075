import type { Account } from '../margin/account.ts';
import type { Market } from '../market/model.ts';
import type { Precision } from './memory/constants.ts';

/**
 * One cell of a study: a market, an account and a horizon. Plain data; its canonical JSON is what a digest is taken of.
 * `account.assets` equals `market.assets`.
 */
export interface Scenario {
  readonly name: string;
  /** Values of the sweep axes of this scenario, by axis name; empty without a sweep. */
  readonly axes: Readonly<Record<string, string | number>>;
  readonly market: Market;
  readonly account: Account;
  /** Length of a step; `stepHours * steps` is the horizon. */
  readonly stepHours: number;
  readonly steps: number;
  readonly paths: number;
  readonly seed: string;
  /** Confidence levels of VaR and ES, ascending, each in (0, 1). */
  readonly levels: readonly number[];
  /** Precision of the simulated returns: single ("mixed") or double; prices and money are doubles in both. */
  readonly precision: Precision;
  /** When drawdown and the lowest margin ratio are watched. */
  readonly watch: 'period-end' | 'every-step';
}
