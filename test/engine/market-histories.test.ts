import { describe, expect, it } from 'vitest';
import { marketHistories } from '../../src/engine/market-histories.ts';
import { scoreMarket } from '../../src/engine/market-scorecard.ts';
import { sampleWithoutGaps } from '../../src/market/scorecard/sample.ts';
import { seeded } from '../support/seeds.ts';
import { equalCorrelation, marketOf } from './support/scenario.ts';

const law = { mean: 0.0001, sd: 0.0002, reversionHours: 40 };
const market = marketOf(
  [100, 50, 7],
  [
    {
      volatility: [0.4, 0.6, 0.8],
      correlation: equalCorrelation(3, 0.5),
      funding: [law, { mean: 0.0003, sd: 0, reversionHours: 0 }, law],
    },
    { volatility: [1.2, 1.5, 2], correlation: equalCorrelation(3, 0.8), funding: [law, law, law] },
  ],
  {
    transition: {
      perHours: 1,
      rows: [
        [0.97, 0.03],
        [0.06, 0.94],
      ],
    },
    start: [2 / 3, 1 / 3],
  },
);
const plan = {
  market,
  assets: [0, 2],
  stepHours: 1,
  steps: 24 * 60,
  fundingHours: 8,
  histories: 11,
  seed: 'histories',
};

const copies = (changes: Partial<typeof plan> = {}) =>
  Array.from(marketHistories({ ...plan, ...changes }), ({ returns, funding }) => ({
    returns: returns.map((column) => column.slice()),
    funding: funding.map((column) => column.slice()),
  }));

describe('marketHistories', () => {
  const histories = copies();

  it('gives as many as asked for, each with a return per step and a rate per settlement', () => {
    expect(histories).toHaveLength(11);
    for (const { returns, funding } of histories) {
      expect(returns.map((column) => column.length)).toEqual([1_440, 1_440]);
      expect(funding.map((column) => column.length)).toEqual([180, 180]);
      expect(returns.every((column) => column.every((value) => value !== 0 && Math.abs(value) < 0.5))).toBe(true);
    }
  });

  it('are different from each other, and the same for the same seed', () => {
    expect(new Set(histories.map(({ returns }) => returns[0]![100])).size).toBe(11);
    expect(copies()).toEqual(histories);
    expect(copies({ seed: 'another' })[0]!.returns[0]![0]).not.toBe(histories[0]!.returns[0]![0]);
  });

  it('do not depend on how many are asked for', () => {
    expect(copies({ histories: 3 })).toEqual(histories.slice(0, 3));
  });

  it('have the volatility and correlation of the long run', () => {
    // 40 histories of 2,000 hours: relative errors of variances below 3 %, of 4 of which one in 10,000 fails; seeded.
    const long = copies({ steps: 2_000, histories: 40, assets: [0, 1] });
    const perYear = 8_760 / (40 * 2_000);
    const sum = (value: (k: number, t: number) => number) =>
      long.reduce((total, _, k) => total + long[k]!.returns[0]!.reduce((inner, __, t) => inner + value(k, t), 0), 0);
    const square = (a: number) => sum((k, t) => long[k]!.returns[a]![t]! ** 2) * perYear;
    expect(square(0) / ((2 * 0.4 ** 2 + 1.2 ** 2) / 3)).toBeCloseTo(1, 0.9);
    expect(square(1) / ((2 * 0.6 ** 2 + 1.5 ** 2) / 3)).toBeCloseTo(1, 0.9);
    const cross = sum((k, t) => long[k]!.returns[0]![t]! * long[k]!.returns[1]![t]!) * perYear;
    expect(cross / ((2 * 0.5 * 0.4 * 0.6 + 0.8 * 1.2 * 1.5) / 3)).toBeCloseTo(1, 0.9);
  });

  it('have the rates of funding of the law, not what a price makes of them', () => {
    const rates = histories.flatMap(({ funding }) => [...funding[1]!]);
    const mean = rates.reduce((total, rate) => total + rate, 0) / rates.length;
    const sd = Math.sqrt(rates.reduce((total, rate) => total + (rate - mean) ** 2, 0) / rates.length);
    expect(Math.abs(mean - 0.0001)).toBeLessThan(0.00006);
    expect(Math.abs(sd / 0.0002 - 1)).toBeLessThan(0.12);
  });

  it('sum the funding of a step that is longer than its interval', () => {
    const [daily] = copies({ stepHours: 24, steps: 100, assets: [1], histories: 1 });
    // Three intervals of a rate that is 0.03 % or moves about 0.01 %.
    expect(daily!.funding[0]).toHaveLength(100);
    expect(daily!.funding[0]!.some((rate) => Math.abs(rate - 0.0009) < 1e-12)).toBe(true);
  });
});

describe('scoreMarket', () => {
  it('finds a market true to a history of its own', () => {
    const steps = 24 * 150;
    const [history] = copies({ steps, assets: [0, 1, 2], histories: 1, seed: 'true' });
    const real = {
      returns: sampleWithoutGaps(market.assets, 1, history!.returns),
      funding: market.assets.map((asset, a) => sampleWithoutGaps([asset], 8, [history!.funding[a]!])),
    };
    seeded('score-true');
    const card = scoreMarket(market, real, { histories: 16, fundingHours: 8, draws: 60, seed: 'score-true' });
    expect(card.rows.length).toBeGreaterThan(100);
    // One in 200 by chance; seeded.
    expect(card.rows.filter((row) => row.isOutside).map(({ measure, asset }) => [measure, asset])).toEqual([]);
  });

  it('refuses prices of an asset that the market does not have', () => {
    const real = { returns: sampleWithoutGaps(['ELSE'], 1, [new Float64Array(500)]), funding: [null] };
    expect(() => scoreMarket(market, real, { histories: 2, fundingHours: 8, draws: 2, seed: '' })).toThrow(
      'of ELSE are of no asset of the market',
    );
  });
});
