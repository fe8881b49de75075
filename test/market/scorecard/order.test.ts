import { describe, expect, it } from 'vitest';
import { blocksOf } from '../../../src/market/scorecard/bootstrap.ts';
import { ascendingRows, ranked, weightedQuantiles } from '../../../src/market/scorecard/order.ts';
import { sampleWithoutGaps } from '../../../src/market/scorecard/sample.ts';
import { seeded } from '../../support/seeds.ts';

describe('ascendingRows', () => {
  const uniform = seeded('ascending-rows');
  it.each([
    ['numbers of both signs', () => (uniform() - 0.5) ** 3],
    ['many that are equal', () => Math.floor(7 * uniform()) - 3],
    ['differences below single precision', () => 1 + 1e-12 * uniform()],
    ['zeros of both signs', () => (uniform() < 0.5 ? -0 : 0)],
    ['very large and very small ones', () => (uniform() - 0.5) * 10 ** Math.floor(60 * uniform() - 30)],
  ])('sorts %s as a comparison does, equal ones in their order', (_, draw) => {
    const values = Float64Array.from({ length: 2_000 }, draw);
    const expected = Array.from(values.keys()).toSorted((a, b) => values[a]! - values[b]! || a - b);
    const rows = Array.from(ascendingRows(values));
    expect(rows.map((row) => values[row]! + 0)).toEqual(expected.map((row) => values[row]! + 0));
    expect(rows.toSorted((a, b) => a - b)).toEqual(Array.from(values.keys()));
  });
  it('keeps equal values in the order of their rows', () => {
    expect(Array.from(ascendingRows(Float64Array.from([2, 1, 2, 1, 2])))).toEqual([1, 3, 0, 2, 4]);
  });
});

describe('weightedQuantiles', () => {
  const values = Float64Array.from([4, 1, 3, 2, 6, 5]);
  // Blocks of two rows: {4, 1}, {3, 2}, {6, 5}.
  const blocks = blocksOf(sampleWithoutGaps(['A'], 1, [values]), 2);
  const order = ranked(values, blocks);
  it.each([
    [
      [1, 1, 1],
      [1, 3, 6],
    ],
    [
      [0, 2, 1],
      [2, 3, 6],
    ],
    [
      [3, 0, 0],
      [1, 1, 4],
    ],
  ])('with blocks drawn %j times', (weights, expected) => {
    expect(weightedQuantiles(order, Float64Array.from(weights), [0.01, 0.5, 1])).toEqual(expected);
  });
});
