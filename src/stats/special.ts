import { gammaln } from 'simple-statistics';
import { MarginLabError } from '../base/errors.ts';
import { normalQuantile } from './normal.ts';
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
