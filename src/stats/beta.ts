import { gammaln } from 'simple-statistics';
import { MarginLabError } from '../base/errors.ts';
import { normalQuantile, normalTwoSided } from './normal.ts';
import { findRootNear } from './root.ts';

const smallest = 1e-300;
const iterationLimit = 1_000_000;

/**
 * Regularised incomplete beta function I_x(a, b), for x in [0, 1] and a, b above 0.
 *
 * One function serves three laws: binomial (exact tests, ranks), Student t and beta (Clopper-Pearson). Continued
 * fraction by the modified Lentz method (Press et al. 2007, section 6.4); about sqrt(max(a, b)) terms.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const logFactor = a * Math.log(x) + b * Math.log1p(-x) + gammaln(a + b) - gammaln(a) - gammaln(b);
  return (Math.exp(logFactor) * betaFraction(x, a, b)) / a;
}

function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= iterationLimit; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    const change = d * c;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-15) return fraction;
  }
  throw new MarginLabError('bug', `incomplete beta function: no convergence at x ${x}, a ${a}, b ${b}`);
}

function awayFromZero(value: number): number {
  return Math.abs(value) < smallest ? smallest : value;
}

/**
 * x in [0, 1] with I_x(a, b) = probability, for a probability in (0, 1).
 *
 * The search begins at the normal approximation of Carter (Abramowitz & Stegun 1964, 26.5.22), or at the mean where it does not hold.
 */
export function betaQuantile(probability: number, a: number, b: number): number {
  const excess = (x: number) => incompleteBeta(x, a, b) - probability;
  const mean = a / (a + b);
  const spread = Math.sqrt((mean * (1 - mean)) / (a + b + 1));
  const guess = Math.min(a, b) >= 1 ? carterGuess(probability, a, b) : mean;
  return findRootNear(excess, guess, 0.02 * spread, 0, [0, 1]);
}

function carterGuess(probability: number, a: number, b: number): number {
  const score = -normalQuantile(probability);
  const lambda = (score * score - 3) / 6;
  const [one, other] = [1 / (2 * a - 1), 1 / (2 * b - 1)];
  const harmonic = 2 / (one + other);
  const w = (score * Math.sqrt(harmonic + lambda)) / harmonic - (other - one) * (lambda + 5 / 6 - 2 / (3 * harmonic));
  return a / (a + b * Math.exp(2 * w));
}

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

/** P(X <= count) for X binomial with `trials` and `probability`. */
export function binomialCdf(count: number, trials: number, probability: number): number {
  if (count < 0) return 0;
  if (count >= trials) return 1;
  return incompleteBeta(1 - probability, trials - count, count + 1);
}

/** Largest count with P(X <= count) <= tail, or -1 if there is none. */
export function binomialLowerRank(trials: number, probability: number, tail: number): number {
  let low = -1;
  let high = trials;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (binomialCdf(middle, trials, probability) <= tail) low = middle;
    else high = middle;
  }
  return low;
}
