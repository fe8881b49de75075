import { type CorrelationFault, correlationFault, nearestCorrelation } from '../../market/correlation.ts';
import type { Findings } from '../document/findings.ts';

export type CorrelationMatrix = readonly (readonly number[])[];

export interface CorrelationRequest {
  /** Name of the regime, for messages. */
  readonly regime: string;
  /** As read: one number for all pairs, the rows, or nothing. */
  readonly value: number | CorrelationMatrix | undefined;
  readonly assets: readonly string[];
  /** Whether a matrix that is not positive semi-definite is to be replaced by the nearest one that is. */
  readonly repair: boolean;
}

/** The correlation matrix of a regime, checked; nothing if there is a fault in it. A repair is warned of. */
export function resolveCorrelation(request: CorrelationRequest, found: Findings): CorrelationMatrix | undefined {
  const { regime, value, assets } = request;
  if (value === undefined) {
    if (assets.length === 1) return [[1]];
    found.add(
      [],
      `is missing in regime ${regime}`,
      `one number for all pairs, or a matrix of ${assets.length} by ${assets.length}; \`correlation\` of the market serves all regimes that give none`,
    );
    return undefined;
  }
  const matrix = typeof value === 'number' ? equalPairs(value, assets.length) : value;
  const fault = matrix.length === assets.length ? correlationFault(matrix) : { kind: 'shape' as const };
  if (fault === null) return matrix;
  if (fault.kind === 'not-positive-semidefinite' && request.repair) return repaired(matrix, fault, regime, found);
  reportFault(fault, matrix, request, found);
  return undefined;
}

function equalPairs(rho: number, size: number): number[][] {
  return Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (_, column) => (row === column ? 1 : rho)),
  );
}

function repaired(matrix: CorrelationMatrix, fault: CorrelationFault, regime: string, found: Findings): number[][] {
  const nearest = nearestCorrelation(matrix);
  found.warnings.push(
    `The correlation of regime ${regime} was replaced by the nearest correlation matrix (Higham 2002), as the market file asks: ` +
      `distance ${nearest.distance.toPrecision(3)} (Frobenius norm), smallest eigenvalue before ${figure(fault.smallestEigenvalue)}.`,
  );
  return nearest.matrix;
}

function reportFault(
  fault: CorrelationFault,
  matrix: CorrelationMatrix,
  { regime, value, assets }: CorrelationRequest,
  found: Findings,
): void {
  const { kind, row = 0, column = 0 } = fault;
  const named = `${assets[row]} and ${assets[column]}`;
  switch (kind) {
    case 'shape': {
      const size = `a matrix of ${assets.length} by ${assets.length}, one row and one column per asset`;
      return fault.row !== undefined && matrix.length === assets.length
        ? found.add([row], `this row has the wrong length (regime ${regime})`, size, String(matrix[row]?.length))
        : found.add([], `has the wrong number of rows (regime ${regime})`, size, String(matrix.length));
    }
    case 'diagonal':
      return found.add([row, column], `the diagonal must be 1 (regime ${regime}, ${assets[row]})`);
    case 'not-symmetric':
      return found.add(
        [row, column],
        `the matrix must be symmetric (regime ${regime}, ${named})`,
        `the same number as in row ${column + 1}, column ${row + 1}, which is ${matrix[column]?.[row]}`,
      );
    case 'out-of-bounds':
      return found.add([row, column], `a correlation must lie from -1 to 1 (regime ${regime}, ${named})`);
    case 'not-positive-semidefinite':
      return found.add(
        [],
        `is not positive semi-definite (regime ${regime}): its smallest eigenvalue is ${figure(fault.smallestEigenvalue)}`,
        typeof value === 'number'
          ? `from ${-1 / (assets.length - 1)} to 1 for all pairs of ${assets.length} assets`
          : 'no negative eigenvalue; `repair-correlation: nearest` takes the nearest such matrix',
        typeof value === 'number' ? String(value) : null,
      );
  }
}

function figure(value: number | undefined): string {
  return value === undefined ? 'unknown' : String(Number(value.toPrecision(4)));
}
