import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { calibrateCommand } from '../../src/cli/calibrate.ts';
import { scorecardCommand } from '../../src/cli/scorecard.ts';
import { simulatedHistory } from '../market/calibration/simulated-history.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'margin-lab-scorecard-'));
  const law = {
    assets: ['BTC', 'ETH'],
    volatility: [[0.5, 0.7]],
    correlation: [0.6],
    transition: [[1]],
    degrees: null,
  };
  const history = simulatedHistory(law, 2_500, 'scorecard-cli');
  const rows = history.times.map((time, t) =>
    [new Date(time).toISOString(), ...history.prices.map((column) => column[t])].join(','),
  );
  writeFileSync(join(folder, 'prices.csv'), `time,BTC,ETH\n${rows.join('\n')}\n`);
  writeFileSync(
    join(folder, 'market.yaml'),
    'assets: { BTC: 100, ETH: 100 }\nregimes: { only: { volatility: { BTC: 50%, ETH: 210% }, correlation: 0.6 } }\n',
  );
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** Runs a command in this process; `@` stands for the temporary folder. */
async function marginLab(...words: string[]): Promise<string> {
  const program = new Command('margin-lab').exitOverride().configureOutput({ writeErr: () => {} });
  for (const command of [calibrateCommand, scorecardCommand]) command.register(program);
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => {} });
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  await program.parseAsync(
    words.map((word) => word.replace('@', `${folder}/`)),
    { from: 'user' },
  );
  return printed;
}

describe('margin-lab scorecard', () => {
  it('finds what is wrong with a market, and writes a page and a table', async () => {
    const printed = await marginLab('scorecard', '@market.yaml', '@prices.csv', '-o', '@out.md', '@out.csv');
    // ETH was simulated three times as wild as it was.
    expect(printed).toMatch(/the market overstates the usual risk:\s[\s\S]*volatility, 1 d, 50 %/);
    const page = readFileSync(join(folder, 'out.md'), 'utf8');
    expect(page).toContain('# Scorecard of `market.yaml`');
    expect(page).toContain('Against `prices.csv`, 2024-01-01T01:00:00Z to 2024-04-14T04:00:00Z: BTC, ETH.');
    expect(page).not.toContain(folder);
    expect(readFileSync(join(folder, 'out.csv'), 'utf8')).toMatch(/^heading,measure,asset,prices/);
  });

  it('replaces what it wrote before, and nothing that it reads', async () => {
    const quick = ['@market.yaml', '@prices.csv', '--histories', '2', '-o'];
    for (const _ of [1, 2]) await marginLab('scorecard', ...quick, '@again.md', '@again.csv');
    await expect(marginLab('scorecard', ...quick, '@again.csv', '@prices.csv', '--force')).rejects.toThrow(
      /prices.csv: is a file that is read here/,
    );
    await expect(marginLab('scorecard', ...quick, '@market.scorecard.md', '@market.scorecard.md')).rejects.toThrow(
      /is named twice/,
    );
  });

  it('takes a market that comes with the program by its name, and lists the names where there is none', async () => {
    const printed = await marginLab('scorecard', 'btc-eth-2019', '@prices.csv', '--histories', '2', '-o', '@out.md');
    expect(printed).toContain('volatility, 1 d, 50 %');
    expect(readFileSync(join(folder, 'out.md'), 'utf8')).toContain('# Scorecard of `btc-eth-2019`');
    await expect(marginLab('scorecard', 'btc-eth-2018', '@prices.csv')).rejects.toThrow(
      /no market of this name \(did you mean btc-eth-2019\?\); allowed: a market file, or one of btc-eth-2019, crypto-majors,/,
    );
  });

  it('takes some assets of the market, and another interval and seed', async () => {
    const choices = ['--assets', 'BTC', '--interval', '8h', '--seed', 'mine'];
    const printed = await marginLab('scorecard', '@market.yaml', '@prices.csv', ...choices);
    expect(printed).toMatch(/16 histories\s+of 311 returns/);
    expect(printed).toContain('seed mine');
    expect(printed).not.toContain('kurtosis, 1 h');
    expect(printed).toContain('kurtosis, 8 h');
    expect(printed).not.toContain('of single assets');
  });

  it.each([
    [['--histories', '1'], /at least 2/],
    [['-o', '@out.txt'], /\.md\) or of a table \(\.csv\)/],
    [['--assets', 'XYZ'], /XYZ is in no price file/],
  ])('answers %j in a sentence', async (words, message) => {
    await expect(marginLab('scorecard', '@market.yaml', '@prices.csv', ...words)).rejects.toThrow(message);
  });
});

describe('margin-lab calibrate', () => {
  it('prints the scorecard of what it wrote, and writes it beside the market', async () => {
    const printed = await marginLab('calibrate', '@prices.csv', '--regimes', '1', '-o', '@fitted.yaml');
    expect(printed).toContain('Scorecard: the prices beside what the market simulates');
    expect(readFileSync(join(folder, 'fitted.scorecard.md'), 'utf8')).toContain('# Scorecard of `fitted.yaml`');
  });

  it('leaves it out where it is not wanted', async () => {
    const printed = await marginLab(
      'calibrate',
      '@prices.csv',
      '--regimes',
      '1',
      '--no-scorecard',
      '-o',
      '@fitted.yaml',
    );
    expect(printed).not.toContain('Scorecard');
    expect(existsSync(join(folder, 'fitted.yaml'))).toBe(true);
    expect(existsSync(join(folder, 'fitted.scorecard.md'))).toBe(false);
  });
});
