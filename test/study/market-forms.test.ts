import { describe, expect, it } from 'vitest';
import { parseMarket } from '../../src/study/parse.ts';
import { type FlatMarket, flatMarket } from '../support/regime-market.ts';
import { problemsOf } from './support/experiment.ts';

const market = (text: string): FlatMarket => flatMarket(parseMarket(text, 'market.yaml').market);

/** One regime of two assets with `fields` on top. */
const twoAssets = (fields: string, rest = ''): FlatMarket =>
  market(
    `assets: { BTC: 60_000, ETH: 2_500 }\nregimes: { only: { volatility: 60%, correlation: 0.8, ${fields} } }\n${rest}`,
  );

const three = (correlation: string) =>
  `assets: { A: 1, B: 1, C: 1 }\nregimes: { only: { volatility: 1, correlation: ${correlation} } }`;

describe('a market file', () => {
  it('may be as small as the smallest documented one', () => {
    expect(market('assets: { BTC: 60_000 }\nregimes: { only: { volatility: 60%, drift: 0% } }')).toEqual({
      quote: 'USDT',
      assets: ['BTC'],
      prices: [60_000],
      regimes: [
        {
          name: 'only',
          volatility: [0.6],
          drift: [0],
          correlation: [[1]],
          commonJump: null,
          singleJumps: [null],
          funding: [{ mean: 0, sd: 0, reversionHours: 0 }],
          haircut: [0],
          depth: [null],
          deleveraging: null,
        },
      ],
      transition: { perHours: 1, rows: [[1]] },
      start: [1],
      shocks: { law: 'normal' },
      compensateJumps: false,
    });
  });

  it('may use every field of the full documented one', () => {
    const full = market(`
assets: { BTC: 68_000, ETH: 2_600, SOL: 160, DOGE: 0.12 }
regimes:
  calm:
    volatility:  { BTC: 42%, ETH: 55%, SOL: 78%, DOGE: 85% }
    drift:       0%
    correlation: [[1, 0.8, 0.7, 0.6], [0.8, 1, 0.7, 0.6], [0.7, 0.7, 1, 0.6], [0.6, 0.6, 0.6, 1]]
    jumps:       { common: { probability: 0.0005, per: 1h, mean: -3%, sd: 5%, beta: { BTC: 0.9, ETH: 1, SOL: 1.2, DOGE: 1.1 }, spread: 1% },
                   single: { SOL: { probability: 0.0002, per: 1h, mean: -5%, sd: 8% } } }
    funding:     { mean: 0.01%, sd: 0.02%, reversion: 3d }
    haircut:     { BTC: 5% }
    depth:       { BTC: 40_000_000, DOGE: 2_000_000 }
  stress:
    volatility: 150%
    correlation: 0.9
transition: { per: 1h, rows: [[0.998, 0.002], [0.02, 0.98]] }
start: stationary
shocks: { law: student-t, degrees: 4 }
source: { files: [a.csv.gz], digest: abc, period: { from: 2020-01-01 }, fit: { iterations: 12 } }
`);
    const [calm, stress] = full.regimes;
    expect(calm).toEqual({
      name: 'calm',
      volatility: [0.42, 0.55, 0.78, 0.85],
      drift: [0, 0, 0, 0],
      correlation: [
        [1, 0.8, 0.7, 0.6],
        [0.8, 1, 0.7, 0.6],
        [0.7, 0.7, 1, 0.6],
        [0.6, 0.6, 0.6, 1],
      ],
      commonJump: {
        probability: 0.0005,
        perHours: 1,
        mean: -0.03,
        sd: 0.05,
        beta: [0.9, 1, 1.2, 1.1],
        spread: [0.01, 0.01, 0.01, 0.01],
      },
      singleJumps: [null, null, { probability: 0.0002, perHours: 1, mean: -0.05, sd: 0.08 }, null],
      funding: Array.from({ length: 4 }, () => ({ mean: 0.0001, sd: 0.0002, reversionHours: 72 })),
      haircut: [0.05, 0, 0, 0],
      depth: [40_000_000, null, null, 2_000_000],
      deleveraging: null,
    });
    expect(stress?.volatility).toEqual([1.5, 1.5, 1.5, 1.5]);
    expect(stress?.correlation[0]).toEqual([1, 0.9, 0.9, 0.9]);
    // Balance of the two-state chain: calm * 0.002 = stress * 0.02.
    expect(full.start[0]).toBeCloseTo(10 / 11, 14);
    expect(full.start[1]).toBeCloseTo(1 / 11, 14);
    expect(full.shocks).toEqual({ law: 'student-t', degrees: 4, perHours: null });
  });

  it('gives Student-t shocks the interval that it says, or that of its source, or none; degrees need not be whole', () => {
    const shocks = (law: string, source = '') =>
      market(`assets: { BTC: 1 }\nregimes: { only: { volatility: 1 } }\nshocks: { law: student-t, ${law} }\n${source}`)
        .shocks;
    const ofDays = 'source: { files: [a.csv], interval: 1d }';
    expect(shocks('degrees: 4.7, per: 8h')).toEqual({ law: 'student-t', degrees: 4.7, perHours: 8 });
    expect(shocks('degrees: 5, per: 8h', ofDays)).toEqual({ law: 'student-t', degrees: 5, perHours: 8 });
    expect(shocks('degrees: 2.5', ofDays)).toEqual({
      law: 'student-t',
      degrees: 2.5,
      perHours: 24,
      perIsOfSource: true,
    });
    expect(shocks('degrees: 5', 'source: { interval: often }')).toEqual({
      law: 'student-t',
      degrees: 5,
      perHours: null,
    });
  });

  it('takes percentages and fractions alike', () => {
    const regime = twoAssets('drift: { BTC: 10%, ETH: 0.1 }').regimes[0];
    expect(regime?.drift).toEqual([0.1, 0.1]);
  });

  it.each([
    ['funding: 0.01%', [0.0001, 0.0001]],
    ['funding: 0.0001', [0.0001, 0.0001]],
    ['funding: { BTC: 0.01% }', [0.0001, 0]],
    ['funding: { mean: -0.01% }', [-0.0001, -0.0001]],
  ])('reads a constant %s', (field, means) => {
    const funding = twoAssets(field).regimes[0]?.funding;
    expect(funding?.map(({ mean }) => mean)).toEqual(means);
    expect(funding?.map(({ sd }) => sd)).toEqual([0, 0]);
  });

  it('reads funding by asset, some constant and some not', () => {
    const funding = twoAssets('funding: { BTC: { mean: 0.01%, sd: 0.02%, reversion: 12h }, ETH: 0.03% }').regimes[0]
      ?.funding;
    expect(funding?.[0]).toEqual({ mean: 0.0001, sd: 0.0002, reversionHours: 12 });
    expect(funding?.[1]).toMatchObject({ mean: 0.0003, sd: 0 });
  });

  it('gives common jumps a beta of 1 and no spread unless it says otherwise', () => {
    const jump = 'probability: 1%, per: 1d, mean: 0, sd: 0';
    expect(twoAssets(`jumps: { common: { ${jump} } }`).regimes[0]?.commonJump).toEqual({
      probability: 0.01,
      perHours: 24,
      mean: 0,
      sd: 0,
      beta: [1, 1],
      spread: [0, 0],
    });
    const partly = twoAssets(`jumps: { common: { ${jump}, beta: { ETH: 1.5 }, spread: { BTC: 1% } } }`).regimes[0];
    expect(partly?.commonJump).toMatchObject({ beta: [1, 1.5], spread: [0.01, 0] });
  });

  it('accepts degenerate figures: no volatility, correlation 1, jumps that never come', () => {
    const still = market(
      'assets: { A: 1, B: 1 }\nregimes: { only: { volatility: 0, correlation: 1, jumps: { common: { probability: 0, per: 1h, mean: 0, sd: 0 } } } }',
    );
    expect(still.regimes[0]).toMatchObject({
      volatility: [0, 0],
      correlation: [
        [1, 1],
        [1, 1],
      ],
    });
  });

  it('reads haircut and depth for all assets at once', () => {
    const regime = twoAssets('haircut: 5%, depth: 1_000_000').regimes[0];
    expect(regime).toMatchObject({ haircut: [0.05, 0.05], depth: [1_000_000, 1_000_000] });
  });

  const chain =
    'assets: { BTC: 1 }\nregimes: { calm: { volatility: 1 }, stress: { volatility: 2 } }\ntransition: { per: 1d, rows: [[90%, 10%], [0.5, 0.5]] }\n';

  it.each([
    ['start: calm', [1, 0]],
    ['start: stress', [0, 1]],
    ['start: { calm: 0.5, stress: 50% }', [0.5, 0.5]],
    ['start: { stress: 1 }', [0, 1]],
  ])('starts as asked: %s', (field, law) => {
    expect(market(chain + field).start).toEqual(law);
  });

  it('reads the period of the transition', () => {
    expect(market(chain).transition).toEqual({
      perHours: 24,
      rows: [
        [0.9, 0.1],
        [0.5, 0.5],
      ],
    });
  });

  it('takes another quote currency and jump compensation', () => {
    expect(twoAssets('', 'quote: EUR\njump-compensation: true')).toMatchObject({ quote: 'EUR', compensateJumps: true });
  });

  it('takes one correlation for all pairs down to -1 / (n - 1)', () => {
    expect(market(three('-0.5')).regimes[0]?.correlation[0]).toEqual([1, -0.5, -0.5]);
    expect(problemsOf(() => market(three('-0.51')))[0]).toContain('smallest eigenvalue is -0.02');
  });

  it('gives the correlation of the market to regimes that give none, and says where that stands if it is wrong', () => {
    const rows = (correlation: string) =>
      `assets: { A: 1, B: 1 }\ncorrelation: ${correlation}\nregimes: { calm: { volatility: 1 }, wild: { volatility: 2, correlation: 0.9 } }\n` +
      'transition: { per: 1h, rows: [[0.9, 0.1], [0.5, 0.5]] }';
    expect(market(rows('[[1, 0.3], [0.3, 1]]')).regimes.map(({ correlation }) => correlation[0]![1])).toEqual([
      0.3, 0.9,
    ]);
    expect(problemsOf(() => market(rows('[[1, 0.3], [0.4, 1]]'))).join()).toMatch(
      /market\.yaml:2:19 correlation\.0\.1: .*symmetric/,
    );
  });

  it('takes the volatility of a coin that dies', () => {
    const [only] = market('assets: { LUN: 0.0002 }\nregimes: { only: { volatility: 3577% } }').regimes;
    expect(only!.volatility).toEqual([35.77]);
  });

  it('repairs a correlation only when asked, and says by how much', () => {
    // Higham (2002), section 4: the nearest correlation matrix to this one is at distance 0.5278 in the Frobenius norm.
    const wanted = three('[[1, 1, 0], [1, 1, 1], [0, 1, 1]]');
    expect(problemsOf(() => market(wanted))[0]).toMatch(
      /market\.yaml:2:\d+ regimes\.only\.correlation: is not positive semi-definite/,
    );
    const repaired = parseMarket(`${wanted}\nrepair-correlation: nearest`, null);
    expect(flatMarket(repaired.market).regimes[0]?.correlation[0]?.[1]).toBeCloseTo(0.7607, 4);
    expect(flatMarket(repaired.market).regimes[0]?.correlation[0]?.[2]).toBeCloseTo(0.1573, 4);
    expect(repaired.warnings).toEqual([expect.stringMatching(/regime only .* distance 0\.528 /)]);
  });

  it('is read the same with anchors, Windows line ends and a byte order mark', () => {
    const plain =
      'assets: { A: 1, B: 2 }\nregimes:\n  only:\n    volatility: &v { A: 50%, B: 60% }\n    drift: *v\n    correlation: 0\n';
    const read = market(plain);
    expect(read.regimes[0]?.drift).toEqual([0.5, 0.6]);
    expect(market(`\uFEFF${plain.replaceAll('\n', '\r\n')}`)).toEqual(read);
  });
});
