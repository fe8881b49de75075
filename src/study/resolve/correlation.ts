import { type CorrelationFault, correlationFault } from '../../market/correlation.ts';
import { nearestCorrelation } from '../../market/nearest-correlation.ts';
import type { Problems } from '../document/problems.ts';
import type { TreeNode } from '../document/tree.ts';

export interface CorrelationRequest {
  /** Name of the regime, for messages. */
  readonly regime: string;
  /** As read: one number for all pairs, the rows, or nothing. */
  readonly value: number | readonly (readonly number[])[] | undefined;
  readonly assets: readonly string[];
  /** Whether a matrix that is not positive semi-definite is to be replaced by the nearest one that is. */
  readonly repair: boolean;
}

/** The correlation matrix of a regime, checked; nothing if there is a problem with it. A repair is reported in `warnings`. */
export function resolveCorrelation(
  request: CorrelationRequest,
  regimeNode: TreeNode,
  problems: Problems,
  warnings: string[],
): readonly (readonly number[])[] | undefined {
  const { value, assets } = request;
  if (value === undefined) {
    if (assets.length === 1) return [[1]];
    problems.add(regimeNode, ['correlation'], `is missing in regime ${request.regime}`, {
      allowed: `one number for all pairs, or a matrix of ${assets.length} by ${assets.length}; \`correlation\` of the market serves all regimes that give none`,
    });
    return undefined;
  }
  const matrix = typeof value === 'number' ? equalPairs(value, assets.length) : value;
  const fault = matrix.length === assets.length ? correlationFault(matrix) : { kind: 'shape' as const };
  if (fault === null) return matrix;
  if (fault.kind === 'not-positive-semidefinite' && request.repair) return repaired(matrix, fault, request, warnings);
  reportFault(fault, matrix, request, regimeNode, problems);
  return undefined;
}

function equalPairs(rho: number, size: number): number[][] {
  return Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (_, column) => (row === column ? 1 : rho)),
  );
}

function repaired(
  matrix: readonly (readonly number[])[],
  fault: CorrelationFault,
  { regime }: CorrelationRequest,
  warnings: string[],
): number[][] {
  const nearest = nearestCorrelation(matrix);
  warnings.push(
    `The correlation of regime ${regime} was replaced by the nearest correlation matrix (Higham 2002), as the market file asks: ` +
      `distance ${nearest.distance.toPrecision(3)} (Frobenius norm), smallest eigenvalue before ${figure(fault.smallestEigenvalue)}.`,
  );
  return nearest.matrix;
}

function reportFault(
  fault: CorrelationFault,
  matrix: readonly (readonly number[])[],
  { regime, value, assets }: CorrelationRequest,
  regimeNode: TreeNode,
  problems: Problems,
): void {
  const { kind, row = 0, column = 0 } = fault;
  const cell = ['correlation', row, column];
  const named = `${assets[row]} and ${assets[column]}`;
  const mirrored = matrix[column]?.[row];
  switch (kind) {
    case 'shape': {
      const size = `a matrix of ${assets.length} by ${assets.length}, one row and one column per asset`;
      const isRow = fault.row !== undefined && matrix.length === assets.length;
      const got = isRow ? String(matrix[row]?.length) : String(matrix.length);
      const what = isRow
        ? `this row has the wrong length (regime ${regime})`
        : `has the wrong number of rows (regime ${regime})`;
      return problems.add(regimeNode, isRow ? ['correlation', row] : ['correlation'], what, { allowed: size, got });
    }
    case 'diagonal':
      return problems.add(regimeNode, cell, `the diagonal must be 1 (regime ${regime}, ${assets[row]})`);
    case 'not-symmetric':
      return problems.add(regimeNode, cell, `the matrix must be symmetric (regime ${regime}, ${named})`, {
        allowed: `the same number as in row ${column + 1}, column ${row + 1}, which is ${mirrored}`,
      });
    case 'out-of-bounds':
      return problems.add(regimeNode, cell, `a correlation must lie from -1 to 1 (regime ${regime}, ${named})`);
    case 'not-positive-semidefinite':
      return problems.add(
        regimeNode,
        ['correlation'],
        `is not positive semi-definite (regime ${regime}): its smallest eigenvalue is ${figure(fault.smallestEigenvalue)}`,
        {
          allowed:
            typeof value === 'number'
              ? `from ${-1 / (assets.length - 1)} to 1 for all pairs of ${assets.length} assets`
              : 'no negative eigenvalue; `repair-correlation: nearest` takes the nearest such matrix',
          got: typeof value === 'number' ? String(value) : null,
        },
      );
  }
}

function figure(value: number | undefined): string {
  return value === undefined ? 'unknown' : String(Number(value.toPrecision(4)));
}
