import type { BlockPaths } from './block-paths.ts';
import type { Fault } from './check.ts';
import type { Figure } from './figure.ts';
import type { OutcomeBlock, OutcomeShape } from './outcome.ts';
import type { SharedTotal } from './shared-totals.ts';
import type { PathWeights } from './weights.ts';

/** What one metric means, for the data dictionary. */
export interface MetricDefinition {
  readonly name: string;
  readonly unit: 'quote' | 'probability' | 'hours' | 'ratio' | 'count';
  readonly meaning: string;
  /** How its interval is made, with the source. */
  readonly interval: string;
  /** The file that its rows go to: `summary` to summary.csv, and so on. */
  readonly table: 'summary' | 'survival' | 'strategies' | 'market';
  /** Which direction is better for whoever holds the account; null where that cannot be said. */
  readonly better: 'lower' | 'higher' | null;
}

/** Paths whose weights a summary counts: all, or those on which the market is observed. */
export type PathSet = 'all' | 'observed';

/** What an accumulator that came from elsewhere is held against. */
export interface CheckedPaths {
  readonly shape: OutcomeShape;
  /** The first of the paths of the summary, and how many they are, observed or not. */
  readonly firstPath: number;
  readonly count: number;
  /** Weights of those that the statistic is of; checked already. */
  readonly weights: PathWeights;
}

/**
 * A statistic: accumulates over the paths of a chunk, merges in the order of the chunks, then makes estimates.
 *
 * `Accumulator` is plain data (numbers, arrays, typed arrays, nested objects): it crosses threads and is stored.
 * `add` and `merge` change their first argument; `merge` is called in ascending order of the paths.
 */
export interface Statistic<Accumulator> {
  readonly name: string;
  /** Which paths it is of: all, or those on which the market is observed. */
  readonly paths: PathSet;
  readonly metrics: readonly MetricDefinition[];
  create(shape: OutcomeShape): Accumulator;
  /** Adds a block, path by path, so that the bits do not depend on how paths come in blocks; `before` counts the paths of the blocks before. */
  add(accumulator: Accumulator, block: OutcomeBlock, paths: BlockPaths, before: PathWeights): void;
  /** Called once per chunk after its last block: drop what no merge can need. */
  seal?(accumulator: Accumulator, shape: OutcomeShape, weights: PathWeights): void;
  /** Adds later paths; `weights` and `nextWeights` are those of both before they are merged. */
  merge(
    into: Accumulator,
    next: Accumulator,
    shape: OutcomeShape,
    weights: PathWeights,
    nextWeights: PathWeights,
  ): void;
  /**
   * What is wrong with what should be a sealed accumulator of these paths: its form to the last field, and everything that holds for any
   * paths. What passes can be merged and made figures of.
   */
  check(accumulator: unknown, of: CheckedPaths): Fault;
  /** What other statistics know as well (`shared-totals.ts`): all must know the same. */
  totals?(accumulator: Accumulator, shape: OutcomeShape): SharedTotal[];
  figures(accumulator: Accumulator, shape: OutcomeShape, weights: PathWeights): Figure[];
}
