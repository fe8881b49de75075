import { describe, expect, it } from 'vitest';
import type { PriceHistory } from '../../../src/market/history/price-history.ts';
import { logReturns } from '../../../src/market/history/returns.ts';

const hour = 3_600_000;
const start = Date.UTC(2024, 0, 1);

/** Prices exp(0.01 h) at the given hours, so that every return over n hours is 0.01 n. */
function history(name: string, hours: readonly number[], intervalHours: number, assets = ['BTC']): PriceHistory {
  return {
    source: { name, sha256: '' },
    assets,
    times: hours.map((h) => start + h * hour),
    prices: assets.map(() => Float64Array.from(hours, (h) => Math.exp(0.01 * h))),
    intervalHours,
  };
}

/** The same bars with the price at their close, an interval after their time. */
function closes(prices: PriceHistory): PriceHistory {
  return { ...prices, prices: [prices.prices[0]!.map((value) => value * Math.exp(0.01 * prices.intervalHours))] };
}

const range = (count: number, step = 1) => Array.from({ length: count }, (_, index) => index * step);

describe('logReturns', () => {
  it('never bridges a gap: no return over the missing hour, and a new run after it', () => {
    const hours = range(200).filter((h) => h !== 100);
    const returns = logReturns([history('p', hours, 1)], { barTime: 'close' });
    expect(returns.ends).toHaveLength(197);
    expect(returns.runs).toEqual([0, 99]);
    expect(returns.values.every((value) => Math.abs(value - 0.01) < 1e-12)).toBe(true);
  });

  it('counts missing bars as bars, and no row that no return uses', () => {
    const hours = [-240, -120, -96, ...range(200).filter((h) => h < 50 || h > 59), 260];
    const returns = logReturns([history('p', hours, 1)], { barTime: 'close' });
    expect(returns.period).toEqual([start, start + 199 * hour]);
    expect([returns.priceRows, returns.missingBars, returns.ends.length]).toEqual([190, 10, 188]);
    expect(returns.lastPrices[0]).toBeCloseTo(Math.exp(1.99), 12);
  });

  it('keeps bars that open beside whole hours, alone and in longer returns', () => {
    const beside = { ...history('p', range(500), 1), times: range(500).map((h) => start + (h + 0.5) * hour) };
    expect(logReturns([beside, beside], { barTime: 'close' }).ends).toHaveLength(499);
    expect(logReturns([beside], { barTime: 'close', intervalHours: 4 }).ends.length).toBeGreaterThan(120);
  });

  it('treats an empty cell as a gap for all assets', () => {
    const prices = history('p', range(200), 1, ['BTC', 'ETH']);
    prices.prices[1]![50] = Number.NaN;
    const returns = logReturns([prices], { barTime: 'close' });
    expect(returns.ends).toHaveLength(197);
    expect(returns.incompleteRows).toBe(1);
    expect(returns.runs).toEqual([0, 49]);
  });

  it('begins where the last asset begins', () => {
    const prices = history('p', range(300), 1, ['BTC', 'NEW']);
    prices.prices[1]!.fill(Number.NaN, 0, 120);
    const returns = logReturns([prices], { barTime: 'close' });
    expect(returns.period[0]).toBe(start + 120 * hour);
    expect(returns.priceRows).toBe(180);
    expect(returns.incompleteRows).toBe(0);
  });

  it('joins files of different spacing on the coarsest, at the moments at which bars close', () => {
    const coarse = history('coarse', range(100, 2), 2);
    const fine = history(
      'fine',
      range(200).map((h) => 201 + h),
      1,
    );
    // A bar that opens at h closes at h + 2 or h + 1: the last coarse close is at 200, the first fine one on the grid at 202.
    const returns = logReturns([closes(coarse), closes(fine)], { barTime: 'open' });
    expect(returns.intervalHours).toBe(2);
    expect(returns.runs).toEqual([0]);
    expect(returns.period).toEqual([start + 2 * hour, start + 400 * hour]);
    expect(returns.values.every((value) => Math.abs(value - 0.02) < 1e-12)).toBe(true);
  });

  it('takes returns over a multiple of the spacing, and refuses other intervals', () => {
    const daily = logReturns([history('p', range(24 * 120), 1)], { barTime: 'close', intervalHours: 24 });
    expect(daily.ends).toHaveLength(119);
    expect(daily.values[0]).toBeCloseTo(0.24, 12);
    expect(() => logReturns([history('p', range(999, 2), 2)], { barTime: 'close', intervalHours: 3 })).toThrow(
      /multiples of 2h/,
    );
  });

  it('chooses assets and their order, and the period', () => {
    const prices = history('p', range(500), 1, ['A', 'B', 'C']);
    const returns = logReturns([prices], {
      barTime: 'close',
      assets: ['C', 'A'],
      from: start + 10 * hour,
      to: start + 210 * hour,
    });
    expect(returns.assets).toEqual(['C', 'A']);
    expect(returns.ends).toHaveLength(200);
    expect(() => logReturns([prices], { barTime: 'close', assets: ['D'] })).toThrow(
      'assets: D is in no price file; allowed: A, B, C',
    );
    expect(() => logReturns([prices], { barTime: 'close', assets: ['A', 'A'] })).toThrow('assets: A is named twice');
  });

  it('refuses prices that stand still: they have no correlation with anything', () => {
    const prices = history('p', range(500), 1, ['A', 'DEAD']);
    prices.prices[1]!.fill(7);
    expect(() => logReturns([prices], { barTime: 'close' })).toThrow(/of DEAD never move/);
  });
});
