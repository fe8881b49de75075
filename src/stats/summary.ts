import { assert } from '../base/errors.ts';
import { blockPaths } from './block-paths.ts';
import type { Figure } from './figure.ts';
import type { OutcomeBlock, OutcomeShape } from './outcome.ts';
import { statistics } from './registry.ts';
import type { PathSet } from './statistic.ts';
import { subjectsOf } from './strategy/subjects.ts';
import { mergedRoom } from './tail/keep.ts';
import { bytesPerLoss } from './tail/losses.ts';
import { addPathWeights, createPathWeights, mergePathWeights, type PathWeights } from './weights.ts';

/** What a chunk of paths reports: their weights, and one accumulator per registered statistic. Plain data, small, mergeable. */
export interface Summary {
  readonly firstPath: number;
  paths: number;
  /** Of all paths, and of those on which the market is observed. */
  readonly weights: Readonly<Record<PathSet, PathWeights>>;
  readonly accumulators: Record<string, unknown>;
}

/** An empty summary of the paths from `firstPath` on. */
export function createSummary(shape: OutcomeShape, firstPath: number): Summary {
  const accumulators = Object.fromEntries(statistics.map((statistic) => [statistic.name, statistic.create(shape)]));
  return { firstPath, paths: 0, weights: { all: createPathWeights(), observed: createPathWeights() }, accumulators };
}

/** Adds the next block of paths; blocks follow each other without a gap. */
export function addBlock(summary: Summary, block: OutcomeBlock): void {
  assert(block.firstPath === summary.firstPath + summary.paths, 'blocks of a chunk follow each other without a gap');
  const { weights, accumulators } = summary;
  const paths = blockPaths(block);
  for (const statistic of statistics) {
    statistic.add(accumulators[statistic.name], block, paths, weights[statistic.paths]);
  }
  addPathWeights(weights.all, block.weights, block.count);
  addPathWeights(weights.observed, block.market.weights, block.market.count);
  summary.paths += block.count;
}

/** Shrinks a summary to what later merges can need: once, after its last block. */
export function sealSummary({ weights, accumulators }: Summary, shape: OutcomeShape): void {
  for (const statistic of statistics) statistic.seal?.(accumulators[statistic.name], shape, weights[statistic.paths]);
}

/** Adds the sealed summary of later paths to `into`; `next` is not changed. */
export function mergeSummary(into: Summary, next: Summary, shape: OutcomeShape): void {
  assert(next.firstPath >= into.firstPath + into.paths, 'summaries are merged in the order of their paths, each once');
  for (const statistic of statistics) {
    const { name, paths } = statistic;
    statistic.merge(into.accumulators[name], next.accumulators[name], shape, into.weights[paths], next.weights[paths]);
  }
  mergePathWeights(into.weights.all, next.weights.all);
  mergePathWeights(into.weights.observed, next.weights.observed);
  into.paths += next.paths;
}

/** All figures: metrics in registry order; in each the schemes, their differences, positions, levels. */
export function summaryFigures({ weights, accumulators }: Summary, shape: OutcomeShape): Figure[] {
  return statistics.flatMap((statistic) =>
    statistic.figures(accumulators[statistic.name], shape, weights[statistic.paths]),
  );
}

type TailShape = Pick<OutcomeShape, 'schemes' | 'positions' | 'tags' | 'levels' | 'paths'>;

/** Bytes that each kept path of a tail takes: under every scheme for the account with its parts, and for every subject of its own. */
export function keptLossBytes(shape: Omit<TailShape, 'levels' | 'paths'>): number {
  const { account, subjects, ofSubject } = lossBytes(shape);
  return account + subjects * ofSubject;
}

/** Most bytes that a summary grows by with each path: its losses in every tail, and what the market did on it. */
export function summaryBytesPerPath(shape: OutcomeShape): number {
  return keptLossBytes(shape) + 8 * (shape.market.regimes.length + shape.market.assets.length + 1);
}

/**
 * Most memory that the kept losses of a whole scenario take, in bytes, with all weights 1. While they are ranked, those of the account
 * take twice themselves, and of the subjects one at a time.
 */
export function tailMemoryBytes(shape: TailShape): number {
  const { account, subjects, ofSubject } = lossBytes(shape);
  return mergedRoom(shape) * (2 * account + (subjects + 1) * ofSubject);
}

function lossBytes({ schemes, positions, tags }: Omit<TailShape, 'levels' | 'paths'>): {
  readonly account: number;
  readonly subjects: number;
  readonly ofSubject: number;
} {
  return {
    // With the parts of each loss; and the losses with bad debt included, without parts.
    account: schemes.length * (bytesPerLoss(positions.length + 1) + bytesPerLoss(0)),
    subjects: subjectsOf({ positions, tags }).length,
    ofSubject: schemes.length * bytesPerLoss(schemes.length),
  };
}
