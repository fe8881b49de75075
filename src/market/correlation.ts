import { CholeskyDecomposition, EigenvalueDecomposition, Matrix, QrDecomposition } from 'ml-matrix';
import { assert, MarginLabError } from '../base/errors.ts';

/** How far a diagonal may be from 1, and two mirrored entries from each other: what rounding in a file can do. */
const entryTolerance = 1e-9;

/** An eigenvalue down to minus this, times the size of the matrix, counts as zero. */
const eigenvalueTolerance = 1e-10;

/** Pivots of a Cholesky factor below this are lost to rounding; the factor is then taken from the eigenvectors. */
const smallestSafePivot = 1e-5;

type Rows = readonly (readonly number[])[];

/** Why a matrix is no correlation matrix; `row` and `column` count from 0 and name the first offending entry. */
export interface CorrelationFault {
  readonly kind: 'shape' | 'not-symmetric' | 'diagonal' | 'out-of-bounds' | 'not-positive-semidefinite';
  readonly row?: number;
  readonly column?: number;
  /** Present for `not-positive-semidefinite`. */
  readonly smallestEigenvalue?: number;
}

/**
 * The first thing that keeps `matrix` (n x n) from being a correlation matrix, the most elementary first, or null.
 *
 * Never throws, whatever rows of numbers it is asked about. An entry that is no finite number is `out-of-bounds`.
 */
export function correlationFault(matrix: Rows): CorrelationFault | null {
  return (
    shapeFault(matrix) ??
    firstEntry(matrix, 'out-of-bounds', (value) => !Number.isFinite(value)) ??
    firstEntry(matrix, 'not-symmetric', (value, i, j) => Math.abs(value - matrix[j]![i]!) > entryTolerance) ??
    firstEntry(matrix, 'diagonal', (value, i, j) => i === j && Math.abs(value - 1) > entryTolerance) ??
    firstEntry(matrix, 'out-of-bounds', (value, i, j) => i !== j && Math.abs(value) > 1) ??
    definitenessFault(matrix)
  );
}

/** Smallest eigenvalue of a symmetric matrix (n x n); mirrored entries are averaged first. */
export function smallestEigenvalue(matrix: Rows): number {
  return Math.min(...new EigenvalueDecomposition(symmetrised(matrix), { assumeSymmetric: true }).realEigenvalues);
}

/**
 * Lower factor L (n x n, diagonal not below 0, rows of length 1) with L L' = `matrix`, which must pass
 * `correlationFault`.
 *
 * A matrix of less than full rank is legal (two assets with correlation 1 or -1). Cholesky's recurrence divides by
 * pivots that are then rounding noise, so in that case L comes from a square root by eigenvectors, made triangular by
 * QR: with matrix = V D V' and (V sqrt(D))' = Q R follows matrix = R' R. Where both exist they are the same factor.
 * Only + - x / and square roots are used, so the bits do not depend on the machine.
 */
export function choleskyFactor(matrix: Rows): number[][] {
  assert(correlationFault(matrix) === null, 'only a correlation matrix is factored');
  const symmetric = symmetrised(matrix);
  const cholesky = new CholeskyDecomposition(symmetric);
  const lower = cholesky.lowerTriangularMatrix;
  const safe = cholesky.isPositiveDefinite() && lower.diagonal().every((pivot) => pivot > smallestSafePivot);
  return withUnitRows((safe ? lower : semidefiniteFactor(symmetric)).to2DArray());
}

function semidefiniteFactor(symmetric: Matrix): Matrix {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
  const noise = symmetric.rows * symmetric.rows * Number.EPSILON;
  const scales = realEigenvalues.map((value) => (value > noise ? Math.sqrt(value) : 0));
  const root = eigenvectorMatrix.mulRowVector(scales).transpose();
  const upper = new QrDecomposition(root).upperTriangularMatrix;
  for (let i = 0; i < upper.rows; i++) if (upper.get(i, i) < 0) upper.mulRow(i, -1);
  return upper.transpose();
}

/** Clears what is rounding noise, and scales each row to length 1, so that every shock has variance 1. */
function withUnitRows(lower: number[][]): number[][] {
  return lower.map((row) => {
    const cleared = row.map((value) => (Math.abs(value) < 1e-12 ? 0 : value));
    const length = Math.sqrt(cleared.reduce((sum, value) => sum + value * value, 0));
    return cleared.map((value) => value / length);
  });
}

function shapeFault(matrix: Rows): CorrelationFault | null {
  if (matrix.length === 0) return { kind: 'shape' };
  const row = matrix.findIndex((values) => values.length !== matrix.length);
  return row === -1 ? null : { kind: 'shape', row };
}

function definitenessFault(matrix: Rows): CorrelationFault | null {
  const smallest = smallestEigenvalue(matrix);
  if (smallest >= -eigenvalueTolerance * matrix.length) return null;
  return { kind: 'not-positive-semidefinite', smallestEigenvalue: smallest };
}

function firstEntry(
  matrix: Rows,
  kind: CorrelationFault['kind'],
  isWrong: (value: number, row: number, column: number) => boolean,
): CorrelationFault | null {
  for (const [row, values] of matrix.entries()) {
    const column = values.findIndex((value, index) => isWrong(value, row, index));
    if (column !== -1) return { kind, row, column };
  }
  return null;
}

function symmetrised(matrix: Rows): Matrix {
  return new Matrix(matrix.map((row, i) => row.map((value, j) => (value + matrix[j]![i]!) / 2)));
}

/** Far beyond the few hundred that matrices near the boundary take; reached by what is no estimate of anything. */
const mostIterations = 20_000;

/** Relative change of an iteration below which the projections have met; finer than the 1e-7 promised. */
const convergence = 1e-12;

/** The nearest correlation matrix and how far it is. */
export interface NearestCorrelation {
  /** n x n: symmetric, unit diagonal, positive semi-definite. */
  readonly matrix: number[][];
  /** Frobenius norm of the change, both triangles counted. */
  readonly distance: number;
  readonly iterations: number;
}

/**
 * The correlation matrix nearest to a symmetric matrix (n x n) in the Frobenius norm.
 *
 * Alternating projections on the positive semi-definite matrices and on those of unit diagonal, with Dykstra's
 * correction for the first set, which is no subspace (N. J. Higham, IMA Journal of Numerical Analysis 22, 2002,
 * algorithm 3.3). Throws an input error if the projections do not meet.
 */
export function nearestCorrelation(symmetric: readonly (readonly number[])[]): NearestCorrelation {
  const original = new Matrix(symmetric.map((row) => [...row]));
  let unitDiagonal = symmetrised(symmetric);
  let correction = Matrix.zeros(original.rows, original.columns);
  for (let iteration = 1; iteration <= mostIterations; iteration++) {
    const corrected = Matrix.sub(unitDiagonal, correction);
    const semidefinite = projectOnSemidefinite(corrected);
    correction = Matrix.sub(semidefinite, corrected);
    const next = semidefinite.clone();
    for (let i = 0; i < next.rows; i++) next.set(i, i, 1);
    const size = next.norm('frobenius');
    const change = Matrix.sub(next, unitDiagonal).norm('frobenius') / size;
    const apart = Matrix.sub(next, semidefinite).norm('frobenius') / size;
    unitDiagonal = next;
    if (Math.max(change, apart) < convergence) {
      const matrix = withUnitDiagonal(projectOnSemidefinite(unitDiagonal));
      return {
        matrix: matrix.to2DArray(),
        distance: Matrix.sub(matrix, original).norm('frobenius'),
        iterations: iteration,
      };
    }
  }
  throw new MarginLabError('input', `no nearest correlation matrix found in ${mostIterations} iterations`);
}

/** Drops the negative eigenvalues: V max(D, 0) V'. */
function projectOnSemidefinite(matrix: Matrix): Matrix {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  const kept = realEigenvalues.map((value) => Math.max(value, 0));
  const projected = Matrix.mul(eigenvectorMatrix, 1).mulRowVector(kept).mmul(eigenvectorMatrix.transpose());
  return Matrix.add(projected, projected.transpose()).div(2);
}

/**
 * Scales rows and columns to a diagonal of exactly 1, by factors near 1: eigenvalues keep their signs. A correlation that
 * rounding carries a hair beyond 1 is 1.
 */
function withUnitDiagonal(matrix: Matrix): Matrix {
  const scales = matrix.diagonal().map((value) => 1 / Math.sqrt(value));
  const scaled = matrix.mulRowVector(scales).mulColumnVector(scales);
  for (let i = 0; i < scaled.rows; i++) {
    for (let j = 0; j < scaled.columns; j++)
      scaled.set(i, j, i === j ? 1 : Math.max(-1, Math.min(1, scaled.get(i, j))));
  }
  return scaled;
}
