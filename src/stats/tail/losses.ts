import { quickselect } from 'simple-statistics';
import { assert } from '../../base/errors.ts';
import type { OutcomeBlock } from '../outcome.ts';
import { compareRank, shuffledPath } from './rank.ts';

/** A place in the order of losses. */
export interface Rank {
  readonly loss: number;
  readonly path: number;
}

/**
 * The largest losses of one scheme, in no particular order. Arrays may be longer than `count`.
 *
 * `parts[entry * width + part]` is the share of each position in the loss of the entry; the last, of the collateral.
 */
export interface TailLosses {
  count: number;
  readonly width: number;
  paths: Uint32Array;
  losses: Float64Array;
  parts: Float64Array;
  /** null as long as all weights are 1. */
  weights: Float64Array | null;
  /** Everything that was dropped ranks after this entry; null if nothing was. */
  dropped: Rank | null;
  /** Entries that the last pruning under weights kept; 0 before it. */
  keptUnderWeights: number;
}

/** No losses yet, of an account with so many positions. */
export function createTailLosses(positions: number): TailLosses {
  const width = positions + 1;
  return {
    count: 0,
    width,
    paths: new Uint32Array(0),
    losses: new Float64Array(0),
    parts: new Float64Array(0),
    weights: null,
    dropped: null,
    keptUnderWeights: 0,
  };
}

/** Bytes of one kept loss. */
export function bytesPerLoss(positions: number): number {
  return 4 + 8 + 8 * (positions + 1);
}

/** Appends every path of a block; the selection is made once, at the end of the chunk. */
export function appendBlock(into: TailLosses, block: OutcomeBlock, scheme: number): void {
  const { count, firstPath, weights } = block;
  assert(firstPath + count <= 2 ** 32, 'path numbers fit in 32 bits');
  const { width } = into;
  const start = into.count;
  reserve(into, start + count);
  const { pnl, collateral_pnl: collateral } = block.account[scheme]!;
  const { paths, losses, parts } = into;
  let equallyWeighted = true;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    paths[start + i] = firstPath + i;
    losses[start + i] = -pnl[i]!;
    sum += pnl[i]!;
    parts[(start + i + 1) * width - 1] = -collateral[i]!;
    if (weights[i] !== 1) equallyWeighted = false;
  }
  assert(Number.isFinite(sum), 'every path has a finite profit or loss');
  for (let position = 0; position < width - 1; position++) {
    const positionPnl = block.positions[scheme]![position]!.pnl;
    for (let i = 0; i < count; i++) parts[(start + i) * width + position] = -positionPnl[i]!;
  }
  if (!equallyWeighted) into.weights ??= ones(start, losses.length);
  into.weights?.set(weights.subarray(0, count), start);
  into.count += count;
}

/** Appends the losses of later paths. */
export function appendLosses(into: TailLosses, next: TailLosses): void {
  const { count, width } = next;
  const start = into.count;
  reserve(into, start + count);
  into.paths.set(next.paths.subarray(0, count), start);
  into.losses.set(next.losses.subarray(0, count), start);
  into.parts.set(next.parts.subarray(0, count * width), start * width);
  if (next.weights !== null) {
    into.weights ??= ones(start, into.losses.length);
    into.weights.set(next.weights.subarray(0, count), start);
  } else {
    into.weights?.fill(1, start, start + count);
  }
  into.count += count;
  into.dropped = earlierRank(into.dropped, next.dropped);
}

function ones(count: number, capacity: number): Float64Array {
  return new Float64Array(capacity).fill(1, 0, count);
}

function earlierRank(first: Rank | null, second: Rank | null): Rank | null {
  if (first === null || second === null) return first ?? second;
  return compareRank(first.loss, first.path, second.loss, second.path) <= 0 ? first : second;
}

/** Makes room for `entries`, at least doubling, so that appending costs a bounded number of copies per entry. */
function reserve(into: TailLosses, entries: number): void {
  if (entries <= into.losses.length) return;
  resize(into, Math.max(entries, 2 * into.losses.length, 256));
}

/** Gives back unused room. */
export function trim(into: TailLosses): void {
  if (into.count < into.losses.length) resize(into, into.count);
}

function resize(into: TailLosses, capacity: number): void {
  into.paths = resized(into.paths, new Uint32Array(capacity));
  into.losses = resized(into.losses, new Float64Array(capacity));
  into.parts = resized(into.parts, new Float64Array(capacity * into.width));
  if (into.weights !== null) into.weights = resized(into.weights, new Float64Array(capacity));
}

function resized<Values extends Float64Array | Uint32Array>(from: Values, to: Values): Values {
  to.set(from.subarray(0, Math.min(from.length, to.length)));
  return to;
}

/** Keeps the `keep` entries of the earliest rank; the rest is dropped and remembered as `dropped`. Linear time. */
export function keepLargest(into: TailLosses, keep: number): void {
  const { count, losses, paths, parts, width, weights } = into;
  if (keep >= count) return;
  assert(keep > 0, 'a tail keeps at least one loss');
  const values = Array.from(losses.subarray(0, count));
  quickselect(values, count - keep, 0, count - 1);
  const lowest = values[count - keep]!;
  let above = 0;
  for (let i = 0; i < count; i++) if (losses[i]! > lowest) above++;
  const lastTie = lastShuffledTie(into, lowest, keep - above);
  let kept = 0;
  let lastPath = 0;
  for (let i = 0; i < count; i++) {
    const loss = losses[i]!;
    const path = paths[i]!;
    if (loss < lowest || (loss === lowest && shuffledPath(path) > lastTie)) continue;
    if (loss === lowest && shuffledPath(path) === lastTie) lastPath = path;
    losses[kept] = loss;
    paths[kept] = path;
    if (weights !== null) weights[kept] = weights[i]!;
    parts.copyWithin(kept * width, i * width, (i + 1) * width);
    kept++;
  }
  assert(kept === keep, 'the selection of the largest losses keeps as many as asked for: every loss is a number');
  into.count = kept;
  into.dropped = earlierRank(into.dropped, { loss: lowest, path: lastPath });
}

/** The shuffled path of the `wanted`-th entry among those that lose exactly `loss`. */
function lastShuffledTie(tail: TailLosses, loss: number, wanted: number): number {
  let ties = 0;
  for (let i = 0; i < tail.count; i++) if (tail.losses[i] === loss) ties++;
  const shuffled = new Float64Array(ties);
  for (let i = 0, tie = 0; i < tail.count; i++) {
    if (tail.losses[i] === loss) shuffled[tie++] = shuffledPath(tail.paths[i]!);
  }
  return shuffled.toSorted()[wanted - 1]!;
}
