import { assert } from '../../base/errors.ts';
import type { OutcomeBlock, OutcomeShape } from '../outcome.ts';
import {
  earlierRank,
  keepLargest,
  makeRoom,
  resize,
  roomPerKept,
  startWeights,
  type TailLosses,
  trim,
} from './losses.ts';
import { rankedOrder } from './ranked.ts';

/**
 * Appends those paths of a block that may be in the tail, with the losses of their parts; `profits` and `parts` are columns
 * of profits. `pathsBefore` of the chunk were looked at before this block.
 *
 * Once something was dropped, most paths are passed over at the price of one comparison. What is dropped when depends on
 * the paths alone, not on how they come in blocks.
 */
export function appendBlock(
  into: TailLosses,
  block: OutcomeBlock,
  profits: Float64Array,
  parts: readonly Float64Array[],
  pathsBefore: number,
): void {
  const { shape, count, firstPath, weights } = block;
  assert(firstPath + count <= 2 ** 32, 'path numbers fit in 32 bits');
  let least = leastLoss(into);
  for (let i = 0; i < count; i++) {
    const loss = -profits[i]!;
    const weight = weights[i]!;
    if (loss < least && weight === 1 && loss > -Infinity) continue;
    assert(Number.isFinite(loss), 'every path has a finite profit or loss');
    if (weight !== 1) startWeights(into);
    if (into.count === into.losses.length) {
      makeRoom(into, keepOfChunk(into, shape, pathsBefore + i));
      least = leastLoss(into);
    }
    const entry = into.count++;
    into.paths[entry] = firstPath + i;
    into.losses[entry] = loss;
    if (into.weights !== null) into.weights[entry] = weight;
    const start = entry * into.width;
    for (let part = 0; part < parts.length; part++) into.parts[start + part] = -parts[part]![i]!;
  }
}

/**
 * Appends the losses of later paths. The room of all planned paths is made at once: it takes no memory before it is
 * written to, and to grow step by step would take twice as much of it.
 */
function appendLosses(into: TailLosses, next: TailLosses, shape: OutcomeShape): void {
  const { count, width } = next;
  const start = into.count;
  if (start + count > into.losses.length) resize(into, Math.max(count + mergedRoom(shape), 2 * into.losses.length));
  if (next.weights !== null) startWeights(into);
  into.paths.set(next.paths.subarray(0, count), start);
  into.losses.set(next.losses.subarray(0, count), start);
  into.parts.set(next.parts.subarray(0, count * width), start * width);
  if (next.weights === null) into.weights?.fill(1, start, start + count);
  else into.weights?.set(next.weights.subarray(0, count), start);
  into.count += count;
  into.dropped = earlierRank(into.dropped, next.dropped);
}

/** Whoever lost less than this ranks after what was dropped already. */
function leastLoss({ dropped }: TailLosses): number {
  return dropped?.loss ?? -Infinity;
}

/**
 * How many of the largest losses must be kept so that none is missing in the end.
 *
 * With tail probability p, a group of n paths holds about p n of the final tail, give or take sqrt(p n). Errors are read from as far as
 * `reach` = 6 standard deviations below it (`level.ts`): of k equal groups each holds 6 / sqrt(k) deviations of its own of that, and with
 * ten and 32 more at least seven are left for chance, which never exceeds them. That none was missing is verified again (`ranked.ts`).
 */
export function keptLosses(shape: Pick<OutcomeShape, 'levels'>, paths: number): number {
  const expected = tailProbability(shape) * paths;
  return Math.ceil(expected + 10 * Math.sqrt(expected) + 32);
}

/** Probability beyond the lowest level: the widest tail asked for. */
export function tailProbability(shape: Pick<OutcomeShape, 'levels'>): number {
  return shape.levels.length === 0 ? 0 : 1 - shape.levels[0]!;
}

/** Entries that merged chunks hold between two prunings, with all weights 1. */
export function mergedRoom(shape: Pick<OutcomeShape, 'levels' | 'paths'>): number {
  return Math.min(shape.paths, Math.ceil(roomPerKept * keptLosses(shape, shape.paths)));
}

/** Entries to keep of the first `paths` paths of a chunk. Weighted chunks keep all: their tail is another one. */
function keepOfChunk({ weights }: TailLosses, shape: OutcomeShape, paths: number): number {
  return weights === null ? keptLosses(shape, paths) : Infinity;
}

/** Drops what cannot be in the tail of a chunk of so many paths, after its last block, and gives back unused room. */
export function sealLosses(losses: TailLosses, shape: OutcomeShape, paths: number): void {
  keepLargest(losses, keepOfChunk(losses, shape, paths));
  trim(losses);
}

/** Adds the sealed losses of later paths, `paths` being those of both, and drops what cannot be in their tail. */
export function mergeLosses(into: TailLosses, next: TailLosses, shape: OutcomeShape, paths: number): void {
  appendLosses(into, next, shape);
  pruneMerged(into, shape, paths);
}

/**
 * Drops what cannot be in the tail of so many merged paths, nor of them with later ones, once half as many again as needed have gathered:
 * linear in total. What is kept depends on nothing that comes later, so that further paths can be merged whenever they come.
 */
function pruneMerged(tail: TailLosses, shape: OutcomeShape, paths: number): void {
  const enough = Math.max(keptLosses(shape, paths), tail.keptUnderWeights);
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
