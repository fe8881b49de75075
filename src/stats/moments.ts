/**
 * Mean and sum of squared deviations of many series over the same paths, updated by block and merged pairwise
 * (Chan, Golub & LeVeque 1983): no cancellation however large the mean is against the spread.
 *
 * A series is w x, weight times value: its mean is the unbiased estimate and its spread the error under weights.
 */
export interface Moments {
  paths: number;
  readonly mean: Float64Array;
  readonly squares: Float64Array;
}

/** Moments of so many series over no path. */
export function createMoments(series: number): Moments {
  return { paths: 0, mean: new Float64Array(series), squares: new Float64Array(series) };
}

/** Adds the first `count` values of a column to a series. The caller adds `count` to `paths` after the last series. */
export function addColumn(
  into: Moments,
  series: number,
  values: Float64Array,
  weights: Float64Array,
  count: number,
): void {
  // The first value is subtracted so that a constant column has a spread of exactly 0.
  const origin = weights[0]! * values[0]!;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += weights[i]! * values[i]! - origin;
  const mean = origin + sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const deviation = weights[i]! * values[i]! - mean;
    squares += deviation * deviation;
  }
  mergeSeries(into, series, mean, squares, count);
}

/** Adds the paired differences left - right of two columns to a series. */
export function addDifference(
  into: Moments,
  series: number,
  left: Float64Array,
  right: Float64Array,
  weights: Float64Array,
  count: number,
): void {
  const origin = weights[0]! * (left[0]! - right[0]!);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += weights[i]! * (left[i]! - right[i]!) - origin;
  const mean = origin + sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const deviation = weights[i]! * (left[i]! - right[i]!) - mean;
    squares += deviation * deviation;
  }
  mergeSeries(into, series, mean, squares, count);
}

function mergeSeries(into: Moments, series: number, mean: number, squares: number, count: number): void {
  const share = count / (into.paths + count);
  const step = mean - into.mean[series]!;
  into.mean[series]! += step * share;
  into.squares[series]! += squares + step * step * share * into.paths;
}

/** Adds the moments of later paths. */
export function mergeMoments(into: Moments, next: Moments): void {
  if (next.paths === 0) return;
  for (let series = 0; series < into.mean.length; series++) {
    mergeSeries(into, series, next.mean[series]!, next.squares[series]!, next.paths);
  }
  into.paths += next.paths;
}

/** Standard error of the mean of a series; null for fewer than 2 paths. */
export function momentError(moments: Moments, series: number): number | null {
  const { paths, squares } = moments;
  return paths < 2 ? null : Math.sqrt(squares[series]! / (paths - 1) / paths);
}
