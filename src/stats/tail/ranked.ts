import { compareRank, type Rank, type TailLosses } from './losses.ts';

/** The kept losses of a scheme from the largest down. */
export interface RankedTail {
  readonly losses: Float64Array;
  readonly weights: Float64Array;
  readonly paths: Uint32Array;
  /** Sum of the weights down to and including each entry. */
  readonly mass: Float64Array;
  /** The entries in ascending order of their paths, to join two schemes. */
  readonly byPath: Uint32Array;
  /** Where each entry of this order stands among the kept losses. */
  readonly order: Uint32Array;
  readonly dropped: Rank | null;
}

/** Indices of the entries from the earliest rank to the last. */
export function rankedOrder(tail: TailLosses): Uint32Array {
  const { losses, paths } = tail;
  return Uint32Array.from({ length: tail.count }, (_, i) => i).toSorted((first, second) =>
    compareRank(losses[first]!, paths[first]!, losses[second]!, paths[second]!),
  );
}

/** Puts the kept losses in order. */
export function rankTail(tail: TailLosses): RankedTail {
  const order = rankedOrder(tail);
  const length = order.length;
  const [losses, weights, mass] = [new Float64Array(length), new Float64Array(length), new Float64Array(length)];
  const [paths, byPath] = [new Uint32Array(length), new Uint32Array(length)];
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const entry = order[i]!;
    losses[i] = tail.losses[entry]!;
    weights[i] = tail.weights?.[entry] ?? 1;
    paths[i] = tail.paths[entry]!;
    sum += weights[i]!;
    mass[i] = sum;
    // Losses are kept in the order of their paths.
    byPath[entry] = i;
  }
  return { losses, weights, paths, mass, byPath, order, dropped: tail.dropped };
}

/** Fills in the share in each loss, in ranked order, of one part: a position, or last the collateral. */
export function fillPart(
  values: Float64Array,
  { parts, width }: TailLosses,
  { order }: RankedTail,
  part: number,
): void {
  for (let i = 0; i < order.length; i++) values[i] = parts[order[i]! * width + part]!;
}

/** Whether no dropped loss can rank before the given entry. */
export function isComplete(tail: RankedTail, entry: number): boolean {
  const { dropped, losses, paths } = tail;
  if (dropped === null) return true;
  return entry < losses.length && compareRank(losses[entry]!, paths[entry]!, dropped.loss, dropped.path) <= 0;
}
