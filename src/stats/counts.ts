import { type Fault, numbers, record, roundingOf } from './check.ts';
import type { RareAmounts } from './inference/event-sum.ts';
import { areEquallyWeighted, type PathWeights } from './weights.ts';

/** Weighted counts of events: sum w, sum w^2 and the largest w of the paths on which the event happened, one entry per event. */
export interface Counts {
  readonly sum: Float64Array;
  readonly squares: Float64Array;
  readonly largest: Float64Array;
}

/** Counts of so many events, all 0. */
export function createCounts(length: number): Counts {
  return { sum: new Float64Array(length), squares: new Float64Array(length), largest: new Float64Array(length) };
}

/** The weights of one event. */
export function countOf({ sum, squares, largest }: Counts, index: number): RareAmounts {
  return { sum: sum[index]!, squares: squares[index]!, largest: largest[index]! };
}

/** Counts those of the given paths whose column is above 0: it holds the step or the amount of the event. */
export function countHappened(
  into: Counts,
  index: number,
  column: Float64Array,
  weights: Float64Array,
  paths: Uint16Array,
): void {
  for (let i = 0; i < paths.length; i++) {
    const path = paths[i]!;
    if (column[path]! > 0) count(into, index, weights[path]!);
  }
}

/** Counts those of the given paths on which the event of `here` happened and that of `there` did not. */
export function countOnlyHere(
  into: Counts,
  index: number,
  here: Float64Array,
  there: Float64Array,
  weights: Float64Array,
  paths: Uint16Array,
): void {
  for (let i = 0; i < paths.length; i++) {
    const path = paths[i]!;
    if (here[path]! > 0 && !(there[path]! > 0)) count(into, index, weights[path]!);
  }
}

/** Counts one path. */
export function count(into: Counts, index: number, weight: number): void {
  into.sum[index]! += weight;
  into.squares[index]! += weight * weight;
  if (weight > into.largest[index]!) into.largest[index] = weight;
}

/** Adds the counts of later paths. */
export function mergeCounts(into: Counts, next: Counts): void {
  addArray(into.sum, next.sum);
  addArray(into.squares, next.squares);
  for (const [index, weight] of next.largest.entries()) into.largest[index] = Math.max(into.largest[index]!, weight);
}

/** What is wrong with what should be the counts of so many events over these paths. */
export function checkCounts(value: unknown, length: number, paths: PathWeights): Fault {
  const amounts = numbers(length, 0);
  return record({ sum: amounts, squares: amounts, largest: amounts })(value) ?? checkEvents(value as Counts, paths);
}

/** No event has more weight than all paths, and the three numbers of an event are those of some weights. */
function checkEvents({ sum, squares, largest }: Counts, paths: PathWeights): Fault {
  const equal = areEquallyWeighted(paths);
  const room = 1 + roundingOf(paths.paths);
  for (let index = 0; index < sum.length; index++) {
    const [once, twice, most] = [sum[index]!, squares[index]!, largest[index]!];
    if (once > paths.sum * room || twice > paths.squares * room) return `[${index}] is more than all paths`;
    const isPossible = equal
      ? Number.isSafeInteger(once) && twice === once && most === Math.min(1, once)
      : most <= once * room && most * most <= twice * room && twice <= most * once * room;
    if (!isPossible) return `[${index}] has sums that no weights can have`;
  }
  return null;
}

/** into[i] += next[i]. */
export function addArray(into: Float64Array, next: Float64Array): void {
  for (let i = 0; i < into.length; i++) into[i]! += next[i]!;
}
