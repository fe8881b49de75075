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
  expect(again.limits).toEqual(study.limits);
  expect(again.assumptions).toEqual(study.assumptions);
  expect(again.text).toBe(study.text);
}

describe('the text of a study', () => {
  const files = readdirSync(experiments, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.yaml') && !file.includes('markets'),
  );

  it.each(files)('%s is self-contained', (file) => {
    expectSelfContained(loadStudy(`${experiments}/${file}`));
  });

  const coins = {
    collateral: 'collateral: { BTC: 2, ETH: 40 }',
    schemes: 'schemes: { isolated: { pools: each } }',
  };
  const market =
    'assets: { BTC: 60_000, ETH: 2_500 }\nregimes: { only: { volatility: 60%, correlation: 0.5 } }\nsource: { 1: a, 0: b }\n';
  const readMarket = (path: string) => ({
    file: path,
    text: `${market.replace('60%', path === 'wild.yaml' ? '90%' : '60%')}${path === 'hourly.yaml' ? 'funding-per: 1h\n' : ''}`,
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
    [
      'with a sweep over maps that leave the rest to the preset',
      {
        venue: 'venue: okx-linear',
        rest: 'sweep: { venue.insurance: { small: { fund: 5 }, none: { fund: none } }, venue.funding-clamp: { btc: { BTC: 1% } } }',
      },
    ],
    [
      'with sweeps into rules of a preset',
      {
        venue: 'venue: { preset: okx-linear, liquidation: { rule: just-enough, restore: 105% } }',
        rest: 'sweep: { venue.liquidation.restore: [100%, 110%], venue.insurance.fund: [0, none], venue.funding-clamp.BTC: [1%, none], venue.backstop: [0%, 50%] }',
      },
    ],
    [
      'with a sweep over kinds of contracts',
      { venue: 'venue: flat', ...coins, rest: 'sweep: { venue.contract: [linear, inverse] }' },
    ],
    [
      'with a sweep over liquidation rules',
      {
        venue: 'venue: binance-usdm',
        rest: 'sweep: { venue.liquidation: { all: all, slices: { rule: slices, share: 10%, every: 1m } } }',
      },
    ],
    ['with inverse contracts', { venue: 'venue: kraken-inverse', ...coins }],
    [
      'with brackets in coins, on the value at entry',
      {
        venue:
          'venue: { contract: inverse, maintenance: 1%, brackets: { BTC: [[0, 5, 0.5%], [5, null, 1%]] }, brackets-unit: coin, maintenance-notional: entry, funding-notional: entry }',
        ...coins,
      },
    ],
    [
      'with a sweep over the unit of brackets',
      {
        venue: 'venue: { preset: flat, contract: inverse, brackets: { BTC: [[0, 5, 0.5%], [5, null, 1%]] } }',
        ...coins,
        rest: 'sweep: { venue.brackets-unit: [quote, coin] }',
      },
    ],
    ['with funding per another period', { market: 'market: hourly.yaml' }],
    [
      'with policies, a policy map, limits and tags',
      {
        positions:
          'positions: { btc: { asset: BTC, side: long, notional: 60_000, tag: a }, eth: { asset: ETH, side: short, notional: 9, tag: b } }',
        schemes:
          'schemes: { desk: { pools: policy-map, treasury: 10%, policies: { p: { policy: top-up, below: 120%, amount: 1%, delay: 2h } } } }',
        rest: 'policy-map: [{ tag: a, pool: x }, { pool: each }]\nlimits: { max-leverage: { account: 1 } }\nsweep: { limits.max-leverage.account: [1, 5], schemes.desk.policies.p.budget: [1%, 2_000], policy-map.0.pool: [x, y] }',
      },
    ],
    ['with text that looks like something else', { rest: 'seed: "0.10"\nquestion: "yes: no # [maybe]"' }],
    ['with a precision', { rest: 'precision: f64' }],
    ['with a sweep over precisions', { rest: 'sweep: { precision: [f64, mixed] }' }],
    ['with a seed that is a number', { rest: 'seed: 1_000' }],
    ['with texts that are odd numbers', { name: 'name: 007', rest: 'seed: 0x10\nquestion: 1e3' }],
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
