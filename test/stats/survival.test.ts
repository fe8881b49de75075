import { describe, expect, it } from 'vitest';
import { clopperPearsonInterval } from '../../src/stats/inference/proportion.ts';
import { estimate, type PathOutcome, pick, shapeOf } from './paths.ts';

const liquidatedAt = (step: number): PathOutcome => ({
  schemes: [{ account: { first_liquidation_step: step, wipeout_step: 0 }, positions: [{ closed_step: step }, {}] }],
});

describe('survival', () => {
  it('has a row for every step of a short horizon, and falls at the step of each liquidation', () => {
    const shape = shapeOf({ positions: ['x', 'y'], steps: 4, stepHours: 6 });
    const got = estimate(shape, [1, 0, 3, 3, 4, 0, 0, 0, 0, 0].map(liquidatedAt), 3);
    const curve = got.filter(({ metric }) => metric === 'survival_any_pool');
    expect(curve.map(({ level }) => level)).toEqual([6, 12, 18, 24]);
    expect(curve.map((row) => row.estimate!.toFixed(12))).toEqual([0.9, 0.9, 0.7, 0.6].map((p) => p.toFixed(12)));
    const { low, high } = clopperPearsonInterval(6, 10);
    expect(curve[3]!.ciLow!).toBeCloseTo(low, 14);
    expect(curve[3]!.ciHigh!).toBeCloseTo(high, 14);
    const safe = got.filter(({ metric }) => metric === 'survival_no_wipeout');
    expect(safe.map((row) => row.estimate)).toEqual([1, 1, 1, 1]);
    expect(got.filter(({ metric }) => metric === 'survival_position')).toHaveLength(8);
  });

  it('has 120 rows over a long horizon, each exact at its own time', () => {
    const steps = 721;
    const shape = shapeOf({ steps, positions: ['x', 'y'] });
    const times = Array.from({ length: steps }, (_, i) => i + 1);
    const got = estimate(shape, times.map(liquidatedAt), 100).filter(({ metric }) => metric === 'survival_any_pool');
    expect(got).toHaveLength(120);
    expect(got.at(-1)).toMatchObject({ level: 721, estimate: 0 });
    for (const { level, estimate: survivors } of got) expect(survivors!).toBeCloseTo(1 - level! / steps, 12);
  });
});

describe('time to liquidation', () => {
  const shape = shapeOf({ positions: ['x', 'y'], steps: 10, stepHours: 2 });

  it('is the mean over the paths that have one, with their number', () => {
    const times = [2, 4, 9, 2, 4, 9, 2, 4, 9, 2, 4, 9];
    const got = estimate(shape, [0, ...times, 0].map(liquidatedAt), 2);
    const any = pick(got, { metric: 'time_to_liquidation', position: null });
    expect(any).toMatchObject({ estimate: 10, paths: 12, effectivePaths: 12 });
    // Steps 2, 4, 9 four times: squared deviations 104 of 12, so an error of 2 sqrt(104 / 11 / 12) hours; t of 11 degrees 2.201.
    expect(any.stdError!).toBeCloseTo(2 * Math.sqrt(104 / 11 / 12), 12);
    expect(any.ciHigh! - 10).toBeCloseTo(2.201 * any.stdError!, 3);
    expect(pick(got, { metric: 'time_to_liquidation', position: 'x' }).estimate).toBe(10);
  });

  it('does not exist where nothing is liquidated, and has no error for a few', () => {
    const got = estimate(shape, [0, 2].map(liquidatedAt));
    expect(pick(got, { metric: 'time_to_liquidation', position: 'y' })).toMatchObject({
      estimate: null,
      paths: 0,
      effectivePaths: 0,
    });
    expect(pick(got, { metric: 'time_to_liquidation', position: 'x' })).toMatchObject({
      estimate: 4,
      stdError: null,
      ciLow: null,
    });
  });

  it('is that of each scheme and of each of its positions', () => {
    const twoSchemes = shapeOf({ schemes: ['a', 'b'], positions: ['x', 'y'], steps: 10, stepHours: 2 });
    const outcomes = [2, 4, 6].map(
      (step): PathOutcome => ({
        schemes: [liquidatedAt(step).schemes[0]!, liquidatedAt(step + 2).schemes[0]!],
      }),
    );
    const got = estimate(twoSchemes, outcomes);
    const hours = (scheme: string, position: string | null) =>
      pick(got, { metric: 'time_to_liquidation', scheme, position }).estimate;
    expect([hours('a', null), hours('a', 'x'), hours('a', 'y')]).toEqual([8, 8, null]);
    expect([hours('b', null), hours('b', 'x'), hours('b', 'y')]).toEqual([12, 12, null]);
  });

  it('is a ratio under weights: a path of weight 3 counts three times in the mean', () => {
    const outcomes = [{ ...liquidatedAt(2), weight: 3 }, liquidatedAt(6)];
    const any = pick(estimate(shape, outcomes), { metric: 'time_to_liquidation', position: null });
    expect(any.estimate).toBe(6);
    expect(any.effectivePaths).toBeCloseTo(16 / 10, 14);
  });
});
