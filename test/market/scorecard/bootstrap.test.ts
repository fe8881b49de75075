import { describe, expect, it } from 'vitest';
import { blocksOf, bootstrapErrors, figuresOf, standardDeviation } from '../../../src/market/scorecard/bootstrap.ts';
import type { ScoreFamily } from '../../../src/market/scorecard/family.ts';
import { scoreFamilies } from '../../../src/market/scorecard/registry.ts';
import { sampleWithoutGaps } from '../../../src/market/scorecard/sample.ts';
import { shapeOf } from '../../../src/market/scorecard/scorecard.ts';
import { seeded } from '../../support/seeds.ts';
import { hourly, regimeReturns, without } from './histories.ts';

describe('the error of a figure', () => {
  // What it should be: the standard deviation from one simulated history to the next. What is printed: the block bootstrap of one.
  const uniform = seeded('scorecard-bootstrap');
  const law = { calm: 0.004, wild: 0.012, leave: 0.03 };
  const histories = Array.from({ length: 60 }, () =>
    hourly([regimeReturns(24 * 400, uniform, law), regimeReturns(24 * 400, uniform, law)]),
  );
  const families = scoreFamilies(shapeOf(histories[0]!));
  const errorsOf = (family: ScoreFamily) => {
    const measured = histories.map((history) => family.measure(history));
    const figures = measured.map(figuresOf);
    const errors = measured.slice(0, 20).map((one) => bootstrapErrors(one, 60, uniform));
    return family.lines.map(({ measure, asset }, k) => ({
      name: `${measure} ${asset ?? ''}`,
      brute: standardDeviation(figures.map((one) => one[k]!)),
      bootstrap: Math.sqrt(errors.reduce((sum, one) => sum + one[k]! ** 2, 0) / errors.length),
    }));
  };
  // 60 histories tell their standard deviation to 9 %, 20 bootstraps their mean to some 10 % together: bounds of 3.5 errors. Extremes
  // have no normal law and are judged by the spread of the simulated histories; two figures beyond 20 sd or so are zero.
  const smooth = families.filter(({ heading }) => !/Worst|beyond/.test(heading));
  it.each(
    smooth.flatMap((family) => errorsOf(family)).filter(({ name }) => !name.includes('99.9') && !name.includes('30 d')),
  )('$name: bootstrap $bootstrap, from history to history $brute', ({ brute, bootstrap }) => {
    expect(bootstrap / brute).toBeGreaterThan(0.62);
    expect(bootstrap / brute).toBeLessThan(1.6);
  });
});

describe('blocks', () => {
  const sample = sampleWithoutGaps(['A'], 1, [new Float64Array(100)]);
  it('are stretches of time, not of rows: a gap leaves a block short or out', () => {
    const broken = without(sample, (row) => row >= 15 && row < 40);
    const { count, of, starts } = blocksOf(broken, 10);
    expect(count).toBe(8);
    expect(Array.from(starts)).toEqual([0, 10, 15, 25, 35, 45, 55, 65, 75]);
    expect(of[14]).toBe(1);
    expect(of[15]).toBe(2);
  });
  it('too few of them tell no error', () => {
    const measured = { blocks: 7, figures: () => [1, 2] };
    expect(bootstrapErrors(measured, 50, seeded('few-blocks'))).toEqual([null, null]);
  });
  it('the mean of independent blocks has the error of a mean', () => {
    const random = seeded('mean-of-blocks');
    const values = Array.from({ length: 12 }, () => random());
    const measured = {
      blocks: 12,
      figures: (weights: Float64Array) => [values.reduce((sum, value, k) => sum + value * weights[k]!, 0) / 12],
    };
    const [error] = bootstrapErrors(measured, 20_000, random);
    expect(error! / (standardDeviation(values) / Math.sqrt(12))).toBeCloseTo(1, 1.5);
  });
});
