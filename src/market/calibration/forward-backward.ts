import type { LogReturns } from '../history/returns.ts';
import { hourMilliseconds } from '../history/written-times.ts';

/** Working arrays of the forward-backward recursion; made once, filled many times. */
export interface Posterior {
  /** Probability of each regime in each row given all rows: rows x regimes, flat. */
  readonly regimes: Float64Array;
  /** Expected number of changes from one regime to another within the runs: regimes x regimes, flat. */
  readonly changes: Float64Array;
  /** log p(all rows). */
  logLikelihood: number;
}

/** Room for a posterior, all 0. */
export function emptyPosterior(rows: number, regimes: number): Posterior {
  return { regimes: new Float64Array(rows * regimes), changes: new Float64Array(regimes * regimes), logLikelihood: 0 };
}

/** A hidden Markov chain as flat arrays. */
export interface Chain {
  /** Law of the regime in the first row of a run: k. */
  readonly start: Float64Array;
  /** Transition probabilities, k x k, row by row. */
  readonly transition: Float64Array;
}

/**
 * Posterior regime probabilities by the scaled forward-backward recursion, each run of rows a sequence of its own
 * (L. R. Rabiner, Proceedings of the IEEE 77, 1989, section V.A).
 *
 * `logDensities` (rows x regimes) is overwritten: each row by its densities relative to the largest. `runs` are the
 * first rows of the runs.
 */
export function forwardBackward(
  logDensities: Float64Array,
  runs: readonly number[],
  chain: Chain,
  posterior: Posterior,
): void {
  const size = chain.start.length;
  const rows = logDensities.length / size;
  posterior.changes.fill(0);
  posterior.logLikelihood = relativeDensities(logDensities, size);
  const scales = new Float64Array(rows);
  for (const [index, first] of runs.entries()) {
    const end = runs[index + 1] ?? rows;
    posterior.logLikelihood += forward(logDensities, first, end, chain, posterior.regimes, scales);
    backward(logDensities, first, end, chain, posterior, scales);
  }
}

/** Replaces log densities by densities over the largest of their row; returns the sum of the logarithms taken out. */
function relativeDensities(logDensities: Float64Array, size: number): number {
  let total = 0;
  for (let offset = 0; offset < logDensities.length; offset += size) {
    let largest = -Infinity;
    for (let k = 0; k < size; k++) largest = Math.max(largest, logDensities[offset + k]!);
    for (let k = 0; k < size; k++) logDensities[offset + k] = Math.exp(logDensities[offset + k]! - largest);
    total += largest;
  }
  return total;
}

/** Filtered probabilities of rows first .. end - 1 and their scales; returns the sum of the logarithms of these. */
function forward(
  densities: Float64Array,
  first: number,
  end: number,
  chain: Chain,
  filtered: Float64Array,
  scales: Float64Array,
): number {
  const size = chain.start.length;
  let total = 0;
  for (let t = first; t < end; t++) {
    const offset = t * size;
    let scale = 0;
    for (let to = 0; to < size; to++) {
      let predicted = 0;
      if (t === first) predicted = chain.start[to]!;
      else
        for (let from = 0; from < size; from++)
          predicted += filtered[offset - size + from]! * chain.transition[from * size + to]!;
      const joint = predicted * densities[offset + to]!;
      filtered[offset + to] = joint;
      scale += joint;
    }
    for (let k = 0; k < size; k++) filtered[offset + k]! /= scale;
    scales[t] = scale;
    total += Math.log(scale);
  }
  return total;
}

/** Turns filtered into smoothed probabilities, last row first, and adds up the expected changes. */
function backward(
  densities: Float64Array,
  first: number,
  end: number,
  chain: Chain,
  posterior: Posterior,
  scales: Float64Array,
): void {
  const size = chain.start.length;
  const { regimes, changes } = posterior;
  const future = new Float64Array(size).fill(1);
  const weighted = new Float64Array(size);
  for (let t = end - 2; t >= first; t--) {
    const offset = t * size;
    for (let to = 0; to < size; to++) weighted[to] = (densities[offset + size + to]! * future[to]!) / scales[t + 1]!;
    for (let from = 0; from < size; from++) {
      let sum = 0;
      for (let to = 0; to < size; to++) {
        const term = chain.transition[from * size + to]! * weighted[to]!;
        changes[from * size + to]! += regimes[offset + from]! * term;
        sum += term;
      }
      future[from] = sum;
    }
    for (let k = 0; k < size; k++) regimes[offset + k]! *= future[k]!;
  }
}

/**
 * A function that tells the probabilities of the regimes at a moment (milliseconds since 1970 UTC), which are those of
 * the return that ends then or goes on then, or null where there is none: a simulated rate is settled under the regime
 * of the step that ends.
 *
 * `probabilities` is returns x regimes, flat.
 */
export function regimesAt(
  returns: LogReturns,
  probabilities: Float64Array,
  regimes: number,
): (moment: number) => Float64Array | null {
  const interval = returns.intervalHours * hourMilliseconds;
  return (moment) => {
    const row = firstFrom(returns.ends, moment);
    const end = returns.ends[row];
    if (end === undefined || end - interval >= moment) return null;
    return probabilities.subarray(row * regimes, (row + 1) * regimes);
  };
}

/** Index of the first of ascending moments that is not earlier than `moment`. */
function firstFrom(moments: readonly number[], moment: number): number {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (moments[middle]! < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
