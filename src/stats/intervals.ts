import { normalQuantile } from './normal.ts';
import { findRoot } from './root.ts';
import { betaQuantile, incompleteBeta } from './special.ts';
import { studentCritical } from './student.ts';

/** Confidence of every interval that this project prints. */
export const confidence = 0.95;
/** Its two-sided normal score, 1.95996... */
export const z95 = normalQuantile(0.5 + confidence / 2);

/** The ends of an interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

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

/** Student's interval for a mean over `paths` values; null for fewer than 2. */
export function meanInterval(mean: number, error: number, paths: number, level = confidence): Interval | null {
  if (paths <= 1) return null;
  const half = studentCritical(level, paths - 1) * error;
  return { low: mean - half, high: mean + half };
}

/** The normal interval of an estimate with this standard error. */
export function normalInterval(estimate: number, error: number): Interval {
  return { low: estimate - z95 * error, high: estimate + z95 * error };
}
