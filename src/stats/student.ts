import { normalQuantile, normalTwoSided } from './normal.ts';
import { findRoot } from './root.ts';
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
  const excess = (logarithm: number) => Math.log(studentTwoSided(Math.exp(logarithm), degrees)) - target;
  const low = Math.log(normal) - 1e-6;
  let high = low + 0.5;
  while (excess(high) > 0) high += high - low;
  return Math.exp(findRoot(excess, low, high, 1e-15));
}
