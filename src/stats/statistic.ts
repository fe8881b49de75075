import type { BlockPaths } from './block-paths.ts';
import type { OutcomeBlock, OutcomeShape } from './outcome.ts';

/**
 * One figure with its error. `scheme` is the name of a scheme, or `a - b` for a paired difference on the same paths.
 * Numbers are finite or null; null means that the figure does not exist (a mean time over no liquidations).
 */
export interface Estimate {
  readonly scheme: string;
  readonly metric: string;
  /** Strategy tag that a figure by strategy is about, or that its position has; null elsewhere. */
  readonly tag: string | null;
  /** Name of the position the figure is about; null for the account and for a strategy as a whole. */
  readonly position: string | null;
  /** Level of VaR and ES, or the time of a survival figure in hours; null elsewhere. */
  readonly level: number | null;
  readonly estimate: number | null;
  readonly stdError: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  /** Two-sided p-value of "no difference", for paired differences; null elsewhere. */
  readonly pValue: number | null;
  /** What a reader must know beside the figure, in words (`rests on 4 events`); null if nothing. */
  readonly note: string | null;
  /** Paths behind the figure, and their effective number (sum w)^2 / sum w^2 under weights. */
  readonly paths: number;
  readonly effectivePaths: number;
}

/** What one metric means, for the data dictionary. */
export interface MetricDefinition {
  readonly name: string;
  readonly unit: 'quote' | 'probability' | 'hours' | 'ratio' | 'count';
  readonly meaning: string;
  /** How its interval is made, with the source. */
  readonly interval: string;
  /** The file that its rows go to: `summary` to summary.csv, and so on. */
  readonly table: 'summary' | 'survival' | 'strategies';
}

/**
 * A statistic: accumulates over the paths of a chunk, merges in the order of the chunks, then makes estimates.
 *
 * `Accumulator` is plain data (numbers, arrays, typed arrays, nested objects): it crosses threads and is stored.
 * `add` and `merge` change their first argument; `merge` is called in ascending order of the paths.
 */
export interface Statistic<Accumulator> {
  readonly name: string;
  readonly metrics: readonly MetricDefinition[];
  create(shape: OutcomeShape): Accumulator;
  /** Adds a block, path by path, so that the bits do not depend on how paths come in blocks. */
  add(accumulator: Accumulator, block: OutcomeBlock, paths: BlockPaths): void;
  /** Called once per chunk after its last block: drop what no merge can need. */
  seal?(accumulator: Accumulator, shape: OutcomeShape): void;
  merge(into: Accumulator, next: Accumulator, shape: OutcomeShape): void;
  estimates(accumulator: Accumulator, shape: OutcomeShape): Estimate[];
}
