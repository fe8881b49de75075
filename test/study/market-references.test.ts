import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { inputError } from '../../src/base/errors.ts';
import { marketPresets } from '../../src/study/load.ts';
import { parseStudy, type StudyOverrides } from '../../src/study/parse.ts';
import type { MarketText } from '../../src/study/references.ts';
import type { Study } from '../../src/study/study.ts';
import { flatMarket } from '../support/regime-market.ts';
import { experimentText, problemsOf, type Sections } from './support/experiment.ts';

const file = (volatility: string, more = '') =>
  `assets: { BTC: 60_000, ETH: 2_500 }\nregimes: { only: { volatility: ${volatility}, correlation: 0.5 } }\n${more}`;
const files: Readonly<Record<string, string>> = {
  'own.yaml': file('50%', 'source: { period: [2020-01-01T00:00:00Z, 2026-04-30T00:00:00Z] }\nkind: fitted\n'),
  'dated.yaml': file('60%', 'priced-on: 2025-12-31\nprices: { ETH: 3_000 }\n'),
};
function readFile(path: string): MarketText {
  const text = files[path];
  if (text === undefined) throw inputError('', `the market file ${path} cannot be read: there is no such file`);
  return { file: `markets/${path}`, text };
}
const presets = {
  names: ['calm', 'wild'],
  read: (name: string) => ({ file: `${name}.yaml`, text: file(name === 'wild' ? '90%' : '30%') }),
};

function study(changes: Sections, overrides: StudyOverrides = {}): Study {
  return parseStudy(experimentText(changes), { file: 'small.yaml', readMarket: readFile, presets, overrides });
}

const pricesOf = ({ scenarios }: Study) => scenarios.map(({ market }) => market.prices);
const volatilitiesOf = ({ scenarios }: Study) =>
  scenarios.map(({ market }) => flatMarket(market).regimes[0]!.volatility[0]);
const marketLines = ({ assumptions }: Study) =>
  assumptions.map((list) => list.find(({ name }) => name === 'market')?.text);

describe('a market that is named', () => {
  it('may be a preset, wherever the experiment lies, or a file, with prices of now', () => {
    expect(pricesOf(study({ market: 'market: { preset: wild }' }))).toEqual([[60_000, 2_500]]);
    const renewed = study({ market: 'market: { preset: wild, prices: { BTC: 91_000 } }' });
    expect(pricesOf(renewed)).toEqual([[91_000, 2_500]]);
    expect(volatilitiesOf(renewed)).toEqual([0.9]);
    expect(pricesOf(study({ market: 'market: { file: own.yaml, prices: { ETH: 4_000, BTC: 1 } }' }))).toEqual([
      [1, 4_000],
    ]);
  });

  it('may be the name of a preset alone, unless a file beside the experiment has it', () => {
    expect(volatilitiesOf(study({ market: 'market: wild' }))).toEqual([0.9]);
    expect(volatilitiesOf(study({ market: 'market: calm' }, { set: [['market', 'wild']] }))).toEqual([0.9]);
    expect(pricesOf(study({ market: 'market: wild' }, { set: [['market.prices.BTC', '7']] }))).toEqual([[7, 2_500]]);
    const rest = 'sweep: { market: [calm, wild] }';
    expect(volatilitiesOf(study({ market: '', rest }))).toEqual([0.3, 0.9]);
    const readMarket = () => ({ file: 'wild', text: file('60%') });
    const beside = parseStudy(experimentText({ market: 'market: wild' }), { file: 'small.yaml', readMarket, presets });
    expect(volatilitiesOf(beside)).toEqual([0.6]);
  });

  it('keeps the renewed prices of its file, unless there are newer ones', () => {
    expect(pricesOf(study({ market: 'market: dated.yaml' }))).toEqual([[60_000, 3_000]]);
    expect(pricesOf(study({ market: 'market: { file: dated.yaml, prices: { BTC: 7 } }' }))).toEqual([[7, 3_000]]);
    expect(pricesOf(study({ market: 'market: { file: dated.yaml, prices: { ETH: 7 } }' }))).toEqual([[60_000, 7]]);
  });

  it.each(['market: { preset: calm }', 'market: own.yaml', 'market: { file: own.yaml, prices: { BTC: 3 } }'])(
    'can have its prices swept: %s',
    (market) => {
      const swept = study({ market, rest: 'sweep: { market.prices.BTC: [80_000, 90_000] }' });
      expect(pricesOf(swept)).toEqual([
        [80_000, 2_500],
        [90_000, 2_500],
      ]);
      // A position of a fixed notional is smaller at a higher price.
      expect(swept.scenarios.map(({ account }) => account.positions[0]!.quantity)).toEqual([60 / 80, 60 / 90]);
    },
  );

  it('can be swept by label, together with a price', () => {
    const rest =
      'sweep: { market: { a: { preset: calm }, b: { preset: wild, prices: { ETH: 9 } } }, market.prices.BTC: [5, 6] }';
    const swept = study({ market: '', rest });
    expect(pricesOf(swept)).toEqual([
      [5, 2_500],
      [6, 2_500],
      [5, 9],
      [6, 9],
    ]);
    expect(volatilitiesOf(swept)).toEqual([0.3, 0.3, 0.9, 0.9]);
  });

  it('can be exchanged and repriced on the command line, in any order', () => {
    const price = ['market.prices.BTC', '5'] as const;
    const other = ['market.preset', 'wild'] as const;
    for (const set of [
      [price, other],
      [other, price],
    ]) {
      const changed = study({ market: 'market: own.yaml' }, { set });
      expect([pricesOf(changed), volatilitiesOf(changed)]).toEqual([[[5, 2_500]], [0.9]]);
    }
  });

  it('says where a name or a price is wrong, once', () => {
    expect(problemsOf(() => study({ market: 'market: { preset: wlid }' }))).toEqual([
      'small.yaml:2:19 market.preset: there is no market of this name (did you mean wild?); allowed: calm, wild; got: wlid',
    ]);
    expect(problemsOf(() => study({ market: 'market: wlid' }))).toEqual([
      'small.yaml:2:9 market: the market file wlid cannot be read: there is no such file (did you mean wild?); allowed: a market file, or one of calm, wild; got: wlid',
    ]);
    const rest = 'sweep: { leverage: [2, 3] }';
    expect(problemsOf(() => study({ market: 'market: { preset: wild, prices: { BTX: 1, ETH: -1 } }', rest }))).toEqual([
      'small.yaml:2:35 market.prices.BTX: BTX is no asset of the market (did you mean BTC?); allowed: BTC, ETH',
      expect.stringMatching(/^small.yaml:2:48 market.prices.ETH: is out of range; allowed: a price from /),
    ]);
  });

  it('says in the report what it is and of when its prices are, also when the run is read again', () => {
    const lines: [Sections, string][] = [
      [{ market: 'market: own.yaml' }, 'own, fitted; prices of 2026-04-30'],
      [
        { market: 'market: { file: own.yaml, prices: { BTC: 1 } }' },
        'own, fitted; prices of 2026-04-30, but of BTC as given here',
      ],
      [{ market: 'market: { preset: wild, prices: { BTC: 1, ETH: 2 } }' }, 'wild; prices as given in the experiment'],
      [{ market: 'market: dated.yaml' }, 'dated; prices of 2025-12-31, but of ETH as given here'],
      [{ market: 'market: { preset: calm }' }, 'calm; prices of unknown date'],
      [{}, 'written in the experiment; prices of unknown date'],
    ];
    for (const [sections, line] of lines) {
      const read = study(sections);
      expect(marketLines(read)).toEqual([line]);
      const again = parseStudy(read.text, { file: null });
      expect(again.assumptions).toEqual(read.assumptions);
      expect(again.scenarios).toEqual(read.scenarios);
      expect(again.text).toBe(read.text);
    }
  });
});

describe('the markets that come with the program', () => {
  it('are the files of experiments/markets by name, and say what they are and of when', () => {
    const folder = fileURLToPath(new URL('../../experiments/markets/', import.meta.url));
    const { names, read } = marketPresets();
    expect(names.map((name) => `${name}.yaml`).toSorted()).toEqual(
      readdirSync(folder)
        .filter((name) => name.endsWith('.yaml'))
        .toSorted(),
    );
    for (const name of names) {
      const text = experimentText({ market: `market: { preset: ${name} }` });
      const [line] = marketLines(parseStudy(text, { file: '/elsewhere/mine.yaml', presets: { names, read } }));
      expect(line).toMatch(new RegExp(`^${name}(, .+)?; prices of \\d{4}-\\d{2}-\\d{2}$`));
    }
  });
});
