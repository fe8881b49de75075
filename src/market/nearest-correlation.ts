import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { MarginLabError } from '../base/errors.ts';

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
  let unitDiagonal = Matrix.add(original, original.transpose()).div(2);
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
