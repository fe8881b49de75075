import { hourMilliseconds } from '../history/moment.ts';
import type { LogReturns } from '../history/returns.ts';

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
