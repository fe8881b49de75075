import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, CommanderError } from '@commander-js/extra-typings';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { calibrateCommand } from '../../src/cli/calibrate.ts';
import { loadMarket } from '../../src/study/load.ts';
import { simulatedHistory } from '../market/calibration/simulated-history.ts';
import { flatMarket } from '../support/regime-market.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'margin-lab-calibrate-'));
  const history = simulatedHistory(
    {
      assets: ['BTC', 'ETH'],
      volatility: [
        [0.4, 0.5],
        [1.2, 1.4],
      ],
      correlation: [0.6, 0.8],
      transition: [
        [0.95, 0.05],
        [0.1, 0.9],
      ],
      degrees: null,
    },
    2_000,
    'cli',
  );
  const rows = history.times.map((time, t) =>
    [new Date(time).toISOString(), ...history.prices.map((column) => column[t])].join(','),
  );
  writeFileSync(join(folder, 'prices.csv'), `time,BTC,ETH\n${rows.join('\n')}\n`);
  const rates = Array.from({ length: 200 }, (_, i) => {
    const time = new Date(Date.UTC(2024, 0, 1) + i * 8 * 3_600_000).toISOString();
    return `${time},x,BTC,${i % 2 === 0 ? 0.0001 : 0.0003}`;
  });
  writeFileSync(join(folder, 'funding.csv'), `time,venue,symbol,rate\n${rates.join('\n')}\n`);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** Runs the command in this process; paths are relative to the temporary folder. */
async function calibrate(...words: string[]): Promise<string> {
  const program = new Command('margin-lab').exitOverride().configureOutput({ writeErr: () => {} });
  calibrateCommand.register(program);
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => {} });
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  await program.parseAsync(['calibrate', ...words.map((word) => word.replace('@', `${folder}/`))], { from: 'user' });
  return printed;
}

describe('margin-lab calibrate', () => {
  it('writes a market file and prints how well it fits', async () => {
    const funding = ['--funding', '@funding.csv', '--without-funding', 'ETH'];
    const printed = await calibrate('@prices.csv', '--regimes', '2', ...funding, '-o', '@market.yaml');
    expect(printed).toMatch(
      /prices.csv: a column per coin, BTC, ETH, times as dates, grid 1h, 2,000 bars, 0 missing\n/,
    );
    expect(printed).toMatch(/funding.csv: funding, BTC, .* as fractions, 200 settlements, every 8h\n/);
    expect(printed).toMatch(/^1999 returns over 1h of 2 assets, 2024-01-01T01:00:00Z to /m);
    for (const text of [
      'log-likelihood by start',
      'AIC',
      'BIC',
      'calm',
      'stress',
      'mean correlation',
      'sample',
      'no funding rates of ETH',
    ]) {
      expect(printed).toContain(text);
    }
    const market = parse(readFileSync(join(folder, 'market.yaml'), 'utf8'));
    expect(Object.keys(market.regimes)).toEqual(['calm', 'stress']);
    expect(market.regimes.calm.volatility.BTC).toMatch(/^\d+(\.\d+)?%$/);
    // A regression on the rate before uses 199 of the 200 settlements.
    expect(Number.parseFloat(market.regimes.calm.funding.BTC.mean)).toBeCloseTo(0.02, 3);
    expect(market.source.prices[0]).toEqual({
      file: 'prices.csv',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      interval: '1h',
      'read-as': 'a column per coin, BTC, ETH, times as dates, grid 1h, 2,000 bars, 0 missing',
    });
  });

  it('writes what an experiment reads', async () => {
    const funding = ['--funding', '@funding.csv', '--funding', '@funding.csv', '--without-funding', 'ETH'];
    await calibrate(...funding, '@prices.csv', '--drift', 'sample', '-o', '@market.yaml');
    const market = loadMarket(join(folder, 'market.yaml'));
    expect(market.assets).toEqual(['BTC', 'ETH']);
    const [btc, eth] = market.regimes[0]!.funding;
    expect(btc!.mean).toBeCloseTo(0.0002, 5);
    expect(eth).toEqual({ mean: 0, sd: 0, reversionHours: 0 });
    const [calm, stress] = flatMarket(market).regimes;
    expect(stress!.volatility[0]).toBeGreaterThan(calm!.volatility[0]!);
  });

  it('writes no folder of the machine and leaves no temporary file', async () => {
    await calibrate('@prices.csv', '-o', '@market.yaml');
    expect(readFileSync(join(folder, 'market.yaml'), 'utf8')).not.toContain(tmpdir());
    expect(readdirSync(folder).toSorted()).toEqual(['funding.csv', 'market.scorecard.md', 'market.yaml', 'prices.csv']);
  });

  it('replaces a market that it made and nothing else without --force, which is told before anything is read', async () => {
    await calibrate('@prices.csv', '--regimes', '1', '--no-scorecard', '-o', '@market.yaml');
    await calibrate('@prices.csv', '--regimes', '1', '--no-scorecard', '-o', '@market.yaml');
    writeFileSync(join(folder, 'book.yaml'), 'name: book\n');
    await expect(calibrate('@prices.csv', '-o', '@book.yaml')).rejects.toThrow(
      /book.yaml: is there already, and it is not a market file/,
    );
    expect(readFileSync(join(folder, 'book.yaml'), 'utf8')).toBe('name: book\n');
    await calibrate('@prices.csv', '--regimes', '1', '--no-scorecard', '-o', '@book.yaml', '--force');
    expect(readFileSync(join(folder, 'book.yaml'), 'utf8')).toMatch(/^# Made by margin-lab/);
    await expect(calibrate('@prices.csv', '-o', '@none/market.yaml')).rejects.toThrow(
      /cannot write .*no such file or folder/,
    );
    await expect(calibrate('@prices.csv', '--force', '-o', '@prices.csv')).rejects.toThrow(
      /is a file that is read here/,
    );
  });

  it('gives the same file for the same prices, options and seed', async () => {
    await calibrate('@prices.csv', '--starts', '2', '-o', '@one.yaml');
    await calibrate('@prices.csv', '--starts', '2', '-o', '@two.yaml');
    expect(readFileSync(join(folder, 'one.yaml'), 'utf8')).toBe(readFileSync(join(folder, 'two.yaml'), 'utf8'));
  });

  it('chooses assets, period and interval', async () => {
    const printed = await calibrate(
      '@prices.csv',
      '--assets',
      'ETH',
      '--from',
      '2024-01-10',
      '--to',
      '2024-03-10',
      '--interval',
      '4h',
      '--regimes',
      '1',
      '-o',
      '@m.yaml',
    );
    expect(printed).toMatch(/^366 returns over 4h of 1 assets, 2024-01-10T00:00:00Z to 2024-03-11T00:00:00Z/m);
    const market = parse(readFileSync(join(folder, 'm.yaml'), 'utf8'));
    expect(market.assets).toEqual({ ETH: expect.any(Number) });
    expect(market.transition).toBeUndefined();
  });

  it.each([
    ['an unknown asset', ['--assets', 'SOL'], /SOL is in no price file; allowed: BTC, ETH/],
    ['a funding venue without a funding file', ['--funding-venue', 'x'], /none is given/],
    ['funding that lacks an asset', ['--funding', '@funding.csv'], /no rates of ETH; .*--without-funding ETH.*`BTC`/],
    ['one name for several coins', ['--asset', 'BTC'], /holds 2 coins and cannot be called `BTC`/],
    ['a column that is not there', ['--time-column', 'when'], /has no column `when` \(--time-column\)/],
    ['too many regimes', ['--regimes', '17'], /at most 16/],
    ['a day that is none', ['--from', '2024-02-30'], /Write a day or a time/],
    ['an interval that does not fit', ['--interval', '90m'], /multiples of 1h/],
    ['an unknown law', ['--shocks', 'cauchy'], /Allowed choices are joint, normal/],
  ])('refuses %s and writes nothing', async (_name, words, message) => {
    await expect(calibrate('@prices.csv', ...words, '-o', '@market.yaml')).rejects.toThrow(message);
    expect(readdirSync(folder)).not.toContain('market.yaml');
  });

  it('reads a file per coin, each named before it or by itself, in any published form', async () => {
    const rows = readFileSync(join(folder, 'prices.csv'), 'utf8').trim().split('\n').slice(1);
    const candles = (column: number) =>
      rows.map((row) => {
        const [time, price] = [Date.parse(row.split(',')[0]!), Number(row.split(',')[column])];
        return `${time},${price},${price * 1.01},${price * 0.99},${price},5`;
      });
    writeFileSync(join(folder, 'a.csv'), candles(1).slice(0, 900).join('\n'));
    writeFileSync(join(folder, 'b.csv'), candles(1).slice(900).toReversed().join('\n'));
    writeFileSync(join(folder, 'ETHUSDT-1h.csv'), candles(2).join('\n'));
    const files = [`BTC=${folder}/a.csv`, `BTC=${folder}/b.csv`, '@ETHUSDT-1h.csv'];
    const printed = await calibrate(...files, '-o', '@candles.yaml');
    expect(printed).toMatch(
      /b.csv: candles .*, BTC, times in ms since 1970, newest first: turned round, grid 1h, 1,100 bars/,
    );
    await calibrate('@prices.csv', '-o', '@wide.yaml');
    const regimes = (file: string) => parse(readFileSync(join(folder, file), 'utf8')).regimes;
    expect(regimes('candles.yaml')).toEqual(regimes('wide.yaml'));
  });

  it('needs a place to write to', async () => {
    await expect(calibrate('@prices.csv')).rejects.toThrow(CommanderError);
  });
});
