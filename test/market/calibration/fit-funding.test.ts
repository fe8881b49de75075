import { describe, expect, it } from 'vitest';
import { fitFunding } from '../../../src/market/calibration/fit-funding.ts';
import { seeded } from '../../support/seeds.ts';
import { type KnownMarket, simulatedFunding, simulatedMarket } from './simulated-history.ts';

const hour = 3_600_000;

const law = { means: [1e-4, 4e-4], sds: [1e-4, 3e-4], reversionHours: 24 };

const market: KnownMarket = {
  assets: ['A'],
  volatility: [[0.4], [1]],
  correlation: [0, 0],
  transition: [
    [1 - 1 / 50, 1 / 50],
    [1 / 16.7, 1 - 1 / 16.7],
  ],
  degrees: null,
};

describe('fitFunding', () => {
  const { history, regimes } = simulatedMarket(market, 5_000 * 8 + 1, 'funding-recover');
  const settlements = simulatedFunding(law, regimes, 8, 'funding-recover-rates');
  const regimeAt = (moment: number) => regimes[(moment - history.times[0]!) / hour];
  const known = (moment: number) => {
    const regime = regimeAt(moment);
    return regime === undefined ? null : Float64Array.of(1 - regime, regime);
  };

  it('finds the means of the regimes, .010 and .040 % per 8 h, where averages by regime are .014 and .028', () => {
    const { laws, meanErrors, pooled, intervalsHours } = fitFunding(settlements, 2, known);
    expect(pooled).toBe(false);
    expect(intervalsHours).toEqual([8]);
    const average = (k: number) => {
      const own = settlements.filter(({ time }) => regimeAt(time) === k);
      return own.reduce((sum, { rate }) => sum + rate, 0) / own.length;
    };
    expect(average(1)).toBeLessThan(3.2e-4);
    // Within 4 of its own standard errors, which are about 5e-6 and 1.5e-5: a false alarm in 8,000 seeds.
    expect(Math.abs(laws[0]!.mean - 1e-4)).toBeLessThan(4 * meanErrors[0]!);
    expect(Math.abs(laws[1]!.mean - 4e-4)).toBeLessThan(4 * meanErrors[1]!);
    expect(meanErrors[1]).toBeLessThan(3e-5);
    expect(Math.abs(laws[0]!.sd / 1e-4 - 1)).toBeLessThan(0.15);
    expect(Math.abs(laws[1]!.sd / 3e-4 - 1)).toBeLessThan(0.15);
    expect(Math.abs(laws[0]!.reversionHours / 24 - 1)).toBeLessThan(0.2);
  });

  it('finds them when a regime is known by its probability only', () => {
    const uniform = seeded('funding-unsure');
    // Told the truth with probability 0.9 or 0.7, and says so: calibrated probabilities.
    const unsure = (moment: number) => {
      const regime = regimeAt(moment);
      if (regime === undefined) return null;
      const sure = uniform() < 0.5 ? 0.95 : 0.7;
      const said = uniform() < sure ? regime : 1 - regime;
      return said === 1 ? Float64Array.of(1 - sure, sure) : Float64Array.of(sure, 1 - sure);
    };
    const table = new Map(settlements.map(({ time }) => [time, unsure(time)]));
    const { laws, meanErrors } = fitFunding(settlements, 2, (moment) => table.get(moment) ?? null);
    // The probabilities above ignore how common a regime is (0.75 to 0.25), which moves a mean by about a twentieth.
    expect(Math.abs(laws[0]!.mean - 1e-4)).toBeLessThan(4 * meanErrors[0]! + 3e-5);
    expect(laws[1]!.mean).toBeGreaterThan(2.8e-4);
  });

  it('takes a rate per hour of its own interval when the interval changes, in both ways of writing the change', () => {
    for (const gap of [8, 4]) {
      const long = Array.from({ length: 50 }, (_, i) => ({ time: i * 8 * hour, rate: 1e-4 }));
      const short = Array.from({ length: 120 }, (_, i) => ({ time: (49 * 8 + gap + 4 * i) * hour, rate: 5e-5 }));
      const { laws, intervalsHours } = fitFunding([...long, ...short], 1, () => null);
      expect(laws[0]!.mean).toBeCloseTo(1e-4, 12);
      expect(laws[0]!.sd).toBe(0);
      expect(intervalsHours).toEqual([8, 4]);
    }
  });

  it('is not misled by a settlement that is missing', () => {
    const holed = settlements.filter((_, i) => i % 50 !== 7);
    const { laws, intervalsHours } = fitFunding(holed, 2, known);
    expect(intervalsHours).toEqual([8]);
    expect(Math.abs(laws[1]!.mean - 4e-4)).toBeLessThan(6e-5);
  });

  it('gives all regimes one law where a regime has too few settlements', () => {
    const few = settlements.slice(0, 200);
    const { laws, pooled } = fitFunding(few, 2, (moment) =>
      moment < history.times[180 * 8]! ? Float64Array.of(1, 0) : Float64Array.of(0, 1),
    );
    expect(pooled).toBe(true);
    expect(laws[0]).toEqual(laws[1]);
  });
});
