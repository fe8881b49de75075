import { describe, expect, it } from 'vitest';
import type { Scorecard, ScoreRow } from '../../src/market/scorecard/scorecard.ts';
import { markdown } from '../../src/report/render/markdown.ts';
import { terminal } from '../../src/report/render/terminal.ts';
import { writeWords } from '../../src/report/render/values.ts';
import { scorecardPage, scorecardSection } from '../../src/report/sections/scorecard.ts';
import { scoreWords } from '../../src/report/sections/scorecard-words.ts';
import { scorecardCsv } from '../../src/report/tables/scorecard.ts';

function row(measure: string, asset: string | null, changes: Partial<ScoreRow>): ScoreRow {
  return {
    heading: 'Memory',
    measure,
    asset,
    unit: 'number',
    less: 'forgets too soon',
    more: 'remembers too long',
    real: 0.11,
    error: 0.02,
    simulated: 0.1,
    spread: 0.01,
    distance: 0.45,
    isOutside: false,
    ...changes,
  };
}

function card(rows: readonly ScoreRow[], assets = ['BTC', 'ETH']): Scorecard {
  return {
    shape: { assets, intervalHours: 1, rows: 9_000, funding: [null, null] },
    rows,
    histories: 16,
    draws: 200,
    seed: 'test',
  };
}

const plain = { colours: false, width: 80 };
const low = { simulated: 0.001, spread: 0.01, distance: 4.9, isOutside: true };
const high = { simulated: 0.3, spread: 0.01, distance: 8.5, isOutside: true };

describe('the words of a scorecard', () => {
  it('say what is outside, by how much and what it means, together for all assets', () => {
    const { count, outside } = scoreWords(
      card([
        row('autocorrelation, 7 d', null, low),
        row('autocorrelation, 7 d', 'BTC', low),
        row('autocorrelation, 7 d', 'ETH', low),
      ]),
    );
    expect(count).toBe('inside (within 2 combined errors): 0 of 1 lines of the market, 0 of 2 lines of single assets');
    expect(outside.map((one) => writeWords(one))).toEqual([
      'the market forgets too soon: autocorrelation, 7 d (0.110 ± 0.020 in the prices, 0.001 ± 0.010 simulated)',
    ]);
  });

  it('put lines that mean the same into one sentence', () => {
    const { outside } = scoreWords(card([row('lag 1', null, low), row('lag 2', null, low), row('lag 3', null, high)]));
    expect(outside.map((one) => writeWords(one))).toEqual([
      'the market forgets too soon: lag 1 (0.110 ± 0.020 in the prices, 0.001 ± 0.010 simulated); lag 2 (0.110 ± 0.020 in the prices, 0.001 ± 0.010 simulated)',
      'the market remembers too long: lag 3 (0.110 ± 0.020 in the prices, 0.300 ± 0.010 simulated)',
    ]);
  });

  it('name the assets where only some are outside, each direction by itself', () => {
    const { outside } = scoreWords(
      card(
        [row('lag', null, {}), row('lag', 'A', low), row('lag', 'B', low), row('lag', 'C', high), row('lag', 'D', {})],
        ['A', 'B', 'C', 'D'],
      ),
    );
    expect(outside.map((one) => writeWords(one))).toEqual([
      'the market forgets too soon: lag, A (0.110 ± 0.020 in the prices, 0.001 ± 0.010 simulated, likewise B)',
      'the market remembers too long: lag, C (0.110 ± 0.020 in the prices, 0.300 ± 0.010 simulated)',
    ]);
  });

  it('have nothing to say of a market that is inside', () => {
    expect(scoreWords(card([row('lag', null, {})], ['BTC']))).toEqual({
      count: 'inside (within 2 combined errors): 1 of 1 lines',
      outside: [],
    });
  });

  it('tell an error that is not known from none', () => {
    const { outside } = scoreWords(card([row('lag', null, { ...low, error: null })]));
    expect(writeWords(outside[0]!)).toContain('0.110 ± ? in the prices');
  });
});

const several = card([
  row('volatility, 30 d, 95 %', null, {
    heading: 'Volatility',
    unit: 'share',
    real: 1.276,
    error: 0.08,
    ...high,
    simulated: 1.9,
  }),
  row('volatility, 30 d, 95 %', 'BTC', {
    heading: 'Volatility',
    unit: 'share',
    real: 0.724,
    error: 0.06,
    simulated: 0.7,
    spread: 0.03,
  }),
  row('volatility, 30 d, 95 %', 'ETH', {
    heading: 'Volatility',
    unit: 'share',
    real: 0.9,
    error: 0.06,
    ...high,
    simulated: 1.3,
  }),
  row('worst 1 h', null, { unit: 'share', real: -0.157, error: 0.014, simulated: -0.11, spread: 0.026, distance: 1.6 }),
  row('funding, mean', 'BTC', {
    unit: 'rate',
    real: 0.0000641,
    error: 0.000006,
    simulated: 0.0000652,
    spread: 0.000004,
    distance: 0.1,
  }),
  row('beyond 20 sd', null, {
    real: 2.9,
    error: 1,
    simulated: 0,
    spread: 0,
    distance: Number.POSITIVE_INFINITY,
    isOutside: true,
  }),
]);

describe('a scorecard', () => {
  it('fits into 80 columns, with units, signs and counts of assets', () => {
    const text = terminal.render([scorecardSection(several)], plain);
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(text).toContain('127.6 ± 8.0 %');
    expect(text).toMatch(/volatility, 30 d, 95 % +127\.6 ± 8\.0 % +190\.0 ± 1\.0 % +\+8\.5 ! +1\/2/);
    expect(text).toMatch(/worst 1 h +-15\.7 ± 1\.4 % +-11\.0 ± 2\.6 % +\+1\.6/);
    expect(text).toMatch(/funding, mean, BTC +0\.0064 ± 0\.0006 % +0\.0065 ± 0\.0004 %/);
    expect(text).toContain('seed test');
  });

  it('is a page of tables whose rows have as many cells as their heads', () => {
    const page = markdown.render(
      scorecardPage(several, { market: 'm.yaml', prices: ['p.csv'], period: ['2024-01-01', '2025-01-01'] }),
      plain,
    );
    expect(page).toContain('# Scorecard of `m.yaml`');
    expect(page).toContain('| volatility, 30 d, 95 % | 127.6 ± 8.0 % | 190.0 ± 1.0 % | **+8.5** |');
    expect(page).toContain('| volatility, 30 d, 95 % | 72.4 % / 70.0 % | **90.0 % / 130.0 %** |');
    const tables = page
      .trimEnd()
      .split('\n\n')
      .filter((part) => part.startsWith('|'));
    expect(tables.length).toBe(3);
    for (const part of tables) {
      const cells = part.split('\n').map((line) => line.split('|').length);
      expect(new Set(cells).size, part).toBe(1);
    }
  });

  it('is a table with every figure in full precision', () => {
    const lines = scorecardCsv(several).trimEnd().split('\n');
    expect(lines[0]).toBe('heading,measure,asset,prices,prices_error,simulated,simulated_sd,errors_apart,outside');
    expect(lines).toHaveLength(7);
    expect(lines[2]).toBe('Volatility,"volatility, 30 d, 95 %",BTC,0.724,0.06,0.7,0.03,0.45,0');
    expect(lines[6]).toBe('Memory,beyond 20 sd,,2.9,1,0,0,,1');
  });
});
