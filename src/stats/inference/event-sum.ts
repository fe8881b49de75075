import { studentCritical } from '../beta.ts';
import { gammaQuantile } from '../gamma.ts';
import { normalQuantile } from '../normal.ts';
import { findRootNear } from '../root.ts';
import { confidence, type Interval, z95 } from './intervals.ts';

/**
 * What an interval for a sum of rare nonnegative amounts needs to know of them: sum x, sum x^2 and the largest x over n paths. Under
 * weights every amount is weight times value. All three can be merged.
 */
export interface RareAmounts {
  readonly sum: number;
  readonly squares: number;
  readonly largest: number;
}

/** Sums of signed amounts, those above and the sizes of those below 0 apart: what an interval for a sum is made of. */
export interface SignedAmounts {
  readonly above: RareAmounts;
  readonly below: RareAmounts;
}

/** Collects amounts; those within `rounding` of 0 are none. */
export function createCollector(rounding = 0): { add: (amount: number) => void; amounts: () => SignedAmounts } {
  const above = { sum: 0, squares: 0, largest: 0 };
  const below = { sum: 0, squares: 0, largest: 0 };
  return {
    add(amount) {
      const size = Math.abs(amount);
      if (size <= rounding) return;
      const side = amount > 0 ? above : below;
      side.sum += size;
      side.squares += size * size;
      if (size > side.largest) side.largest = size;
    },
    amounts: () => ({ above, below }),
  };
}

/** What an unseen amount can be: at most `cap`, where one is known; else `factor` times the largest that was seen. */
type Unseen = { readonly cap: number } | { readonly factor: number };

/** Amounts as large as the largest one that would make up the sum of squares: how many events a sum rests on. */
export function effectiveEvents({ sum, squares }: Pick<RareAmounts, 'sum' | 'squares'>): number {
  return squares > 0 ? (sum * sum) / squares : 0;
}

/**
 * Interval for the expectation of a sum of nonnegative amounts that are 0 on most of `paths` paths; the upper end is null where no amount
 * was seen and no cap is known.
 *
 * A gamma law of the mean and variance of the sum (Fay & Feuer 1997, Statistics in Medicine 16, 791-801), whose upper end allows for one
 * more amount of the size that an unseen one may have: as Clopper and Pearson's, which it is nearly where all amounts are 1. Without a cap
 * the upper half is widened from a normal to Student's t of as many degrees as there are effective events.
 */
export function rareSumInterval(
  amounts: RareAmounts,
  paths: number,
  unseen: Unseen,
  level = confidence,
): { readonly low: number; readonly high: number | null } {
  const { sum, squares, largest } = amounts;
  const tail = (1 - level) / 2;
  const low = sum > 0 ? lowerEnd(sum, squares - (sum * sum) / paths, tail) : 0;
  const extra = 'cap' in unseen ? unseen.cap : unseen.factor * largest;
  if (!(extra > 0)) return { low, high: sum > 0 || 'cap' in unseen ? sum : null };
  const mean = sum + extra;
  const variance = squares + extra * extra - (mean * mean) / paths;
  const gamma = variance > 0 ? gammaQuantile(1 - tail, mean, variance) : mean;
  if ('cap' in unseen) return { low, high: Math.min(gamma, unseen.cap * paths) };
  const degrees = Math.max(1, effectiveEvents(amounts));
  const z = level === confidence ? z95 : normalQuantile(1 - tail);
  return { low, high: sum + ((gamma - sum) * studentCritical(level, degrees)) / z };
}

function lowerEnd(sum: number, variance: number, tail: number): number {
  return variance > 0 ? gammaQuantile(tail, sum, variance) : sum;
}

/**
 * Interval for the expectation of a sum of signed amounts, from those above 0 and the sizes of those below it, which never fall on the same path:
 * MOVER (Zou & Donner 2008, Statistics in Medicine 27, 1693-1702) of the intervals of both; null where there is no amount at all.
 *
 * A sign without any amount allows for one as large as the largest of the other. Without a cap (null) an unseen amount may be `factor` times
 * the largest.
 */
export function signedSumInterval(
  above: RareAmounts,
  below: RareAmounts,
  paths: number,
  cap: number | null,
  level = confidence,
  factor = 1,
): Interval | null {
  const largest = Math.max(above.largest, below.largest);
  if (!(largest > 0)) return null;
  const z = level === confidence ? z95 : normalQuantile((1 + level) / 2);
  const end = (amounts: RareAmounts) => {
    if (cap !== null) return rareSumInterval(amounts, paths, { cap }, level);
    if (amounts.sum > 0) return rareSumInterval(amounts, paths, { factor }, level);
    return rareSumInterval({ sum: 0, squares: 0, largest }, paths, { factor }, level);
  };
  const [up, down] = [end(above), end(below)];
  const common = (2 * z * z * above.sum * below.sum) / paths;
  const reach = (first: number, second: number) => Math.sqrt(Math.max(0, first * first + second * second + common));
  const difference = above.sum - below.sum;
  return {
    low: difference - reach(above.sum - up.low, (down.high ?? 0) - below.sum),
    high: difference + reach((up.high ?? 0) - above.sum, below.sum - down.low),
  };
}

/** The smallest p-value that is told apart from 0, and the largest that is told apart from 1. */
const [smallestPValue, largestPValue] = [1e-15, 0.999];

/** The smallest significance at which an interval excludes 0, so that p-value and interval never contradict; 1 if none does. */
export function pValueByInversion(intervalAt: (level: number) => Interval | null): number {
  // Distance of the interval from 0, negative while 0 is inside.
  const outside = (logAlpha: number) => {
    const interval = intervalAt(1 - Math.exp(logAlpha));
    return interval === null ? -1 : Math.max(interval.low, -interval.high);
  };
  const [least, most] = [Math.log(smallestPValue), Math.log(largestPValue)];
  const found = findRootNear(outside, Math.log(0.1), 1, 1e-8, [least, most]);
  return found === most ? 1 : Math.exp(found);
}
