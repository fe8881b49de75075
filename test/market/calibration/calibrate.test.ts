import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Calibration, calibrateMarket } from '../../../src/market/calibration/calibrate.ts';
import { fitFunding } from '../../../src/market/calibration/fit-funding.ts';
import { fittedMarket, regimeNames } from '../../../src/market/calibration/fitted-market.ts';
import { marketText } from '../../../src/market/calibration/market-text.ts';
import { regimeAt } from '../../../src/market/calibration/regime-at.ts';
import { correlationFault } from '../../../src/market/correlation.ts';
import { logReturns } from '../../../src/market/history/returns.ts';
import { transitionFault } from '../../../src/market/transition.ts';
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

const options = { quote: 'USDT', regimes: 2, starts: 3, seed: 'starts', shocks: 'joint', drift: 'zero' } as const;

function calibrated(
  known: KnownMarket,
  seed: string,
  changes: Partial<Parameters<typeof calibrateMarket>[2]> = {},
): Calibration {
  const returns = logReturns([simulatedHistory(known, 20_001, seed)], { barTime: 'close' });
  return calibrateMarket(returns, null, { ...options, ...changes });
}

/**
 * Volatilities within 5 %, correlations within 0.05, transition probabilities within 30 %.
 *
 * False alarms: with 5,700 rows of stress the standard error of a volatility is about 1 % (1.3 % with Student-t
 * shocks), of a correlation 0.012, and of a transition probability (290 changes) 7 %: 4 standard errors or more each,
 * 16 figures, below 1 in 500 per seed. Seeds are fixed.
 */
function expectRecovered({ market: found }: Calibration, known: KnownMarket): void {
  for (const [k, regime] of found.regimes.entries()) {
    for (const [i, volatility] of regime.volatility.entries()) {
      expect(Math.abs(volatility / known.volatility[k]![i]! - 1)).toBeLessThan(0.05);
      for (const value of regime.correlation[i]!.slice(0, i))
        expect(Math.abs(value - known.correlation[k]!)).toBeLessThan(0.05);
    }
    const away = 1 - k;
    expect(Math.abs(found.transition.rows[k]![away]! / known.transition[k]![away]! - 1)).toBeLessThan(0.3);
  }
}

describe('calibrateMarket recovers a known market from 20,000 hourly rows', () => {
  it('of normal shocks, and finds them normal', () => {
    const found = calibrated(market, 'recover-normal');
    expectRecovered(found, market);
    expect(found.market.shocks).toEqual({ law: 'normal' });
    expect(found.criteria.bayes).toBeLessThan(found.oneRegime.bayes);
  });

  it('of Student-t shocks with 4 degrees, and finds 3 to 5', () => {
    const heavy = { ...market, degrees: 4 };
    const found = calibrated(heavy, 'recover-heavy');
    expectRecovered(found, heavy);
    expect([3, 4, 5]).toContain(found.market.shocks.law === 'student-t' ? found.market.shocks.degrees : null);
  });

  it('of normal shocks with the tails taken from the residuals', () => {
    const found = calibrated(market, 'recover-residuals', { shocks: 'residuals' });
    expectRecovered(found, market);
    expect(found.market.shocks).toEqual({ law: 'normal' });
  });

  it('and does not see two regimes where there is one', () => {
    const one = { ...market, volatility: [[0.6, 0.6, 0.6]], correlation: [0.5], transition: [[1]] };
    const found = calibrated(one, 'recover-one');
    expect(found.oneRegime.bayes).toBeLessThan(found.criteria.bayes);
  });

  it('and finds the same market from another order of assets and another seed of the starts', () => {
    const history = simulatedHistory(market, 20_001, 'order');
    const straight = calibrateMarket(logReturns([history], { barTime: 'close' }), null, options).market;
    const turned = logReturns([history], { barTime: 'close', assets: ['C', 'B', 'A'] });
    const other = calibrateMarket(turned, null, { ...options, seed: 'another' }).market;
    for (const [k, regime] of other.regimes.entries()) {
      for (const i of [0, 1, 2])
        expect(Math.abs(regime.volatility[i]! - straight.regimes[k]!.volatility[2 - i]!)).toBeLessThan(2e-3);
    }
  });
});

describe('a calibrated market', () => {
  const found = calibrated({ ...market, degrees: 4 }, 'written', { shocks: 'residuals', drift: 'sample' });

  it('is valid as it is rounded', () => {
    for (const regime of found.market.regimes) expect(correlationFault(regime.correlation)).toBeNull();
    expect(transitionFault(found.market.transition.rows)).toBeNull();
    expect(found.market.start.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it('has regimes in order of volatility, with their names', () => {
    const [calm, stress] = found.market.regimes;
    expect([calm?.name, stress?.name]).toEqual(['calm', 'stress']);
    for (const [i, volatility] of calm!.volatility.entries()) expect(volatility).toBeLessThan(stress!.volatility[i]!);
    expect([1, 3, 4].map(regimeNames)).toEqual([
      ['only'],
      ['calm', 'active', 'stress'],
      ['calm', 'active-1', 'active-2', 'stress'],
    ]);
  });

  it('has the variance of the sample in the long run when tails come from the residuals', () => {
    for (const { sample, market: longRun } of found.volatilities)
      expect(Math.abs(longRun / sample - 1)).toBeLessThan(0.03);
  });

  it('is written as a person would write it, and reads back as it is', () => {
    const text = marketText(found.market, { 'made-by': 'test' }, ' comment');
    expect(text).toMatch(/^# comment\n\nkind: fitted\nquote: USDT\nassets: \{ A: /);
    expect(text).toContain('transition:\n  per: 1h\n  rows:\n    - [ ');
    const read = parse(text);
    expect(read.regimes.calm.volatility.A).toBe(
      `${Number((100 * found.market.regimes[0]!.volatility[0]!).toFixed(2))}%`,
    );
    expect(read.regimes.stress.correlation).toEqual(found.market.regimes[1]!.correlation);
    expect(read.transition.rows).toEqual(found.market.transition.rows);
    const { shocks } = found.market;
    const degrees = shocks.law === 'student-t' ? shocks.degrees : null;
    expect(read.shocks).toEqual({ law: 'student-t', degrees, per: '1h' });
    expect(read.source).toEqual({ 'made-by': 'test' });
    // No settlements, no funding, no period.
    expect(text).not.toContain('funding');
  });

  it('has funding rates per 8 hours, whatever the interval of the settlements, and says so', () => {
    const returns = logReturns([simulatedHistory(market, 101, 'funding')], { barTime: 'close' });
    const fit = (intervalHours: number) => ({
      laws: [0, 1].map((k) => ({ mean: 0.0001 * (k + 1), sd: 0.0002, reversionHours: 24 })),
      intervalHours,
      settlements: 1_000,
      inRegime: [500, 500],
      pooled: false,
    });
    const made = fittedMarket(returns, found.fit, [fit(8), fit(1), null], { quote: 'USDT', drift: 'zero' });
    expect(made.regimes[1]!.funding).toEqual([
      { mean: 0.0002, sd: 0.0002, reversionHours: 24 },
      { mean: 0.0016, sd: 0.0016, reversionHours: 24 },
      { mean: 0, sd: 0, reversionHours: 24 },
    ]);
    expect(parse(marketText(made, null, '')).regimes.stress.funding.B.mean).toBe('0.16%');
    expect(parse(marketText(made, null, ''))['funding-per']).toBe('8h');
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

describe('fitFunding', () => {
  const hour = 3_600_000;
  /** An autoregression with phi = exp(-8 / 24), mean 1e-4 or 5e-4 by regime, which changes every 500 settlements. */
  const settlements: { time: number; rate: number }[] = [];
  let noise = 0;
  let state = 12_345;
  const uniform = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const phi = Math.exp(-1 / 3);
  for (let i = 0; i < 4_000; i++) {
    const shock = Math.sqrt(12) * (uniform() - 0.5);
    noise = phi * noise + Math.sqrt(1 - phi * phi) * shock;
    settlements.push({ time: i * 8 * hour, rate: (Math.floor(i / 500) % 2 === 0 ? 1e-4 : 5e-4) + 2e-4 * noise });
  }
  const regimeOf = (_from: number, to: number) => Math.floor(to / (8 * hour) / 500) % 2;

  it('finds mean and spread of each regime and the reversion time', () => {
    const { laws, pooled, intervalHours } = fitFunding(settlements, 2, regimeOf);
    expect(pooled).toBe(false);
    expect(intervalHours).toBe(8);
    // 2,000 settlements of autocorrelation 0.72 are worth 330: standard error of a mean 1.1e-5, of a deviation 3 %; of phi 0.011, so 5 % of the time.
    expect(Math.abs(laws[0]!.mean - 1e-4)).toBeLessThan(4.5e-5);
    expect(Math.abs(laws[1]!.mean - 5e-4)).toBeLessThan(4.5e-5);
    for (const law of laws) {
      expect(Math.abs(law.sd / 2e-4 - 1)).toBeLessThan(0.12);
      expect(Math.abs(law.reversionHours / 24 - 1)).toBeLessThan(0.2);
    }
  });

  it('gives all regimes one law where a regime has too few settlements', () => {
    const { laws, pooled, inRegime } = fitFunding(settlements.slice(0, 520), 2, (from, to) =>
      to < 500 * 8 * hour ? 0 : from < 0 ? null : 1,
    );
    expect(pooled).toBe(true);
    expect(inRegime).toEqual([500, 20]);
    expect(laws[0]).toEqual(laws[1]);
  });
});

describe('regimeAt', () => {
  const probabilities = Float64Array.from([0.9, 0.1, 0.4, 0.6, 0.4, 0.6, 0, 1]);
  const base = logReturns([simulatedHistory(market, 200, 'regime-at')], { barTime: 'close' });
  const at = (intervalHours: number) => {
    const ends = [1, 2, 3, 4].map((index) => index * intervalHours * 3_600_000);
    return regimeAt({ ...base, ends, intervalHours }, probabilities, 2);
  };
  const hour = 3_600_000;

  it('adds up the hours between two moments, and does not know what lies outside', () => {
    const regimeOf = at(1);
    expect(regimeOf(0, 3 * hour)).toBe(0);
    expect(regimeOf(hour, 3 * hour)).toBe(1);
    expect(regimeOf(4 * hour, 9 * hour)).toBeNull();
  });

  it('takes the day around eight hours of it', () => {
    const regimeOf = at(24);
    expect([8, 16, 24, 32].map((to) => regimeOf((to - 8) * hour, to * hour))).toEqual([0, 0, 0, 1]);
  });
});
