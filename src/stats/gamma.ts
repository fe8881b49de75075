import { gammaln } from 'simple-statistics';
import { MarginLabError } from '../base/errors.ts';
import { normalQuantile } from './normal.ts';
import { findRootNear } from './root.ts';

const iterationLimit = 1_000_000;
/** Above this shape the cube root of a gamma variable is normal to more digits than an interval needs. */
const largestExactShape = 1e5;
/** Quantiles below e to this power of the scale are 0 for every purpose. */
const smallestLogarithm = -700;

/**
 * Regularised lower incomplete gamma function P(shape, x): the probability that a gamma variable of this shape and scale 1 is at most x.
 *
 * Series below shape + 1, continued fraction by the modified Lentz method above it (Press et al. 2007, section 6.2).
 */
export function incompleteGamma(shape: number, x: number): number {
  if (x <= 0) return 0;
  if (x === Infinity) return 1;
  const factor = Math.exp(shape * Math.log(x) - x - gammaln(shape));
  return x < shape + 1 ? factor * series(shape, x) : 1 - factor * fraction(shape, x);
}

/** 1/a + x/(a (a+1)) + x^2/(a (a+1) (a+2)) + ... */
function series(shape: number, x: number): number {
  let term = 1 / shape;
  let sum = term;
  for (let n = 1; n <= iterationLimit; n++) {
    term *= x / (shape + n);
    sum += term;
    if (term < 1e-16 * sum) return sum;
  }
  throw new MarginLabError('bug', `incomplete gamma function: no convergence at shape ${shape}, x ${x}`);
}

function fraction(shape: number, x: number): number {
  let b = x + 1 - shape;
  let c = 1e300;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n <= iterationLimit; n++) {
    const a = -n * (n - shape);
    b += 2;
    d = 1 / awayFromZero(a * d + b);
    c = awayFromZero(b + a / c);
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) return value;
  }
  throw new MarginLabError('bug', `incomplete gamma function: no convergence at shape ${shape}, x ${x}`);
}

function awayFromZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}

/**
 * Quantile of the gamma law of this mean and variance (shape mean^2 / variance), both above 0.
 *
 * By the cube root, which is nearly normal (Wilson & Hilferty 1931): above a shape of 1e5 that is all; below, it is where the search for the
 * exact quantile begins.
 */
export function gammaQuantile(probability: number, mean: number, variance: number): number {
  const shape = (mean * mean) / variance;
  const scale = variance / mean;
  const root = Math.max(0.01, 1 - 1 / (9 * shape) + normalQuantile(probability) / (3 * Math.sqrt(shape)));
  const guess = shape * root * root * root;
  if (shape > largestExactShape) return scale * guess;
  const excess = (logarithm: number) => incompleteGamma(shape, Math.exp(logarithm)) - probability;
  // The guess errs by some hundredths over the shape.
  const step = 0.02 / Math.max(0.2, shape);
  return scale * Math.exp(findRootNear(excess, Math.log(guess), step, 1e-14, [smallestLogarithm, Infinity]));
}
