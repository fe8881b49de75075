import { studentCritical } from '../beta.ts';
import { normalQuantile } from '../normal.ts';

/** Confidence of every interval that this project prints. */
export const confidence = 0.95;
/** Its two-sided normal score, 1.95996... */
export const z95 = normalQuantile(0.5 + confidence / 2);

/** The ends of an interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
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
