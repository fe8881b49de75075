import { normalQuantile, normalTwoSided } from './normal.ts';
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
  let low = normal;
  let high = 2 * normal;
  while (studentTwoSided(high, degrees) > 1 - confidence) high *= 2;
  for (let i = 0; i < 100 && high - low > 4e-16 * high; i++) {
    const middle = (low + high) / 2;
    if (studentTwoSided(middle, degrees) > 1 - confidence) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
