import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { gammaln } from 'simple-statistics';
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
