import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { correlationFault, nearestCorrelation } from '../../src/market/correlation.ts';
import { closedFormCase } from '../support/reference.ts';

const reference = closedFormCase<{ readonly inputs: number[][][]; readonly truth: number[][][] }>('l01');

const symmetric = fc
  .integer({ min: 2, max: 6 })
  .chain((size) =>
    fc
      .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: size * size, maxLength: size * size })
      .map((values) =>
        Array.from({ length: size }, (_, i) =>
          Array.from({ length: size }, (_, j) => (i === j ? 1 : values[Math.min(i, j) * size + Math.max(i, j)]!)),
        ),
      ),
  );

describe('nearestCorrelation', () => {
  it('gives the published result of Higham (2002), page 334, to its four digits', () => {
    const { matrix } = nearestCorrelation([
      [1, 1, 0],
      [1, 1, 1],
      [0, 1, 1],
    ]);
    expect(matrix[0]![1]).toBeCloseTo(0.7607, 4);
    expect(matrix[0]![2]).toBeCloseTo(0.1573, 4);
    expect(matrix[1]![2]).toBeCloseTo(0.7607, 4);
  });

  it('meets reference case l01 to 1e-7', () => {
    for (const [index, input] of reference.inputs.entries()) {
      const { matrix } = nearestCorrelation(input);
      for (const [i, row] of matrix.entries()) {
        for (const [j, value] of row.entries()) {
          expect(Math.abs(value - reference.truth[index]![i]![j]!)).toBeLessThan(1e-7);
        }
      }
    }
  });

  it('never carries a correlation beyond 1 by rounding', () => {
    const { matrix } = nearestCorrelation([
      [1, -0.9999999999999986, -5.4e-25],
      [-0.9999999999999986, 1, 0],
      [-5.4e-25, 0, 1],
    ]);
    expect(correlationFault(matrix)).toBeNull();
  });

  it('leaves a correlation matrix as it is', () => {
    const { matrix, distance } = nearestCorrelation([
      [1, 0.25],
      [0.25, 1],
    ]);
    expect(matrix).toEqual([
      [1, 0.25],
      [0.25, 1],
    ]);
    expect(distance).toBe(0);
  });

  property.prop([symmetric], { numRuns: 60 })('returns a correlation matrix, and its own distance', (input) => {
    const { matrix, distance } = nearestCorrelation(input);
    expect(correlationFault(matrix)).toBeNull();
    const squares = matrix.flatMap((row, i) => row.map((value, j) => (value - input[i]![j]!) ** 2));
    expect(distance).toBeCloseTo(Math.sqrt(squares.reduce((sum, square) => sum + square, 0)), 9);
  });

  property.prop([symmetric, fc.double({ min: 0.01, max: 1, noNaN: true })], { numRuns: 60 })(
    'is not beaten by moving towards the identity, which is a correlation matrix too',
    (input, step) => {
      const { matrix, distance } = nearestCorrelation(input);
      const moved = matrix.map((row, i) => row.map((value, j) => (i === j ? 1 : value * (1 - step))));
      const squares = moved.flatMap((row, i) => row.map((value, j) => (value - input[i]![j]!) ** 2));
      expect(Math.sqrt(squares.reduce((sum, square) => sum + square, 0))).toBeGreaterThan(distance - 1e-7);
    },
  );
});
