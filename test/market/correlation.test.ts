import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { choleskyFactor, correlationFault, smallestEigenvalue } from '../../src/market/correlation.ts';

/** Correlation matrices of rank 1 to n as Gram matrices of random unit vectors, full rank and degenerate alike. */
const gramMatrices = fc
  .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }))
  .chain(([size, rank]) =>
    fc.array(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: rank, maxLength: rank }), {
      minLength: size,
      maxLength: size,
    }),
  )
  .filter((vectors) => vectors.every((vector) => dot(vector, vector) > 1e-3))
  .map((vectors) => {
    const unit = vectors.map((vector) => vector.map((value) => value / Math.sqrt(dot(vector, vector))));
    return unit.map((a, i) => unit.map((b, j) => (i === j ? 1 : Math.max(-1, Math.min(1, dot(a, b))))));
  });

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}

describe('correlationFault', () => {
  it.each([
    ['no rows', [], { kind: 'shape' }],
    ['a short row', [[1, 0], [0]], { kind: 'shape', row: 1 }],
    [
      'an entry that is no number',
      [
        [1, Number.NaN],
        [0, 1],
      ],
      { kind: 'out-of-bounds', row: 0, column: 1 },
    ],
    [
      'mirrored entries that differ',
      [
        [1, 0.5],
        [0.4, 1],
      ],
      { kind: 'not-symmetric', row: 0, column: 1 },
    ],
    [
      'a diagonal that is not 1',
      [
        [1, 0.5],
        [0.5, 0.9],
      ],
      { kind: 'diagonal', row: 1, column: 1 },
    ],
    [
      'a correlation above 1',
      [
        [1, 1.2],
        [1.2, 1],
      ],
      { kind: 'out-of-bounds', row: 0, column: 1 },
    ],
  ])('names %s, the most elementary fault first', (_name, matrix, fault) => {
    expect(correlationFault(matrix)).toEqual(fault);
  });

  it('gives the smallest eigenvalue of a matrix that is not positive semi-definite', () => {
    // 1 + 2r for three assets of equal correlation r = -0.9.
    const fault = correlationFault([
      [1, -0.9, -0.9],
      [-0.9, 1, -0.9],
      [-0.9, -0.9, 1],
    ]);
    expect(fault?.kind).toBe('not-positive-semidefinite');
    expect(fault?.smallestEigenvalue).toBeCloseTo(-0.8, 12);
  });

  it('accepts rounding in the last digits', () => {
    expect(
      correlationFault([
        [1, 0.5 + 1e-12],
        [0.5, 1 - 1e-12],
      ]),
    ).toBeNull();
  });

  property.prop([gramMatrices], { numRuns: 300 })('accepts every Gram matrix of unit vectors', (matrix) => {
    expect(correlationFault(matrix)).toBeNull();
  });
});

describe('choleskyFactor', () => {
  it('gives the textbook factor', () => {
    expect(
      choleskyFactor([
        [1, 0.6],
        [0.6, 1],
      ]),
    ).toEqual([
      [1, 0],
      [0.6, 0.8],
    ]);
  });

  it.each([1, -1])('makes assets of correlation %d share one shock to the last bit', (rho) => {
    expect(
      choleskyFactor([
        [1, rho],
        [rho, 1],
      ]),
    ).toEqual([
      [1, 0],
      [rho, 0],
    ]);
  });

  property.prop([gramMatrices], { numRuns: 300 })(
    'reproduces any correlation matrix, of whatever rank, to 1e-7',
    (matrix) => {
      const lower = choleskyFactor(matrix);
      for (const [i, row] of lower.entries()) {
        expect(row.slice(i + 1).every((value) => value === 0)).toBe(true);
        expect(row[i]).toBeGreaterThanOrEqual(0);
        for (const [j, other] of lower.entries()) expect(Math.abs(dot(row, other) - matrix[i]![j]!)).toBeLessThan(1e-7);
      }
    },
  );

  property.prop([gramMatrices], { numRuns: 100 })('keeps the variance of every shock at 1', (matrix) => {
    for (const row of choleskyFactor(matrix)) expect(Math.abs(dot(row, row) - 1)).toBeLessThan(4e-16 * row.length);
  });
});

it('smallestEigenvalue of equal correlations is 1 - r or 1 + (n - 1) r', () => {
  expect(
    smallestEigenvalue([
      [1, 0.3, 0.3],
      [0.3, 1, 0.3],
      [0.3, 0.3, 1],
    ]),
  ).toBeCloseTo(0.7, 12);
  expect(
    smallestEigenvalue([
      [1, -0.3, -0.3],
      [-0.3, 1, -0.3],
      [-0.3, -0.3, 1],
    ]),
  ).toBeCloseTo(0.4, 12);
});
