/**
 * The standard normal law to about 1e-14, relative also in the tails: intervals and p-values need more digits than the
 * 2 to 4 of the descriptive libraries.
 */

const inverseSqrt2Pi = 0.3989422804014327;

/** exp(-x^2 / 2) / sqrt(2 pi). */
export function normalDensity(x: number): number {
  return inverseSqrt2Pi * Math.exp(-0.5 * x * x);
}

/** P(Z > x), accurate relative to itself for every x. */
export function normalUpperTail(x: number): number {
  if (x < 0) return 1 - normalUpperTail(-x);
  return x < 1 ? 0.5 - centre(x) : normalDensity(x) * millsRatio(x);
}

/** P(Z <= x). */
export function normalCdf(x: number): number {
  return normalUpperTail(-x);
}

/** P(0 < Z <= x) = density(x) (x + x^3/3 + x^5/15 + ...), all terms positive (Abramowitz & Stegun 1964, 26.2.11). */
function centre(x: number): number {
  let term = x;
  let sum = x;
  for (let odd = 3; term > 1e-17 * sum; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return normalDensity(x) * sum;
}

/**
 * P(Z > x) / density(x) = 1/(x + 1/(x + 2/(x + 3/(x + ...)))) (Abramowitz & Stegun 1964, 26.2.14), from the inside out.
 * 400 terms are exact at x = 1, and the fewer are needed the larger x is.
 */
function millsRatio(x: number): number {
  let fraction = x;
  for (let k = Math.ceil(400 / (x * x)) + 10; k >= 1; k--) fraction = x + k / fraction;
  return 1 / fraction;
}

/**
 * x with P(Z <= x) = probability, for a probability in (0, 1); infinite at 0 and 1.
 *
 * Start: Abramowitz & Stegun (1964) 26.2.23, error below 4.5e-4; each Halley step then cubes the error.
 */
export function normalQuantile(probability: number): number {
  if (probability <= 0) return -Infinity;
  if (probability >= 1) return Infinity;
  if (probability === 0.5) return 0;
  const tail = Math.min(probability, 1 - probability);
  const t = Math.sqrt(-2 * Math.log(tail));
  const numerator = 2.515517 + t * (0.802853 + t * 0.010328);
  const denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  let x = t - numerator / denominator;
  for (let step = 0; step < 3; step++) {
    const error = (tail - normalUpperTail(x)) / normalDensity(x);
    x -= error / (1 + (x * error) / 2);
  }
  return probability < 0.5 ? -x : x;
}

/** Two-sided p-value of a standard normal score. */
export function normalTwoSided(score: number): number {
  return Math.min(1, 2 * normalUpperTail(Math.abs(score)));
}
