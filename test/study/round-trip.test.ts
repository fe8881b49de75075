import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadStudy } from '../../src/study/load.ts';
import { parseStudy } from '../../src/study/parse.ts';
import type { Study } from '../../src/study/study.ts';
import { experimentText, type Sections } from './support/experiment.ts';

const experiments = fileURLToPath(new URL('../../experiments', import.meta.url));

/** The text of a study needs no other file, means the same, and does not change when it is read and written again. */
function expectSelfContained(study: Study): void {
  const again = parseStudy(study.text, { file: null });
  expect(again.scenarios).toEqual(study.scenarios);
  expect(again.axes).toEqual(study.axes);
  expect(again.name).toBe(study.name);
  expect(again.question).toBe(study.question);
  expect(again.warnings).toEqual(study.warnings);
  expect(again.text).toBe(study.text);
}

describe('the text of a study', () => {
  const files = readdirSync(experiments, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.yaml') && !file.includes('markets'),
  );

  it.each(files)('%s is self-contained', (file) => {
    expectSelfContained(loadStudy(`${experiments}/${file}`));
  });

  const market =
    'assets: { BTC: 60_000, ETH: 2_500 }\nregimes: { only: { volatility: 60%, correlation: 0.5 } }\nsource: { 1: a, 0: b }\n';
  const readMarket = (path: string) => ({
    file: path,
    text: market.replace('60%', path === 'wild.yaml' ? '90%' : '60%'),
  });

  it.each<[string, Sections]>([
    ['with a market file', { market: 'market: mild.yaml' }],
    ['with a named venue', { venue: 'venue: binance-usdm' }],
    ['with a preset that is changed', { venue: 'venue: { preset: binance-usdm, haircut: 1%, funding-clamp: none }' }],
    [
      'with a sweep over market files',
      { market: 'market: mild.yaml', rest: 'sweep: { market: [mild.yaml, wild.yaml] }' },
    ],
    ['with a sweep over market files only', { market: '', rest: 'sweep: { market: [mild.yaml, wild.yaml] }' }],
    ['with a sweep over venues', { venue: '', rest: 'sweep: { venue: [flat, binance-usdm] }' }],
    [
      'with a sweep into a named venue',
      { venue: 'venue: flat', rest: 'sweep: { venue.maintenance: [1%, 2%], venue.taker: [0, 1%] }' },
    ],
    [
      'with a sweep over fees by asset',
      { venue: 'venue: binance-usdm', rest: 'sweep: { venue.liquidation-fee.BTC: [1%, 2%] }' },
    ],
    [
      'with coins as collateral',
      { venue: 'venue: binance-usdm', collateral: 'collateral: { BTC: 1, ETH: 2, USDC: 5 }' },
    ],
    ['with text that looks like something else', { rest: 'seed: "0.10"\nquestion: "yes: no # [maybe]"' }],
    ['with a precision', { rest: 'precision: f64' }],
    ['with a sweep over precisions', { rest: 'sweep: { precision: [f64, mixed] }' }],
    ['with a seed that is a number', { rest: 'seed: 1_000' }],
    ['with a question of several lines', { rest: 'question: >\n  Is it\n  so?' }],
  ])('is self-contained %s', (_, changes) => {
    expectSelfContained(parseStudy(experimentText(changes), { file: 'x.yaml', readMarket }));
  });

  it('has the overrides in it', () => {
    const overrides = { set: [['venue.taker', '0.2%']] as const, paths: 5, seed: '007' };
    const study = parseStudy(experimentText({ market: 'market: mild.yaml' }), {
      file: 'x.yaml',
      readMarket,
      overrides,
    });
    expectSelfContained(study);
    expect(study.scenarios[0]).toMatchObject({ paths: 5, seed: '007' });
  });

  it('names no preset and no file', () => {
    const text = experimentText({ market: 'market: mild.yaml', venue: 'venue: binance-usdm' });
    const study = parseStudy(text, { file: 'x.yaml', readMarket });
    expect(study.text).not.toMatch(/preset:|mild\.yaml/);
    expect(study.text).toContain('name: binance-usdm');
  });
});

it('reads the example experiments without a warning', () => {
  for (const file of ['one-position.yaml', 'hedged-pair.yaml', 'coin-collateral.yaml']) {
    expect(readFileSync(`${experiments}/${file}`, 'utf8')).toMatch(/^# /);
    expect(loadStudy(`${experiments}/${file}`).warnings).toEqual([]);
  }
});
