import { describe, expect, it } from 'vitest';
import { type Figure, figure, pairsOf, wholeAccount } from '../../../src/stats/figure.ts';
import { indexFigures } from '../../../src/stats/inference/figure-index.ts';
import { holmAdjusted, verdictsOf } from '../../../src/stats/inference/verdicts.ts';

describe("Holm's adjustment", () => {
  it('agrees with p.adjust(p, "holm") of R 4.3 on its own example values', () => {
    // p.adjust(c(0.01, 0.02, 0.03, 0.005), "holm") = 0.03 0.04 0.04 0.02: worked by hand as 0.01 x 3, 0.02 x 2, max(0.04, 0.03), 0.005 x 4.
    const adjusted = holmAdjusted([0.01, 0.02, 0.03, 0.005]);
    for (const [index, expected] of [0.03, 0.04, 0.04, 0.02].entries())
      expect(adjusted[index]).toBeCloseTo(expected, 12);
  });

  it('never exceeds 1, and leaves a single p-value as it is', () => {
    expect(holmAdjusted([0.9, 0.8])).toEqual([1, 1]);
    expect(holmAdjusted([0.04])).toEqual([0.04]);
    expect(holmAdjusted([])).toEqual([]);
  });
});

const schemes = ['isolated', 'cross', 'guarded'];
const weights = { paths: 1000, sum: 1000, squares: 1000 };

/** A metric under the three schemes with an error of 0.001; differences of more than five errors have the p-value given. */
function compared(metric: string, values: readonly number[], pValue = 1e-12): Figure[] {
  const valueOf = (estimate: number, p?: number) => ({
    estimate,
    stdError: 0.001,
    interval: { low: estimate - 0.002, high: estimate + 0.002 },
    pValue: p ?? null,
  });
  return [
    ...schemes.map((scheme, index) => figure({ metric, scheme }, valueOf(values[index]!), weights)),
    ...pairsOf(schemes).map(({ left, right, scheme, versus }) => {
      const difference = values[left]! - values[right]!;
      const p = Math.abs(difference) > 0.005 ? pValue : 0.4;
      return figure({ metric, scheme, versus }, valueOf(difference, p), weights);
    }),
  ];
}

const ask = (metric: string) => ({ metric, subject: wholeAccount, level: null });
const verdicts = (metric: string, values: readonly number[]) =>
  verdictsOf([ask(metric)], schemes, indexFigures(compared(metric, values)))[0];

describe('verdicts', () => {
  it('name the one scheme that is better than every other, and the one that is worse, and nothing in between', () => {
    expect(verdicts('p_any_pool', [0.4, 0.1, 0.2])).toEqual(['worst', 'best', null]);
    expect(verdicts('mean_pnl', [0.4, 0.1, 0.2])).toEqual(['best', 'worst', null]);
  });

  it('are not given where a difference is not significant, or where no direction is better', () => {
    expect(verdicts('p_any_pool', [0.1, 0.101, 0.2])).toEqual([null, null, 'worst']);
    expect(verdicts('forced_closes', [0.4, 0.1, 0.2])).toEqual([null, null, null]);
  });

  it('are harder to get among many questions (Holm)', () => {
    const index = indexFigures(compared('p_any_pool', [0.4, 0.1, 0.2], 0.002));
    const one = ask('p_any_pool');
    expect(verdictsOf([one], schemes, index)[0]).toEqual(['worst', 'best', null]);
    expect(verdictsOf([one, { ...one }, { ...one }], schemes, index)[0]).toEqual([null, null, null]);
  });

  it('do not depend on the order in which two schemes were compared', () => {
    const figures = compared('p_any_pool', [0.4, 0.1, 0.2]);
    const turned = verdictsOf([ask('p_any_pool')], schemes.toReversed(), indexFigures(figures))[0];
    expect(turned).toEqual([null, 'best', 'worst']);
    const difference = indexFigures(figures).difference(ask('p_any_pool'), 'cross', 'isolated');
    expect(difference).toMatchObject({ scheme: 'cross', versus: 'isolated' });
    expect(difference!.estimate).toBeCloseTo(-0.3, 12);
    expect(difference!.ciLow).toBeCloseTo(-0.302, 12);
    expect(difference!.ciHigh).toBeCloseTo(-0.298, 12);
  });
});
