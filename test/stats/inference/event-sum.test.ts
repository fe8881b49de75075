import { describe, expect, it } from 'vitest';
import { pValueByInversion, rareSumInterval, signedSumInterval } from '../../../src/stats/inference/event-sum.ts';
import { clopperPearsonInterval } from '../../../src/stats/inference/proportion.ts';

const nothing = { sum: 0, squares: 0, largest: 0 };
const ofCount = (count: number) => ({ sum: count, squares: count, largest: count > 0 ? 1 : 0 });

describe('the interval of a rare sum', () => {
  it('meets a value computed elsewhere (NumPy): amounts 1, 2, 4, 8 on 2,000 paths', () => {
    const { low, high } = rareSumInterval({ sum: 15, squares: 85, largest: 8 }, 2_000, { factor: 1.5 });
    expect(low).toBeCloseTo(2.682, 3);
    expect(high).toBeCloseTo(100.38, 2);
  });

  it('is nearly that of Clopper and Pearson where every amount is 1 and can be no more', () => {
    for (const count of [0, 1, 4, 30]) {
      const { low, high } = rareSumInterval(ofCount(count), 20_000, { cap: 1 });
      const exact = clopperPearsonInterval(count, 20_000);
      expect(Math.abs(low - exact.low * 20_000)).toBeLessThan(0.01);
      expect(Math.abs(high! - exact.high * 20_000)).toBeLessThan(0.01);
    }
  });

  it('has no upper end where nothing was seen and nothing is known', () => {
    expect(rareSumInterval(nothing, 100, { factor: 1.5 })).toEqual({ low: 0, high: null });
  });
});

describe('the interval of a signed sum', () => {
  it('is turned round with its signs', () => {
    const few = { sum: 15, squares: 85, largest: 8 };
    const { low, high } = signedSumInterval(few, ofCount(3), 2_000, null)!;
    const turned = signedSumInterval(ofCount(3), few, 2_000, null)!;
    expect([turned.low, turned.high]).toEqual([-high, -low]);
  });

  it('gives a p-value that agrees with it at every level', () => {
    for (const [left, right] of [
      [5, 0],
      [4, 0],
      [10, 2],
      [40, 40],
    ] as const) {
      const at = (level?: number) => signedSumInterval(ofCount(left), ofCount(right), 2_000, 1, level);
      const { low, high } = at()!;
      expect(pValueByInversion(at) < 0.05).toBe(low > 0 || high < 0);
    }
    expect(pValueByInversion(() => signedSumInterval(nothing, nothing, 2_000, 1))).toBe(1);
  });
});
