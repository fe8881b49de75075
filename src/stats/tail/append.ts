import { assert } from '../../base/errors.ts';
import type { OutcomeBlock, OutcomeShape } from '../outcome.ts';
import { keepOfChunk, mergedRoom } from './keep.ts';
import { earlierRank, makeRoom, resize, startWeights, type TailLosses } from './losses.ts';

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
export function appendLosses(into: TailLosses, next: TailLosses, shape: OutcomeShape): void {
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
