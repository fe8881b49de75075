import { betaQuantile, incompleteBeta } from '../beta.ts';
import { absent, type FigureValue } from '../figure.ts';
import { normalQuantile } from '../normal.ts';
import { findRoot } from '../root.ts';
import type { PathWeights } from '../weights.ts';
import { pValueByInversion, type RareAmounts, rareSumInterval, signedSumInterval } from './event-sum.ts';
import { confidence, type Interval, z95 } from './intervals.ts';

/** Counts that are shares of something may miss a whole number by so much. */
const countRounding = 1e-9;

/** The exact interval for a probability (Clopper & Pearson 1934): never too short. */
export function clopperPearsonInterval(count: number, paths: number, level = confidence): Interval {
  const tail = (1 - level) / 2;
  return {
    low: count <= countRounding ? 0 : betaQuantile(tail, count, paths - count + 1),
    high: count >= paths - countRounding ? 1 : 1 - betaQuantile(tail, paths - count, count + 1),
  };
}

/**
 * Mid-p limits of a probability (Lancaster 1961): those of Clopper and Pearson, but with half of the probability of what was seen on
 * either side of it.
 */
export function midPLimits(count: number, paths: number, level = confidence): Interval {
  const tail = (1 - level) / 2;
  // P(X > count) and half of P(X = count), which rises with the probability.
  const above = (probability: number) =>
    (incompleteBeta(probability, count, paths - count + 1) + incompleteBeta(probability, count + 1, paths - count)) / 2;
  const exact = clopperPearsonInterval(count, paths, level);
  const limit = (probability: number) => findRoot((p) => above(p) - probability, exact.low, exact.high, 0);
  const allOrNone = (2 * tail) ** (1 / paths);
  if (count <= 0) return { low: 0, high: 1 - allOrNone };
  if (count >= paths) return { low: allOrNone, high: 1 };
  return { low: limit(tail), high: limit(1 - tail) };
}

/**
 * Standard error of a probability from two more successes and two more failures than were seen (Agresti & Coull 1998).
 *
 * For a handful of events it stays honest where sqrt(p (1 - p) / n) does not: no event in n paths gives 1.4 / n, not 0.
 */
export function probabilityError(count: number, paths: number): number {
  const trials = paths + 4;
  const share = (count + 2) / trials;
  return Math.sqrt((share * (1 - share)) / trials);
}

/**
 * The probability of an event from the weights of the paths that had it, with standard error and interval: Clopper and Pearson's, or under
 * weights the gamma interval of their sum.
 */
export function probabilityFigure(event: RareAmounts, { paths }: PathWeights): FigureValue {
  if (paths === 0) return absent;
  const { sum, squares } = event;
  const estimate = sum / paths;
  if (squares === sum) {
    return { estimate, stdError: probabilityError(sum, paths), interval: clopperPearsonInterval(sum, paths) };
  }
  const error = Math.sqrt(Math.max(0, squares / paths - estimate * estimate) / paths);
  return { estimate, stdError: error, interval: weightedInterval(event, paths) };
}

function weightedInterval(event: RareAmounts, paths: number): Interval {
  const { low, high } = rareSumInterval(event, paths, { cap: event.largest });
  return { low: Math.min(1, low / paths), high: Math.min(1, (high ?? paths) / paths) };
}

/**
 * Weights of the discordant paths, on which exactly one of two schemes has the event: under the left one only, under the right one only.
 * They alone tell of a difference of probabilities on the same paths.
 */
interface Discordant {
  readonly left: RareAmounts;
  readonly right: RareAmounts;
}

/** The difference left - right with standard error, interval, and the p-value that agrees with the interval. */
export function pairedProbabilityFigure({ left, right }: Discordant, { paths }: PathWeights): FigureValue {
  if (paths === 0) return absent;
  const difference = (left.sum - right.sum) / paths;
  const isCounted = left.squares === left.sum && right.squares === right.sum;
  const intervalAt = (level?: number) =>
    isCounted
      ? discordantInterval(left.sum, right.sum, paths, level)
      : weightedDifferenceInterval({ left, right }, paths, level);
  return {
    estimate: difference,
    stdError: isCounted
      ? pairedError(left.sum, right.sum, paths)
      : Math.sqrt((left.squares + right.squares - paths * difference * difference) / paths / paths),
    interval: intervalAt(),
    pValue: pValueByInversion(intervalAt),
  };
}

/** Standard error with one more discordant path of each kind (Bonett & Price 2012): not 0 when none was seen. */
export function pairedError(leftOnly: number, rightOnly: number, paths: number): number {
  const trials = paths + 2;
  const left = (leftOnly + 1) / trials;
  const right = (rightOnly + 1) / trials;
  return Math.sqrt((left + right - (left - right) ** 2) / trials);
}

/**
 * Interval for the difference of paired proportions: MOVER (Zou & Donner 2008, Statistics in Medicine 27, 1693-1702) of the mid-p limits
 * of both discordant shares, which exclude each other on a path.
 *
 * By simulation it covers 94.6 % at least, and its p-value, the smallest significance at which it excludes 0, holds its size from
 * 5 % to 0.01 %. Exact McNemar and Tango's interval cover as well, but contradict each other.
 */
export function discordantInterval(
  leftOnly: number,
  rightOnly: number,
  paths: number,
  level: number = confidence,
): Interval {
  const z = level === confidence ? z95 : normalQuantile((1 + level) / 2);
  const [left, right] = [leftOnly / paths, rightOnly / paths];
  const [ofLeft, ofRight] = [midPLimits(leftOnly, paths, level), midPLimits(rightOnly, paths, level)];
  const common = (2 * z * z * left * right) / paths;
  const reach = (first: number, second: number) => Math.sqrt(first * first + second * second + common);
  return {
    low: Math.max(-1, left - right - reach(left - ofLeft.low, ofRight.high - right)),
    high: Math.min(1, left - right + reach(ofLeft.high - left, right - ofRight.low)),
  };
}

/** The same under weights, each of which may be as large as the largest that was seen. */
function weightedDifferenceInterval({ left, right }: Discordant, paths: number, level?: number): Interval | null {
  const interval = signedSumInterval(left, right, paths, Math.max(left.largest, right.largest), level);
  return interval && { low: Math.max(-1, interval.low / paths), high: Math.min(1, interval.high / paths) };
}
