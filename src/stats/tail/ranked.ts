import type { Rank, TailLosses } from './losses.ts';
import { compareRank } from './rank.ts';

/** The kept losses of a scheme from the largest down. */
export interface RankedTail {
  readonly losses: Float64Array;
  readonly weights: Float64Array;
  readonly paths: Uint32Array;
  /** Sum of the weights down to and including each entry. */
  readonly mass: Float64Array;
  /** Share of each position in the loss, and last of the collateral: `parts[part][entry]`. */
  readonly parts: readonly Float64Array[];
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
  const { width, weights } = tail;
  const order = rankedOrder(tail);
  const pick = (values: Float64Array) => Float64Array.from(order, (entry) => values[entry]!);
  const ranked = weights === null ? new Float64Array(order.length).fill(1) : pick(weights);
  const mass = new Float64Array(order.length);
  let sum = 0;
  for (let i = 0; i < ranked.length; i++) {
    sum += ranked[i]!;
    mass[i] = sum;
  }
  return {
    losses: pick(tail.losses),
    weights: ranked,
    paths: Uint32Array.from(order, (entry) => tail.paths[entry]!),
    mass,
    parts: Array.from({ length: width }, (_, part) =>
      Float64Array.from(order, (entry) => tail.parts[entry * width + part]!),
    ),
    dropped: tail.dropped,
  };
}

/** Whether no dropped loss can rank before the given entry. */
export function isComplete(tail: RankedTail, entry: number): boolean {
  const { dropped, losses, paths } = tail;
  if (dropped === null) return true;
  return entry < losses.length && compareRank(losses[entry]!, paths[entry]!, dropped.loss, dropped.path) <= 0;
}
