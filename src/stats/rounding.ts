import type { FigureValue } from './figure.ts';

/**
 * Two schemes may do the same on a path and still differ in the last digits, because they add the same sums in another order. Measured:
 * below 1e-13 of the wealth per path. A real difference, such as one fee on one path of a billion, is far above this share.
 */
export const roundingShare = 1e-10;

/** What is known when no path differs: no evidence of a difference, and nothing of how large one may be. */
export function noDifference(paths: number): FigureValue {
  return { estimate: 0, stdError: null, interval: null, pValue: 1, note: `no path of ${paths} differs` };
}

/**
 * A paired difference, or none at all (p = 1) if it is nothing but rounding: if the root of its mean square on one path, estimate and
 * spread together, is within 1e-10 of `scale` (the initial wealth for money, 1 for ratios).
 */
export function withoutRounding(difference: FigureValue, paths: number, scale: number): FigureValue {
  const { estimate, stdError } = difference;
  if (estimate === null) return difference;
  const onePath = Math.hypot(estimate, (stdError ?? 0) * Math.sqrt(paths));
  if (onePath > roundingShare * scale) return difference;
  return noDifference(paths);
}
