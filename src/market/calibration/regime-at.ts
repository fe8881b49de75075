import { hourMilliseconds } from '../history/moment.ts';
import type { LogReturns } from '../history/returns.ts';

/**
 * A function that tells the most likely regime of the time between two moments (milliseconds since 1970 UTC): the one
 * of the largest sum of probabilities over the returns that overlap it, or null if there are none.
 *
 * `probabilities` is returns x regimes, flat.
 */
export function regimeAt(
  returns: LogReturns,
  probabilities: Float64Array,
  regimes: number,
): (from: number, to: number) => number | null {
  const interval = returns.intervalHours * hourMilliseconds;
  return (from, to) => {
    let row = firstAfter(returns.ends, from);
    const sums = Array.from({ length: regimes }, () => 0);
    let found = false;
    for (; row < returns.ends.length && returns.ends[row]! < to + interval; row++) {
      found = true;
      for (let k = 0; k < regimes; k++) sums[k]! += probabilities[row * regimes + k]!;
    }
    return found ? sums.indexOf(Math.max(...sums)) : null;
  };
}

/** Index of the first of ascending moments that is later than `moment`. */
function firstAfter(moments: readonly number[], moment: number): number {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (moments[middle]! <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
