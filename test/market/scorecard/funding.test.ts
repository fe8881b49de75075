import { describe, expect, it } from 'vitest';
import type { LogReturns } from '../../../src/market/history/returns.ts';
import type { Settlement } from '../../../src/market/history/settlements.ts';
import { scoredHistory } from '../../../src/market/scorecard/sample.ts';
import { seeded } from '../../support/seeds.ts';
import { figuresByName, normals } from './histories.ts';

const hour = 3_600_000;
const start = Date.UTC(2024, 0, 1);

/** Prices over `days` days, of which nothing matters here but the period. */
function pricesOver(days: number): LogReturns {
  const rows = 24 * days;
  const normal = normals(seeded('funding-prices'));
  return {
    assets: ['BTC'],
    intervalHours: 1,
    values: Float64Array.from({ length: rows }, () => 0.01 * normal()),
    ends: Array.from({ length: rows }, (_, row) => start + (row + 1) * hour),
    runs: [0],
    lastPrices: [1],
    period: [start, start + rows * hour],
    priceRows: rows + 1,
    incompleteRows: 0,
    missingBars: 0,
  };
}

const figuresOf = (settlements: readonly Settlement[], days = 400) =>
  figuresByName(scoredHistory(pricesOver(days), new Map([['BTC', settlements]])));

describe('funding', () => {
  it('of an AR(1) law has its mean, standard deviation and memory, per 8 hours', () => {
    const normal = normals(seeded('funding-law'));
    const phi = 0.8;
    let deviation = 0;
    const settlements = Array.from({ length: 6_000 }, (_, k) => {
      deviation = phi * deviation + Math.sqrt(1 - phi * phi) * normal();
      return { time: start + (k + 1) * 8 * hour, rate: 0.0001 + 0.0002 * deviation };
    });
    const figures = figuresOf(settlements, 2_000);
    // Errors of mean and sd with this memory: 0.0002 sqrt(9 / 6,000), 0.0002 sqrt(4.6 / 12,000), of the memory
    // sqrt(1.8 / 6,000) (Bartlett); bounds of 4.
    expect(Math.abs(figures.get('funding, mean|BTC')! - 0.0001)).toBeLessThan(0.000031);
    expect(Math.abs(figures.get('funding, sd|BTC')! - 0.0002)).toBeLessThan(0.000016);
    expect(Math.abs(figures.get('funding, memory 1 d|BTC')! - phi ** 3)).toBeLessThan(0.07);
  });

  it('is compared per 8 hours whatever it is settled at, and where a venue changed its interval', () => {
    // 0.01 % per 8 h throughout: for 100 days every 8 h, then every 4 h at half the rate.
    const eight = Array.from({ length: 300 }, (_, k) => ({ time: start + (k + 1) * 8 * hour, rate: 0.0001 }));
    const four = Array.from({ length: 600 }, (_, k) => ({
      time: start + (2_400 + 4 * (k + 1)) * hour,
      rate: 0.00005,
    }));
    // The last one before the change is taken for one of 4 h: both spacings beside it are not 8 h.
    const figures = figuresOf([...eight, ...four]);
    expect(figures.get('funding, mean|BTC')).toBeCloseTo(0.0001, 6);
    expect(figuresOf(eight).get('funding, mean|BTC')).toBeCloseTo(0.0001, 12);
    expect(figuresOf(four).get('funding, mean|BTC')).toBeCloseTo(0.0001, 12);
  });

  it('takes a settlement that is missing for a gap, and seconds of lateness for none', () => {
    const settlements = Array.from({ length: 300 }, (_, k) => ({
      time: start + (k + 1) * 8 * hour + (k % 7) * 1_000,
      rate: k % 2 === 0 ? 0.0001 : 0.0003,
    })).filter((_, k) => k !== 100);
    const figures = figuresOf(settlements);
    expect(figures.get('funding, mean|BTC')).toBeCloseTo(0.0002, 6);
    // Three settlements later the other rate comes, always.
    expect(figures.get('funding, memory 1 d|BTC')).toBeCloseTo(-1, 9);
  });

  it('counts only in the period of the prices', () => {
    const settlements = Array.from({ length: 600 }, (_, k) => ({
      time: start + (k + 1) * 8 * hour,
      rate: k < 300 ? 0.0001 : 0.01,
    }));
    expect(figuresOf(settlements, 100).get('funding, mean|BTC')).toBeCloseTo(0.0001, 12);
  });

  it('has no line where there are too few settlements', () => {
    const settlements = Array.from({ length: 20 }, (_, k) => ({ time: start + (k + 1) * 8 * hour, rate: 0.0001 }));
    expect([...figuresOf(settlements).keys()].filter((name) => name.startsWith('funding'))).toEqual([]);
  });
});
