import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { assert } from '../../base/errors.ts';

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

/** Degrees of freedom of a Student-t law, a whole number above 2; null for the normal law. */
export type Tails = number | null;

/** What a scatter matrix C = L L' is needed for: L^-1 as packed lower triangle, and log det C. */
export interface Precision {
  readonly inverseFactor: Float64Array;
  readonly logDeterminant: number;
}

/** Inverse factor and log determinant of the scatter of a law, which must be positive definite. */
export function precisionOf({ mean: { length: size }, scatter }: RegimeLaw): Precision {
  const cholesky = new CholeskyDecomposition(Matrix.from1DArray(size, size, scatter));
  assert(cholesky.isPositiveDefinite(), 'a shrunk scatter matrix is positive definite');
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

/** Squared Mahalanobis distance |L^-1 (x - mean)|^2 of each row of `rows` (t x d, flat) into `distances` (t). */
export function mahalanobis(
  rows: Float64Array,
  mean: Float64Array,
  { inverseFactor }: Precision,
  distances: Float64Array,
): void {
  const size = mean.length;
  const centred = new Float64Array(size);
  for (let t = 0, offset = 0; t < distances.length; t++, offset += size) {
    let total = 0;
    for (let i = 0, at = 0; i < size; i++) {
      centred[i] = rows[offset + i]! - mean[i]!;
      let value = 0;
      for (let j = 0; j <= i; j++, at++) value += inverseFactor[at]! * centred[j]!;
      total += value * value;
    }
    distances[t] = total;
  }
}

/** tr(C^-1 M) for a symmetric M (d x d, flat): the sum over the rows r of L^-1 of r M r'. */
export function traceOfInverse({ inverseFactor }: Precision, matrix: Float64Array): number {
  const size = Math.sqrt(matrix.length);
  let trace = 0;
  for (let row = 0; row < size; row++) {
    for (let i = 0; i <= row; i++) {
      for (let j = 0; j <= row; j++) {
        trace += inverseFactor[packed(row, i)]! * matrix[i * size + j]! * inverseFactor[packed(row, j)]!;
      }
    }
  }
  return trace;
}

/** Log density of a row of `size` values as a function of its squared Mahalanobis distance. */
export function logDensity(tails: Tails, logDeterminant: number, size: number): (distance: number) => number {
  if (tails === null) {
    const constant = -0.5 * (size * Math.log(2 * Math.PI) + logDeterminant);
    return (distance) => constant - 0.5 * distance;
  }
  const power = (tails + size) / 2;
  const constant =
    logGammaOfHalf(tails + size) - logGammaOfHalf(tails) - 0.5 * (size * Math.log(tails * Math.PI) + logDeterminant);
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
export function covarianceOf(law: RegimeLaw, tails: Tails): Float64Array {
  return tails === null ? law.scatter : law.scatter.map((value) => (value * tails) / (tails - 2));
}

/** Scatter of the law of a given covariance, d x d, flat. */
export function scatterOf(covariance: Float64Array, tails: Tails): Float64Array {
  return tails === null ? covariance : covariance.map((value) => (value * (tails - 2)) / tails);
}

/** log Gamma(n / 2) for a whole n above 0, by Gamma(x + 1) = x Gamma(x) from Gamma(1/2) = sqrt(pi) and Gamma(1) = 1. */
function logGammaOfHalf(n: number): number {
  let sum = n % 2 === 0 ? 0 : 0.5 * Math.log(Math.PI);
  for (let x = n / 2 - 1; x > 0; x--) sum += Math.log(x);
  return sum;
}

function packed(row: number, column: number): number {
  return (row * (row + 1)) / 2 + column;
}
