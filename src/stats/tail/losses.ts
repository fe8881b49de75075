import { quickselect } from 'simple-statistics';
import { assert } from '../../base/errors.ts';

/** A place in the order of losses. */
export interface Rank {
  readonly loss: number;
  readonly path: number;
}

/**
 * The largest losses of one scheme, in the order of their paths. Arrays may be longer than `count`.
 *
 * `parts[entry * width + part]` are further losses on the same path, so many per entry: what the loss is made of, or what
 * it is under other schemes.
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

/** No losses yet, with so many parts each. */
export function createTailLosses(width: number): TailLosses {
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

/** Bytes of one kept loss with so many parts. */
export function bytesPerLoss(width: number): number {
  return 4 + 8 + 8 * width;
}

/** Entries that a tail has room for at first. */
const firstRoom = 256;
/** Room for each entry to keep: the smaller, the more often something is dropped. */
export const roomPerKept = 1.5;

/** Makes room in a full tail: drops all but the `keep` entries of the earliest rank, and grows if these need it. */
export function makeRoom(into: TailLosses, keep: number): void {
  const room = into.losses.length;
  keepLargest(into, keep);
  const wanted = Math.max(firstRoom, Math.min(2 * room, Math.ceil(roomPerKept * keep)));
  if (wanted > room) resize(into, wanted);
}

/** From now on every entry has its weight; those so far weigh 1. */
export function startWeights(into: TailLosses): void {
  into.weights ??= new Float64Array(into.losses.length).fill(1);
}

/** The one of two ranks that comes first; null counts as the last. */
export function earlierRank(first: Rank | null, second: Rank | null): Rank | null {
  if (first === null || second === null) return first ?? second;
  return compareRank(first.loss, first.path, second.loss, second.path) <= 0 ? first : second;
}

/** Gives back unused room. */
export function trim(into: TailLosses): void {
  if (into.count < into.losses.length) resize(into, into.count);
}

/** Gives a tail room for so many entries; those that it has must fit. */
export function resize(into: TailLosses, capacity: number): void {
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
  const values: number[] = [];
  for (let i = 0; i < count; i++) {
    // Among what is no number, the selection below would look for ever.
    assert(Number.isFinite(losses[i]!), 'every kept loss is a number');
    values.push(losses[i]!);
  }
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
    // A loop, since `copyWithin` takes longer for so few.
    for (let from = i * width, to = kept * width; from < (i + 1) * width; ) parts[to++] = parts[from++]!;
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

/**
 * Order of losses: larger first, and among equal ones a fixed shuffle of the path numbers. Below 0 if the first (loss, path) ranks before
 * the second one, above 0 if after it, 0 for the same path.
 *
 * A forced liquidation makes many paths lose exactly the same, so the tail often ends inside a tie. Broken by the plain
 * path number, all tail paths of a tie would come from the first chunks, which could then never drop anything;
 * shuffled, they spread over all chunks like an independent sample, and the choice still depends on nothing but the
 * path.
 */
export function compareRank(firstLoss: number, firstPath: number, secondLoss: number, secondPath: number): number {
  return secondLoss - firstLoss || shuffledPath(firstPath) - shuffledPath(secondPath);
}

/** A one-to-one scramble of 32-bit numbers (the finaliser of MurmurHash3, Appleby 2011), so no two paths tie. */
export function shuffledPath(path: number): number {
  let bits = path ^ (path >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
