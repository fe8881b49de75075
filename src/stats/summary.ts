import { assert } from '../base/errors.ts';
import { blockPaths } from './block-paths.ts';
import type { Figure } from './figure.ts';
import type { OutcomeBlock, OutcomeShape } from './outcome.ts';
import { statistics } from './registry.ts';

/** What a chunk of paths reports: one accumulator per registered statistic. Plain data, small, mergeable. */
export interface Summary {
  readonly firstPath: number;
  paths: number;
  readonly accumulators: Record<string, unknown>;
}

/** An empty summary of the paths from `firstPath` on. */
export function createSummary(shape: OutcomeShape, firstPath: number): Summary {
  const accumulators = Object.fromEntries(statistics.map((statistic) => [statistic.name, statistic.create(shape)]));
  return { firstPath, paths: 0, accumulators };
}

/** Adds the next block of paths; blocks follow each other without a gap. */
export function addBlock(summary: Summary, block: OutcomeBlock): void {
  assert(block.firstPath === summary.firstPath + summary.paths, 'blocks of a chunk follow each other without a gap');
  const paths = blockPaths(block);
  for (const statistic of statistics) statistic.add(summary.accumulators[statistic.name], block, paths);
  summary.paths += block.count;
}

/** Shrinks a summary to what later merges can need: once, after its last block. */
export function sealSummary(summary: Summary, shape: OutcomeShape): void {
  for (const statistic of statistics) statistic.seal?.(summary.accumulators[statistic.name], shape);
}

/** Adds the sealed summary of later paths to `into`; `next` is not changed. */
export function mergeSummary(into: Summary, next: Summary, shape: OutcomeShape): void {
  assert(next.firstPath >= into.firstPath + into.paths, 'summaries are merged in the order of their paths, each once');
  for (const statistic of statistics) {
    statistic.merge(into.accumulators[statistic.name], next.accumulators[statistic.name], shape);
  }
  into.paths += next.paths;
}

/** All figures: metrics in registry order; in each the schemes, their differences, positions, levels. */
export function summaryFigures(summary: Summary, shape: OutcomeShape): Figure[] {
  return statistics.flatMap((statistic) => statistic.figures(summary.accumulators[statistic.name], shape));
}
