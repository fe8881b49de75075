import { normalQuantile, normalTwoSided } from './normal.ts';
import { findRootNear } from './root.ts';
import { incompleteBeta } from './special.ts';

/** Beyond this many degrees of freedom the normal law is the same to the digits that matter (difference below 1e-6). */
const nearlyNormal = 1_000_000;

/** Two-sided p-value of a t score. */
export function studentTwoSided(score: number, degrees: number): number {
  if (!Number.isFinite(score)) return 0;
  if (degrees > nearlyNormal) return normalTwoSided(score);
  return incompleteBeta(degrees / (degrees + score * score), degrees / 2, 0.5);
}

/** t above 0 with P(|T| > t) = 1 - confidence. */
export function studentCritical(confidence: number, degrees: number): number {
  const normal = normalQuantile(0.5 + confidence / 2);
  if (degrees > nearlyNormal) return normal;
  // Tails fall like a power, which is a line on logarithmic scales.
  const target = Math.log(1 - confidence);
  const excess = (logarithm: number) => target - Math.log(studentTwoSided(Math.exp(logarithm), degrees));
  // First term of the expansion about the normal quantile (Abramowitz & Stegun 1964, 26.7.5).
  const guess = Math.log(normal) + Math.log1p((normal * normal + 1) / (4 * degrees));
  return Math.exp(findRootNear(excess, guess, 0.2 / degrees, 1e-15));
}
