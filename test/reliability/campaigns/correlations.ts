import seedrandom from 'seedrandom';
import {
  choleskyFactor,
  correlationFault,
  nearestCorrelation,
  smallestEigenvalue,
} from '../../../src/market/correlation.ts';
import { between, chance, list, pick, type Random, whole } from '../../support/random.ts';
import type { Campaign } from '../promise.ts';

type Matrix = readonly (readonly number[])[];

/** Nearer than this to having an eigenvalue of 0, either answer is right. */
const undecided = 1e-8;

/** Matrices whose smallest eigenvalue is known and near 0, on either side, and such with an elementary fault. */
export const correlations: Campaign = async ({ count, seed }) => {
  const random = seedrandom(seed);
  const failures: string[] = [];
  for (let tried = 0; tried < count; tried++) {
    const { matrix, smallest } = nearlySemidefinite(random);
    const fault = chance(random, 0.2) ? elementary(matrix, random) : definite(matrix, smallest);
    if (fault !== null) failures.push(`matrix ${tried}: ${fault}: ${JSON.stringify(matrix)}`);
  }
  return { tried: count, failures };
};

/**
 * Assets of equal correlation r, of which some are turned over and all are shuffled, which leaves eigenvalues alone: the smallest is
 * 1 + (n - 1) r or 1 - r.
 */
function nearlySemidefinite(random: Random): { readonly matrix: Matrix; readonly smallest: number } {
  const size = whole(random, 2, 8);
  const distance = 10 ** between(random, -12, -1) * pick(random, [1, -1]);
  const lowest = -1 / (size - 1);
  const r = Math.max(-1, Math.min(1, pick(random, [lowest + distance, 1 - Math.abs(distance)])));
  const signs = list(size, () => pick(random, [1, -1]));
  const matrix = signs.map((one, i) => signs.map((other, j) => (i === j ? 1 : one * other * r)));
  return { matrix, smallest: Math.min(1 + (size - 1) * r, 1 - r) };
}

/** What is wrong with the answers about a matrix that has no fault but its eigenvalue. */
function definite(matrix: Matrix, smallest: number): string | null {
  const fault = correlationFault(matrix);
  if (Math.abs(smallestEigenvalue(matrix) - smallest) > 1e-12) return `the smallest eigenvalue is ${smallest}`;
  if (fault !== null) {
    if (smallest >= -1e-11) return `is refused with ${JSON.stringify(fault)}`;
    if (fault.kind !== 'not-positive-semidefinite') return `is refused as ${fault.kind}`;
    if (Math.abs(fault.smallestEigenvalue! - smallest) > 1e-12) return `is refused with ${fault.smallestEigenvalue}`;
    const nearest = nearestCorrelation(matrix).matrix;
    return correlationFault(nearest) === null ? null : 'its nearest correlation matrix is none';
  }
  if (smallest < -undecided) return 'is accepted';
  const factor = choleskyFactor(matrix);
  const product = matrix.map((_, i) =>
    matrix.map((__, j) => factor[i]!.reduce((sum, x, k) => sum + x * factor[j]![k]!, 0)),
  );
  const error = Math.max(...matrix.flatMap((row, i) => row.map((value, j) => Math.abs(value - product[i]![j]!))));
  return error < 1e-6 ? null : `its factor gives it but for ${error}`;
}

/** What is wrong with the answer about a matrix with a fault that anybody sees. */
function elementary(matrix: Matrix, random: Random): string | null {
  const size = matrix.length;
  const i = whole(random, 0, size - 1);
  const j = (i + whole(random, 1, size - 1)) % size;
  const changed = matrix.map((row) => [...row]);
  const [kind, set] = pick(random, [
    ['not-symmetric', () => (changed[i]![j]! *= 0.9)],
    ['diagonal', () => (changed[i]![i] = pick(random, [0, 0.9, 1.1, -1]))],
    ['out-of-bounds', () => (changed[i]![j] = changed[j]![i] = pick(random, [1.001, -1.001, 5]))],
    ['out-of-bounds', () => (changed[i]![j] = pick(random, [Number.NaN, Number.POSITIVE_INFINITY]))],
    ['shape', () => changed[i]!.pop()],
  ] as const);
  set();
  const fault = correlationFault(changed);
  return fault?.kind === kind ? null : `with a fault of kind ${kind} it is answered ${JSON.stringify(fault)}`;
}
