import type { OutcomeShape } from '../outcome.ts';
import { keepLargest, roomPerKept, type TailLosses } from './losses.ts';
import { rankedOrder } from './ranked.ts';

/**
 * How many of the largest losses must be kept so that none is missing in the end.
 *
 * With tail probability p, a group of n paths holds about p n of the final tail, give or take sqrt(p n). Errors are read from as far as
 * `reach` = 6 standard deviations below it (`level.ts`): of k equal groups each holds 6 / sqrt(k) deviations of its own of that, and with
 * ten and 32 more at least seven are left for chance, which never exceeds them. That none was missing is verified again (`ranked.ts`).
 */
function keepCount(shape: Pick<OutcomeShape, 'levels'>, paths: number): number {
  const expected = tailProbability(shape) * paths;
  return Math.ceil(expected + 10 * Math.sqrt(expected) + 32);
}

/** Probability beyond the lowest level: the widest tail asked for. */
function tailProbability(shape: Pick<OutcomeShape, 'levels'>): number {
  return shape.levels.length === 0 ? 0 : 1 - shape.levels[0]!;
}

/** Entries that merged chunks hold between two prunings, with all weights 1. */
export function mergedRoom(shape: Pick<OutcomeShape, 'levels' | 'paths'>): number {
  return Math.min(shape.paths, Math.ceil(roomPerKept * keepCount(shape, shape.paths)));
}

/** Entries to keep of the first `paths` paths of a chunk. Weighted chunks keep all: their tail is another one. */
export function keepOfChunk({ weights }: TailLosses, shape: OutcomeShape, paths: number): number {
  return weights === null ? keepCount(shape, paths) : Infinity;
}

/**
 * Drops what cannot be in the tail of so many merged paths, nor of them with later ones, once half as many again as needed have gathered:
 * linear in total. What is kept depends on nothing that comes later, so that further paths can be merged whenever they come.
 */
export function pruneMerged(tail: TailLosses, shape: OutcomeShape, paths: number): void {
  const enough = Math.max(keepCount(shape, paths), tail.keptUnderWeights);
  if (tail.count <= roomPerKept * enough) return;
  if (tail.weights === null) {
    keepLargest(tail, enough);
  } else {
    tail.keptUnderWeights = weightedKeepCount(tail, tail.weights, tailProbability(shape) * paths);
    keepLargest(tail, tail.keptUnderWeights);
  }
}

/** The first entries whose weight exceeds that of the tail by eight standard deviations of itself. */
function weightedKeepCount(tail: TailLosses, weights: Float64Array, needed: number): number {
  let sum = 0;
  let squares = 0;
  let keep = 0;
  for (const entry of rankedOrder(tail)) {
    const weight = weights[entry]!;
    sum += weight;
    squares += weight * weight;
    keep++;
    if (sum - 8 * Math.sqrt(squares) >= needed && keep >= 64) break;
  }
  return keep;
}
