/** Weighted counts of events: sum w and sum w^2 over the paths on which the event happened, one entry per event. */
export interface Counts {
  readonly sum: Float64Array;
  readonly squares: Float64Array;
}

/** Counts of so many events, all 0. */
export function createCounts(length: number): Counts {
  return { sum: new Float64Array(length), squares: new Float64Array(length) };
}

/** Counts the first `count` paths whose column is above 0: it holds the step or the amount of the event. */
export function countHappened(
  into: Counts,
  index: number,
  column: Float64Array,
  weights: Float64Array,
  count: number,
): void {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    if (column[i]! > 0) {
      const weight = weights[i]!;
      sum += weight;
      squares += weight * weight;
    }
  }
  into.sum[index]! += sum;
  into.squares[index]! += squares;
}

/** Counts the paths on which the event of `here` happened and that of `there` did not. */
export function countOnlyHere(
  into: Counts,
  index: number,
  here: Float64Array,
  there: Float64Array,
  weights: Float64Array,
  count: number,
): void {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    if (here[i]! > 0 && !(there[i]! > 0)) {
      const weight = weights[i]!;
      sum += weight;
      squares += weight * weight;
    }
  }
  into.sum[index]! += sum;
  into.squares[index]! += squares;
}

/** Adds the counts of later paths. */
export function mergeCounts(into: Counts, next: Counts): void {
  addArray(into.sum, next.sum);
  addArray(into.squares, next.squares);
}

/** into[i] += next[i]. */
export function addArray(into: Float64Array, next: Float64Array): void {
  for (let i = 0; i < into.length; i++) into[i]! += next[i]!;
}
