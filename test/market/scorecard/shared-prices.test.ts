import { describe, expect, it } from 'vitest';
import { readPriceHistory } from '../../../src/market/history/price-history.ts';
import { logReturns } from '../../../src/market/history/returns.ts';
import { scoredHistory } from '../../../src/market/scorecard/sample.ts';
import { sharedFile } from '../../support/shared.ts';
import { figuresByName } from './histories.ts';

const file = sharedFile('data/hourly-close-binance-spot.csv.gz');

/** Figures that others worked out from the same prices, with other code (shared/methods/market.md, section 5), as rounded there. */
describe.skipIf(file === null)('the figures of ten majors, hourly from 2022 to April 2026', () => {
  const figures =
    file === null
      ? new Map<string, number>()
      : figuresByName(scoredHistory(logReturns([readPriceHistory(file)], { barTime: 'open' }), null));

  it.each([
    ['kurtosis, 1 h', 29, 0.5],
    ['kurtosis, 1 h|BTC', 16, 0.5],
    // 10.3 there: a mean that is smaller by 0.6 of its error; BTC agrees.
    ['kurtosis, 1 d', 10.3, 1],
    ['kurtosis, 1 d|BTC', 7.6, 0.05],
    ['autocorrelation, 1 h', 0.28, 0.006],
    ['autocorrelation, 6 h', 0.18, 0.006],
    ['autocorrelation, 1 d', 0.17, 0.006],
    ['autocorrelation, 7 d', 0.11, 0.006],
    ['autocorrelation, 30 d', 0.05, 0.006],
    ['beyond 5 sd', 366, 0.5],
    ['beyond 8 sd', 66, 0.5],
    ['beyond 12 sd', 16, 0.5],
    ['beyond 20 sd', 2.9, 0.05],
    ['worst 1 h|BTC', -0.07, 0.005],
    ['correlation, 1 h', 0.72, 0.006],
    ['correlation, 1 d', 0.71, 0.006],
    ['correlation, worst 1 %', 0.54, 0.006],
    ['correlation, calm half', 0.15, 0.006],
    ['8 of 10 in own worst 1 %', 43, 0.5],
    ['volatility, 1 d, 5 %|BTC', 0.14, 0.006],
    ['volatility, 1 d, 50 %|BTC', 0.4, 0.006],
    ['volatility, 1 d, 95 %|BTC', 0.91, 0.03],
    ['volatility, 30 d, 5 %|BTC', 0.31, 0.011],
    ['volatility, 30 d, 50 %|BTC', 0.48, 0.006],
    ['volatility, 30 d, 95 %|BTC', 0.71, 0.015],
  ])('%s is %f', (measure, expected, tolerance) => {
    expect(Math.abs(figures.get(measure)! - expected)).toBeLessThan(tolerance);
  });

  it('the worst hour and day are -17 and -30 % on average as log returns', () => {
    const meanLog = (measure: string) => {
      const falls = [...figures].filter(([name]) => name.startsWith(`${measure}|`)).map(([, fall]) => Math.log1p(fall));
      return falls.reduce((sum, fall) => sum + fall, 0) / falls.length;
    };
    expect(meanLog('worst 1 h')).toBeCloseTo(-0.17, 2);
    // Over any 24 hours here, -0.39; their days begin at midnight or so.
    expect(meanLog('worst 1 d')).toBeLessThan(-0.3);
  });
});
