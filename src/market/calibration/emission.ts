import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { gammaln } from 'simple-statistics';
import { assert } from '../../base/errors.ts';
import { limits } from '../../base/limits.ts';

/**
 * Law of the d returns of a row in one regime: elliptical, normal or Student-t by the `Tails` that all regimes share.
 * For the normal law the scatter is the covariance; for Student-t the covariance is scatter * nu / (nu - 2).
 */
export interface RegimeLaw {
  /** d. */
  readonly mean: Float64Array;
  /** Positive definite, d x d, row by row. */
  readonly scatter: Float64Array;
}

/** Degrees of freedom of a Student-t law, a real number above 2; null for the normal law. */
export type Tails = number | null;

/** What a scatter matrix C = L L' is needed for: L^-1 as packed lower triangle, and log det C. */
export interface Precision {
  readonly inverseFactor: Float64Array;
  readonly logDeterminant: number;
}

/** Inverse factor and log determinant of a symmetric matrix (size x size, flat), which must be positive definite. */
export function precisionOf(matrix: Float64Array, size: number): Precision {
  const cholesky = new CholeskyDecomposition(Matrix.from1DArray(size, size, matrix));
  assert(cholesky.isPositiveDefinite(), 'the scatter of a regime is positive definite');
  const lower = cholesky.lowerTriangularMatrix;
  const inverseFactor = new Float64Array((size * (size + 1)) / 2);
  let logDeterminant = 0;
  for (let i = 0; i < size; i++) {
    const pivot = lower.get(i, i);
    logDeterminant += 2 * Math.log(pivot);
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum += lower.get(i, k) * inverseFactor[packed(k, j)]!;
      inverseFactor[packed(i, j)] = -sum / pivot;
    }
    inverseFactor[packed(i, i)] = 1 / pivot;
  }
  return { inverseFactor, logDeterminant };
}

/** The inverse (size x size, flat) that an inverse factor belongs to: L'^-1 L^-1. */
export function inverseOf({ inverseFactor }: Precision, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let i = 0; i <= row; i++) {
      for (let j = 0; j <= row; j++)
        inverse[i * size + j]! += inverseFactor[packed(row, i)]! * inverseFactor[packed(row, j)]!;
    }
  }
  return inverse;
}

/** tr(A B) of two symmetric matrices of the same size, flat. */
export function traceOfProduct(a: Float64Array, b: Float64Array): number {
  let trace = 0;
  for (let at = 0; at < a.length; at++) trace += a[at]! * b[at]!;
  return trace;
}

/** Squared Mahalanobis distance |L^-1 (x - mean)|^2 of each row of `rows` (t x d, flat) into every `stride`-th of `distances` from `first`. */
export function mahalanobis(
  rows: Float64Array,
  mean: Float64Array,
  { inverseFactor }: Precision,
  distances: Float64Array,
  first = 0,
  stride = 1,
): void {
  const size = mean.length;
  const centred = new Float64Array(size);
  for (let offset = 0, to = first; offset < rows.length; offset += size, to += stride) {
    let total = 0;
    for (let i = 0, at = 0; i < size; i++) {
      centred[i] = rows[offset + i]! - mean[i]!;
      let value = 0;
      for (let j = 0; j <= i; j++, at++) value += inverseFactor[at]! * centred[j]!;
      total += value * value;
    }
    distances[to] = total;
  }
}

/** Log density of a row of `size` values as a function of its squared Mahalanobis distance. */
export function logDensity(tails: Tails, logDeterminant: number, size: number): (distance: number) => number {
  if (tails === null) {
    const constant = -0.5 * (size * Math.log(2 * Math.PI) + logDeterminant);
    return (distance) => constant - 0.5 * distance;
  }
  const power = (tails + size) / 2;
  const constant =
    gammaln((tails + size) / 2) - gammaln(tails / 2) - 0.5 * (size * Math.log(tails * Math.PI) + logDeterminant);
  return (distance) => constant - power * Math.log1p(distance / tails);
}

/**
 * Expected precision of a row given its distance, 1 for the normal law: a Student-t row is a normal row of unknown
 * precision, and rows far out are told to have a low one, so that they count less (Lange, Little and Taylor, JASA 84,
 * 1989).
 */
export function rowPrecision(tails: Tails, distance: number, size: number): number {
  return tails === null ? 1 : (tails + size) / (tails + distance);
}

/** Covariance of a law, d x d, flat. */
export function covarianceOf(scatter: Float64Array, tails: Tails): Float64Array {
  return tails === null ? scatter : scatter.map((value) => (value * tails) / (tails - 2));
}

/** Place of an element of a lower triangle that is packed row by row. */
export function packed(row: number, column: number): number {
  return (row * (row + 1)) / 2 + column;
}

/**
 * Fewer degrees would be fitted where there are too few regimes. But a market file gives volatilities, and the standard
 * deviation of such a law is the extrapolation of its tails: it doubles from 3 to 2.25.
 */
export const leastDegrees = 3;

/** Evaluations of one search: EM repeats it, so it need not be exact. */
const mostEvaluations = 6;

/** Of log(degrees): a step that moves the likelihood by less than the tolerance of EM. */
const precise = 3e-4;

/** A row that belongs to a regime with a lower probability than this says nothing about the tails. */
const leastTailProbability = 1e-6;

/**
 * Degrees of freedom that make the rows likeliest given their regimes and squared distances: a maximum over
 * log(degrees) from 3 to the limit of the market file, by a guarded secant from `current`; never less likely than that.
 *
 * `probabilities` and `distances` are rows x regimes, flat; `size` is the number of assets. The row's precision is
 * integrated out here and not only expected, as in ECME (Liu and Rubin, Biometrika 81, 1994), which converges sooner.
 */
export function likeliestDegrees(
  probabilities: Float64Array,
  distances: Float64Array,
  size: number,
  current: number,
): number {
  const { largest } = limits.shockDegrees;
  const within = (value: number) => Math.min(Math.max(value, Math.log(leastDegrees)), Math.log(largest));
  const weights = new Float64Array(probabilities.length);
  const squares = new Float64Array(probabilities.length);
  let count = 0;
  for (let cell = 0; cell < probabilities.length; cell++) {
    if (probabilities[cell]! < leastTailProbability) continue;
    weights[count] = probabilities[cell]!;
    squares[count] = distances[cell]!;
    count += 1;
  }
  const at = (logarithm: number) => ({
    logarithm,
    ...profile(weights.subarray(0, count), squares.subarray(0, count), size, Math.exp(logarithm)),
  });
  let before = at(within(Math.log(current)));
  let best = before;
  let now = at(within(before.logarithm + (before.slope > 0 ? 0.02 : -0.02)));
  for (let evaluation = 2; evaluation < mostEvaluations; evaluation++) {
    if (now.value > best.value) best = now;
    const turn = now.slope - before.slope;
    const width = now.logarithm - before.logarithm;
    const step = turn * width < 0 ? (-now.slope * width) / turn : Math.sign(now.slope) * 0.3;
    const next = within(now.logarithm + Math.min(Math.max(step, -0.7), 0.7));
    if (Math.abs(next - now.logarithm) < precise) break;
    before = now;
    now = at(next);
  }
  return Math.exp((now.value > best.value ? now : best).logarithm);
}

/** Log-likelihood of the rows as a function of the degrees, up to a constant, and its slope in log(degrees). */
function profile(
  weights: Float64Array,
  squares: Float64Array,
  size: number,
  degrees: number,
): { value: number; slope: number } {
  let total = 0;
  let logarithms = 0;
  let shares = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    const square = squares[i]!;
    total += weight;
    logarithms += weight * Math.log1p(square / degrees);
    shares += (weight * square) / (degrees + square);
  }
  const half = (degrees + size) / 2;
  const value = total * (gammaln(half) - gammaln(degrees / 2) - (size / 2) * Math.log(degrees)) - half * logarithms;
  const slope =
    total * (digamma(half) / 2 - digamma(degrees / 2) / 2 - size / (2 * degrees)) -
    logarithms / 2 +
    (half / degrees) * shares;
  return { value, slope: slope * degrees };
}

/** Derivative of log gamma at x > 0: recurrence up to 6, then the asymptotic series (Abramowitz and Stegun 6.3.18). */
export function digamma(x: number): number {
  let result = 0;
  let at = x;
  for (; at < 6; at++) result -= 1 / at;
  const square = 1 / (at * at);
  return (
    result +
    Math.log(at) -
    0.5 / at -
    square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))))
  );
}
