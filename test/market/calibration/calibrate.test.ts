import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Calibration, calibrateMarket } from '../../../src/market/calibration/calibrate.ts';
import { regimeNames } from '../../../src/market/calibration/fitted-market.ts';
import { marketText } from '../../../src/market/calibration/market-text.ts';
import { regimesAt } from '../../../src/market/calibration/regime-at.ts';
import { correlationFault } from '../../../src/market/correlation.ts';
import { logReturns } from '../../../src/market/history/returns.ts';
import { transitionFault } from '../../../src/market/transition.ts';
import { parseMarket } from '../../../src/study/parse.ts';
import { type KnownMarket, simulatedHistory } from './simulated-history.ts';

const market: KnownMarket = {
  assets: ['A', 'B', 'C'],
  volatility: [
    [0.4, 0.55, 0.8],
    [1.1, 1.4, 2],
  ],
  correlation: [0.5, 0.85],
  transition: [
    [0.98, 0.02],
    [0.05, 0.95],
  ],
  degrees: null,
};

const rows = 12_000;

const options = {
  quote: 'USDT',
  regimes: 2,
  correlation: 'own',
  starts: 2,
  seed: 'starts',
  shocks: 'joint',
  drift: 'zero',
  replicates: 0,
} as const;

function calibrated(
  known: KnownMarket,
  seed: string,
  changes: Partial<Parameters<typeof calibrateMarket>[2]> = {},
): Calibration {
  const returns = logReturns([simulatedHistory(known, rows + 1, seed)], { barTime: 'close' });
  return calibrateMarket(returns, null, { ...options, ...changes });
}

/**
 * Volatilities within 5 %, correlations within 0.05, transition probabilities within 30 %.
 *
 * False alarms: with 3,400 rows of stress the standard error of a volatility is about 1.2 % (1.6 % with Student-t
 * shocks), of a correlation 0.015, and of a transition probability (170 changes) 9 %: 3 standard errors or more each,
 * 14 figures, below 1 in 50 per seed. Seeds are fixed.
 */
function expectRecovered({ market: found }: Calibration, known: KnownMarket): void {
  for (const [k, law] of found.model.laws.entries()) {
    for (const [i, volatility] of law.volatility.entries()) {
      expect(Math.abs(volatility / known.volatility[k]![i]! - 1)).toBeLessThan(0.05);
      for (const value of law.correlation[i]!.slice(0, i))
        expect(Math.abs(value - known.correlation[k]!)).toBeLessThan(0.05);
    }
    const away = 1 - k;
    expect(Math.abs(found.model.transition.rows[k]![away]! / known.transition[k]![away]! - 1)).toBeLessThan(0.3);
  }
}

describe('calibrateMarket recovers a known market from 12,000 hourly rows', () => {
  it('of normal shocks, and finds them normal', () => {
    const found = calibrated(market, 'recover-normal');
    expectRecovered(found, market);
    expect(found.market.model.shocks).toEqual({ law: 'normal' });
    expect(found.criteria.bayes).toBeLessThan(found.candidates[0]!.criteria.bayes);
  });

  it('of Student-t shocks with 5 degrees that need not be whole, with errors that hold', () => {
    const heavy = { ...market, degrees: 5 };
    const found = calibrated(heavy, 'recover-heavy', { replicates: 8 });
    expectRecovered(found, heavy);
    // Standard error about 0.12.
    const { degrees } = found.fit.model.tails === null ? { degrees: 0 } : { degrees: found.fit.model.tails };
    expect(Math.abs(degrees - 5)).toBeLessThan(0.6);
    expect(found.market.model.shocks).toMatchObject({ law: 'student-t', perHours: 1 });
    // 24 figures, each within 4 standard errors of the truth; the errors themselves from 8 resamples, to a quarter.
    for (const [k, errors] of found.errors!.volatility.entries()) {
      for (const [i, error] of errors.entries()) {
        expect(error / found.market.model.laws[k]!.volatility[i]!).toBeGreaterThan(0.002);
        expect(Math.abs(found.market.model.laws[k]!.volatility[i]! - heavy.volatility[k]![i]!)).toBeLessThan(4 * error);
      }
      for (const error of found.errors!.correlation[k]!) expect(error).toBeLessThan(0.03);
      const truth = 1 / heavy.transition[k]![1 - k]!;
      expect(Math.abs(found.durationsHours[k]! - truth)).toBeLessThan(4 * found.errors!.durationHours[k]!);
    }
    expect(Math.abs(degrees - 5)).toBeLessThan(4 * found.errors!.degrees!);
  });

  it('of one correlation and volatilities that rise together, and chooses the fewest parameters by BIC', () => {
    const scales: KnownMarket = {
      ...market,
      volatility: [
        [0.4, 0.55, 0.8],
        [1, 1.375, 2],
      ],
      correlation: [0.6, 0.6],
      degrees: 5,
    };
    const found = calibrated(scales, 'recover-scales', { correlation: 'auto' });
    expectRecovered(found, scales);
    expect(found.fit.choice.correlation).toBe('shared');
    expect(found.criteria.parameters).toBe(3 + 1 + 3 + 2 + 1);
    const text = marketText(found.market, null, '');
    expect(parse(text).correlation).toEqual(found.market.model.laws[0]!.correlation);
    expect(parseMarket(text, null).market.regimes).toEqual(found.market.regimes);
  });

  it('and does not see two regimes where there is one', () => {
    const one = { ...market, volatility: [[0.6, 0.6, 0.6]], correlation: [0.5], transition: [[1]] };
    const found = calibrated(one, 'recover-one', { correlation: 'shared' });
    const [single, ...several] = found.candidates;
    for (const candidate of several) expect(single!.criteria.bayes).toBeLessThan(candidate.criteria.bayes);
    const free = calibrated(one, 'recover-one', { regimes: 'auto', correlation: 'shared', starts: 1 });
    expect(free.market.regimes.map(({ name }) => name)).toEqual(['only']);
  });

  it('and finds the same market from another order of assets and another seed of the starts', () => {
    const history = simulatedHistory(market, rows + 1, 'order');
    const straight = calibrateMarket(logReturns([history], { barTime: 'close' }), null, options).market;
    const turned = logReturns([history], { barTime: 'close', assets: ['C', 'B', 'A'] });
    const other = calibrateMarket(turned, null, { ...options, seed: 'another' }).market;
    for (const [k, { volatility }] of other.model.laws.entries()) {
      for (const i of [0, 1, 2])
        expect(Math.abs(volatility[i]! - straight.model.laws[k]!.volatility[2 - i]!)).toBeLessThan(2e-3);
    }
  });
});

describe('a calibrated market', () => {
  const found = calibrated({ ...market, degrees: 4 }, 'written', { drift: 'sample' });

  it('is valid as it is rounded', () => {
    for (const { correlation } of found.market.model.laws) expect(correlationFault(correlation)).toBeNull();
    expect(transitionFault(found.market.model.transition.rows)).toBeNull();
    expect(found.market.model.start.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it('has regimes in order of volatility, with their names', () => {
    const [calm, stress] = found.market.model.laws;
    expect(found.market.regimes.map(({ name }) => name)).toEqual(['calm', 'stress']);
    for (const [i, volatility] of calm!.volatility.entries()) expect(volatility).toBeLessThan(stress!.volatility[i]!);
    expect([1, 3, 4].map(regimeNames)).toEqual([
      ['only'],
      ['calm', 'active', 'stress'],
      ['calm', 'active-1', 'active-2', 'stress'],
    ]);
  });

  it('is written as a person would write it, and reads back as it is', () => {
    const text = marketText(found.market, { 'made-by': 'test' }, ' comment');
    expect(text).toMatch(/^# comment\n\nkind: fitted\nquote: USDT\nassets: \{ A: /);
    expect(text).toContain('transition:\n  per: 1h\n  rows:\n    - [ ');
    const read = parse(text);
    expect(read.regimes.calm.volatility.A).toBe(
      `${Number((100 * found.market.model.laws[0]!.volatility[0]!).toFixed(2))}%`,
    );
    expect(read.regimes.stress.correlation).toEqual(found.market.model.laws[1]!.correlation);
    expect(read.transition.rows).toEqual(found.market.model.transition.rows);
    expect(read.shocks).toEqual({ law: 'student-t', degrees: Number(found.fit.model.tails!.toFixed(2)), per: '1h' });
    expect(parseMarket(text, null).market).toEqual(found.market);
    expect(read.source).toEqual({ 'made-by': 'test' });
    // No settlements, no funding, no period.
    expect(text).not.toContain('funding');
  });

  it('says so when its calmest regime is not the calmest for some asset', () => {
    const crossed = {
      ...market,
      volatility: [
        [0.4, 0.5, 1.3],
        [1.4, 1.6, 0.7],
      ],
    };
    expect(calibrated(crossed, 'crossed').warnings.join()).toMatch(/^C is calmer in stress than in calm/);
  });
});

describe('regimesAt', () => {
  const probabilities = Float64Array.from([0.9, 0.1, 0.4, 0.6, 0.3, 0.7, 0, 1]);
  const base = logReturns([simulatedHistory(market, 200, 'regime-at')], { barTime: 'close' });
  const at = (intervalHours: number) => {
    const ends = [1, 2, 3, 4].map((index) => index * intervalHours * 3_600_000);
    return regimesAt({ ...base, ends, intervalHours }, probabilities, 2);
  };
  const hour = 3_600_000;

  it('takes the return that ends at a moment, or the one around it, and does not know what lies outside', () => {
    expect([1, 2, 4].map((time) => at(1)(time * hour)?.[0])).toEqual([0.9, 0.4, 0]);
    expect(at(24)(32 * hour)?.[0]).toBe(0.4);
    expect(at(1)(5 * hour)).toBeNull();
    expect(at(1)(0)).toBeNull();
  });
});
