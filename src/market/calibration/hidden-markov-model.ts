import type { RegimeLaw, Tails } from './emission.ts';
import type { Chain } from './forward-backward.ts';
import type { CorrelationKind, FactoredScatter } from './scatters.ts';

/** Rows of several assets in runs without a gap. */
export interface Rows {
  /** rows x size, flat. */
  readonly values: Float64Array;
  readonly size: number;
  /** First row of each run. */
  readonly runs: readonly number[];
}

/** What is fitted: the law that a market file can write, and no other. */
export interface ModelChoice {
  readonly correlation: CorrelationKind;
  readonly shocks: 'student-t' | 'normal';
  /** Whether returns have a mean of 0 or one of their own in each regime. */
  readonly means: 'zero' | 'sample';
}

/** A hidden Markov model: a chain of regimes and the law of a row in each. */
export interface HiddenMarkovModel {
  readonly chain: Chain;
  readonly laws: readonly RegimeLaw[];
  /** The scatters of the laws, as they were made. */
  readonly factors: readonly FactoredScatter[];
  readonly tails: Tails;
}
