import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readFundingHistory } from '../../../src/market/history/funding-history.ts';
import { readPriceHistory } from '../../../src/market/history/price-history.ts';
import { sampleMarket } from '../../support/sample-market.ts';

const file = (name: string) => fileURLToPath(new URL(`../../../experiments/markets/${name}`, import.meta.url));

describe('the sample prices that come with the project', () => {
  it('are what our generator makes of its seed, and nobody else’s data', () => {
    const { prices, funding } = sampleMarket();
    expect(readFileSync(file('sample-prices.csv'), 'utf8')).toBe(prices);
    expect(readFileSync(file('sample-funding.csv'), 'utf8')).toBe(funding);
  });

  it('are read without an option', () => {
    const { assets, times, said } = readPriceHistory(file('sample-prices.csv'));
    expect(assets).toEqual(['BTC', 'ETH', 'SOL']);
    expect(times).toHaveLength(2_000);
    expect(said).toBe('a column per coin, BTC, ETH, SOL, times as dates, grid 1h, 2,000 bars, 0 missing');
    expect([...readFundingHistory(file('sample-funding.csv')).settlements.keys()]).toEqual(assets);
  });
});
