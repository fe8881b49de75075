import { describe, expect, it } from 'vitest';
import { assumptionRules } from '../../src/study/governance/assumptions.ts';
import { type Sections, study } from './support/experiment.ts';

/** The assumptions of a small experiment by name. */
function told(changes: Sections = {}): ReadonlyMap<string, string> {
  return new Map(study(changes).assumptions[0]!.map(({ name, text }) => [name, text]));
}

const market = (only: string, rest = '') =>
  `market:\n  assets: { BTC: 60_000, ETH: 2_500, SOL: 150 }\n  regimes: { only: { volatility: 60%, correlation: 0.8, ${only} } }\n${rest}`;
const two = (only: string, rest = '') =>
  `market:\n  assets: { BTC: 60_000, ETH: 2_500 }\n  regimes: { calm: { volatility: 60%, correlation: 0.8, ${only} }, stress: { volatility: 90%, correlation: 0.8 } }\n${rest}`;
const chain = '  transition: { per: 1h, rows: [[0.99, 0.01], [0.1, 0.9]] }\n';

describe('the assumptions of a run', () => {
  it('of a plain book name everything that is left out', () => {
    expect([...told().entries()]).toEqual([
      ['market', 'written in the experiment; prices of unknown date'],
      ['regimes', 'one: volatility and correlation never change'],
      ['drift', '0: no trend, up or down'],
      ['shocks', 'normal: within a regime no fat tails but by jumps'],
      ['jumps', 'none: prices move by the shocks of each step alone'],
      ['funding', 'none: the rate is 0 in every regime'],
      ['venue', 'rules as written in the experiment'],
      ['slippage', '0, at the mark price, however large a close: no depth'],
      ['insurance', 'without end: all bad debt is paid, and no winner is deleveraged'],
      ['monitoring', 'at steps of 1h: what happens between two of them is missed'],
      ['drawdown', 'watched at every 8th step: too small, by 6 to 13 % where measured'],
      ['always', 'own trading never moves the path; the rest is in experiments/DEFINITIONS.md'],
    ]);
  });

  it('are not told of what is in the run', () => {
    const all =
      'depth: 1e6, drift: 5%, funding: { mean: 0.01%, sd: 0.01%, reversion: 3d }, deleveraging: { probability: 1%, per: 1h, share: 2% }, ' +
      'jumps: { common: { probability: 1%, per: 1h, mean: -3%, sd: 5% } }';
    const rest =
      '  transition: { per: 1h, rows: [[0.99, 0.01], [0.1, 0.9]] }\n  start: calm\n  jump-compensation: true\n';
    const names = told({
      market: two(all, rest),
      venue: 'venue: { preset: binance-usdm, slippage: 0.1%, insurance: { fund: 1_000 } }',
      rest: 'watch: every-step',
    });
    expect([...names.keys()]).toEqual(['market', 'shocks', 'venue', 'monitoring', 'always']);
    expect(names.get('venue')).toMatch(/^binance-usdm: brackets \d{4}-/);
  });

  it.each<[string, Sections, string, string | undefined]>([
    [
      'jumps of an asset that nobody holds are no jumps',
      { market: market('jumps: { single: { SOL: { probability: 1%, per: 1h, mean: -3%, sd: 5% } } }') },
      'jumps',
      'none: prices move by the shocks of each step alone',
    ],
    [
      'jumps of an asset that is held',
      { market: market('jumps: { single: { ETH: { probability: 1%, per: 1h, mean: -3%, sd: 5% } } }') },
      'jumps',
      undefined,
    ],
    [
      'jumps that never happen',
      { market: market('jumps: { common: { probability: 0%, per: 1h, mean: -3%, sd: 5% } }') },
      'jumps',
      'none: prices move by the shocks of each step alone',
    ],
    [
      'jumps move the mean',
      { market: market('jumps: { common: { probability: 1%, per: 1h, mean: -3%, sd: 5% } }') },
      'drift',
      '0 without the jumps: what they do to the mean comes on top',
    ],
    [
      'depth of one of two',
      { market: market('depth: { BTC: 1e6 }'), venue: 'venue: { maintenance: 1%, slippage: 0.1% }' },
      'slippage',
      'a flat 0.1%, however large a close: no depth of ETH',
    ],
    [
      'depth without a spread',
      { market: market('depth: 1e6') },
      'slippage',
      '0 beside the depth of books: no spread is paid',
    ],
    [
      'coins without a haircut',
      { collateral: 'collateral: { USDT: 9_000, BTC: 1 }' },
      'haircuts',
      'none on BTC: the full value backs positions',
    ],
    [
      'coins with a haircut of a regime',
      { market: market('haircut: { BTC: 5% }'), collateral: 'collateral: { BTC: 1 }' },
      'haircuts',
      undefined,
    ],
    [
      'funding by regime',
      { market: market('funding: 0.01%') },
      'funding',
      'without chance: a rate moves with the regime alone',
    ],
    [
      'assets without correlation',
      {
        market:
          'market: { assets: { BTC: 60_000, ETH: 2_500 }, regimes: { only: { volatility: 60%, correlation: 0 } } }',
      },
      'correlation',
      '0: assets move independently',
    ],
    [
      'a start in the long run',
      { market: two('drift: 0%', chain) },
      'start',
      'the first regime is drawn from the long run: today’s state is not used',
    ],
    ['a start that is given', { market: two('drift: 0%', `${chain}  start: calm\n`) }, 'start', undefined],
    [
      'a chain per hour at steps of a day',
      { market: two('drift: 0%', chain), step: 'step: 1d' },
      'switching',
      'per 1h within a step of 1d; depth and haircuts are those of its end',
    ],
    [
      'a chain per day at steps of an hour',
      { market: two('drift: 0%', chain.replace('1h', '1d')) },
      'switching',
      'regimes are given per 1d and may switch at each step of 1h',
    ],
    ['a chain per step', { market: two('drift: 0%', chain) }, 'switching', undefined],
    [
      'tails without an interval',
      { market: two('drift: 0%', `${chain}  shocks: { law: student-t, degrees: 4 }\n`) },
      'tails',
      'Student t (4) of each step of 1h: the interval it was fitted on is unknown',
    ],
    [
      'tails of prices of a day',
      { market: two('drift: 0%', `${chain}  shocks: { law: student-t, degrees: 4.5 }\n  source: { interval: 1d }\n`) },
      'tails',
      'Student t (4.5) per 1d, the interval of the prices it was fitted on',
    ],
    [
      'tails per day at steps of an hour',
      { market: two('drift: 0%', `${chain}  shocks: { law: student-t, degrees: 4, per: 1d }\n`) },
      'tails',
      'Student t (4) per 1d: the steps of 1h in it are calm or wild together',
    ],
    [
      'tails per step',
      { market: two('drift: 0%', `${chain}  shocks: { law: student-t, degrees: 4, per: 1h }\n`) },
      'tails',
      undefined,
    ],
    [
      'funding per 8 h paid every hour',
      {
        market: market('funding: 0.01%', '  funding-per: 8h\n'),
        venue: 'venue: { maintenance: 1%, funding-every: 1h }',
      },
      'settlement',
      'funding is given per 8h and paid in proportion every 1h',
    ],
    [
      'funding at steps of a day',
      { market: market('funding: 0.01%'), step: 'step: 1d' },
      'settlement',
      'funding of each 8h is paid together, at the end of a step of 1d',
    ],
  ])('%s', (_, sections, name, text) => {
    expect(told(sections).get(name)).toBe(text);
  });

  it('have names of their own, of one word where the page gives one line', () => {
    const names = assumptionRules.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(Math.max(...names.map((name) => name.length))).toBeLessThanOrEqual(14);
  });
});
