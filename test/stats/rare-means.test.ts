import { describe, expect, it } from 'vitest';
import { rareSumInterval } from '../../src/stats/inference/event-sum.ts';
import { findRoot } from '../../src/stats/root.ts';
import { estimate, type PathOutcome, pick, shapeOf } from './paths.ts';

/** 2,000 paths of two schemes; bad debt of these amounts on the first paths under the first scheme alone. */
function withBadDebt(amounts: readonly number[], impossible: readonly ['bad_debt'][] = []) {
  const outcomes = Array.from({ length: 2_000 }, (_, path): PathOutcome => {
    const owed = amounts[path] ?? 0;
    const account = { bad_debt: owed, first_liquidation_step: owed > 0 ? 1 : 0 };
    return { schemes: [{ account }, {}] };
  });
  const shape = shapeOf({ schemes: ['a', 'b'], paths: 2_000 });
  return estimate(impossible.length > 0 ? { ...shape, impossible } : shape, outcomes, 300);
}

describe('the mean of a rare amount', () => {
  it('has the gamma interval of its sum, and says that it rests on few events', () => {
    // Amounts 1, 2, 4, 8 of the methods, computed with NumPy: [2.682, 100.38] for the sum.
    const got = pick(withBadDebt([1, 2, 4, 8]), { metric: 'mean_bad_debt', scheme: 'a', position: null });
    expect(got.estimate!).toBeCloseTo(15 / 2_000, 12);
    expect(got.ciLow! * 2_000).toBeCloseTo(2.682, 3);
    expect(got.ciHigh! * 2_000).toBeCloseTo(100.38, 2);
    expect(got.note).toBe('rests on fewer than 30 events');
  });

  it('of which nothing was seen has no upper end and no error, and no difference is no evidence', () => {
    const got = withBadDebt([]);
    expect(pick(got, { metric: 'mean_bad_debt', scheme: 'a', position: null })).toMatchObject({
      estimate: 0,
      stdError: null,
      ciLow: 0,
      ciHigh: null,
      note: 'none in 2000 paths: P < 0.0018',
    });
    expect(pick(got, { metric: 'mean_bad_debt', scheme: 'a - b', position: null })).toMatchObject({
      estimate: 0,
      ciLow: null,
      ciHigh: null,
      pValue: 1,
      note: 'no path of 2000 differs',
    });
  });

  it('that nothing can make differ from 0 is exactly 0', () => {
    const got = withBadDebt([], [['bad_debt'], ['bad_debt']]);
    const nothing = { estimate: 0, stdError: 0, ciLow: 0, ciHigh: 0, note: null };
    expect(pick(got, { metric: 'mean_bad_debt', scheme: 'a', position: null })).toMatchObject(nothing);
    expect(pick(got, { metric: 'mean_bad_debt', scheme: 'a - b', position: null })).toMatchObject(nothing);
  });

  it('differs from none only if its interval says so', () => {
    for (const events of [1, 2, 3, 5, 8, 13, 21]) {
      const amounts = Array.from({ length: events }, (_, i) => 1 + (i % 3));
      const { ciLow, pValue } = pick(withBadDebt(amounts), {
        metric: 'mean_bad_debt',
        scheme: 'a - b',
        position: null,
      });
      expect(pValue! < 0.05, `${events} events`).toBe(ciLow! > 0);
    }
  });

  it('is bounded by its cap where one is known', () => {
    expect(rareSumInterval({ sum: 0, squares: 0, largest: 0 }, 1_000, { cap: 5 }).high! / 5).toBeCloseTo(3.69, 1);
  });
});

describe('a root', () => {
  it('is found where it is known, also of steep and flat functions', () => {
    expect(findRoot((x) => x * x - 2, 0, 2, 1e-15)).toBeCloseTo(Math.SQRT2, 14);
    expect(findRoot((x) => (x - 1) ** 9, 0, 3, 1e-12)).toBeCloseTo(1, 1);
    expect(findRoot((x) => Math.log(x), 1e-300, 10, 0)).toBeCloseTo(1, 14);
  });
});
