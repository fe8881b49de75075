import { describe, expect, it } from 'vitest';
import { distancesOf } from '../../src/run/distances.ts';
import { deskStudy } from './support/desk.ts';
import { problemsOf } from './support/experiment.ts';

/** Notionals 300,000, 250,000, 100,000 and 50,000 on 100,000. */
const findings = (limits: string, more = '') => deskStudy(`limits: ${limits}\n${more}`).limits[0]!;
const short = (limits: string, more = '') =>
  findings(limits, more).map(({ scheme, subject, value, holds }) => [scheme, subject, value, holds]);

describe('limits', () => {
  it('find nothing where there are none', () => {
    expect(deskStudy('').limits).toEqual([[]]);
    expect(deskStudy('limits: {}').limits).toEqual([[]]);
    expect(deskStudy('sweep: { leverage: [1, 2] }').limits).toEqual([[], []]);
  });

  it('bound leverage of positions, pools and the account', () => {
    expect(findings('{ max-leverage: { account: 5 } }')).toEqual([
      {
        rule: 'max-leverage',
        scheme: null,
        subject: 'account',
        value: 7,
        limit: 5,
        bound: 'at-most',
        unit: 'ratio',
        holds: false,
      },
    ]);
    // Isolated by notional: 7x everywhere. Cross: 3x, 2.5x, 1x, 0.5x; all violations, or the tightest.
    const desk =
      'schemes: { cross: { pools: one }, desk: { pools: { a: [btc-carry, eth-hedge], b: [sol-trend, doge-punt] }, allocate: { a: 80%, b: 10% }, treasury: 10% } }';
    expect(short('{ max-leverage: { position: 3 } }', desk)).toEqual([
      ['cross', 'position btc-carry', 3, true],
      ['desk', 'position btc-carry', 3.75, false],
      ['desk', 'position eth-hedge', expect.closeTo(3.125, 12), false],
      ['desk', 'position sol-trend', 10, false],
      ['desk', 'position doge-punt', 5, false],
    ]);
    expect(short('{ max-leverage: { pool: 20 } }', desk)).toEqual([
      ['cross', 'pool all', 7, true],
      ['desk', 'pool b', 15, true],
    ]);
  });

  it('hold at the leverage that was asked for', () => {
    expect(short('{ max-leverage: { account: 3.3 } }', 'leverage: 3.3')[0]![3]).toBe(true);
  });

  it('say null where nothing backs a position', () => {
    const empty =
      'schemes: { odd: { pools: { a: [btc-carry, eth-hedge, sol-trend], b: [doge-punt] }, allocate: { a: 100%, b: 0 } } }';
    expect(short('{ max-leverage: { position: 1_000 } }', empty)).toEqual([['odd', 'position doge-punt', null, false]]);
    expect(
      problemsOf(() => deskStudy(`limits: { enforce: true, max-leverage: { position: 1_000 } }\n${empty}`))[0],
    ).toContain('position doge-punt has no collateral behind it; allowed: at most 1000x');
  });

  it('bound the share of the depth, in the thinnest regime or a named one', () => {
    const market =
      'market: { assets: { BTC: 68_000, ETH: 2_600, SOL: 160, DOGE: 0.12 }, regimes: { calm: { volatility: 50%, correlation: 0.7, depth: { BTC: 40e6, ETH: 20e6, SOL: 5e6 } }, ' +
      'stress: { volatility: 90%, correlation: 0.7, depth: { BTC: 4e6, ETH: 2e6, SOL: 100_000 } } }, transition: { per: 1h, rows: [[99%, 1%], [5%, 95%]] } }';
    expect(short('{ max-depth-share: 50% }', market)).toEqual([
      [null, 'position sol-trend in regime stress', 1, false],
    ]);
    expect(short('{ max-depth-share: { share: 50%, regime: calm } }', market)).toEqual([
      [null, 'position sol-trend in regime calm', 0.02, true],
    ]);
    expect(deskStudy(`limits: { max-depth-share: 200% }\n${market}`).warnings).toEqual([
      'The limit max-depth-share says nothing of DOGE, as the market gives no depth.',
    ]);
  });

  it('bound the liquidation distance that is left after a shock', () => {
    const [found] = findings(
      '{ min-stressed-distance: { crash: { shock: -10%, distance: 1% } } }',
      'schemes: { cross: { pools: one } }',
    );
    const { scenarios } = deskStudy('schemes: { cross: { pools: one } }');
    const [scenario] = scenarios;
    const shocked = {
      ...scenario!,
      market: { ...scenario!.market, prices: scenario!.market.prices.map((price) => price * 0.9) },
    };
    const smallest = Math.min(...distancesOf(shocked).map(({ distance }) => distance ?? Infinity));
    expect(found).toMatchObject({ scheme: 'cross', bound: 'at-least', unit: 'share', limit: 0.01 });
    expect(found!.value).toBeCloseTo(smallest, 12);
    // One position, 100,000 on 20,000 at 0.5 %: liquidated at S = (100,000 - 20,000) / 0.995 of units of 1, 80.402 % of the price.
    const one =
      'positions: { btc-carry: { asset: BTC, side: long, notional: 100_000 } }\ncollateral: { USDT: 20_000 }\nschemes: { cross: { pools: one } }';
    expect(findings('{ min-stressed-distance: { shock: { BTC: -10% }, distance: 5% } }', one)[0]!.value).toBeCloseTo(
      1 - 80_000 / 0.995 / 90_000,
      12,
    );
    expect(short('{ min-stressed-distance: { shock: -30%, distance: 5% } }', one)).toEqual([
      ['cross', 'position btc-carry after the shock', 0, false],
    ]);
  });

  it('count a position that no price liquidates as out of reach', () => {
    const hedge =
      'positions: { btc-carry: { asset: BTC, side: long, notional: 10_000 } }\nschemes: { cross: { pools: one } }';
    expect(short('{ min-stressed-distance: { shock: -15%, distance: 99% } }', hedge)).toEqual([
      ['cross', 'position btc-carry after the shock', null, true],
    ]);
  });

  it('bound the collateral of a tag, pro rata by notional', () => {
    const desk =
      'schemes: { cross: { pools: one }, desk: { pools: { a: [btc-carry, sol-trend], b: [eth-hedge, doge-punt] }, allocate: { a: 40%, b: 50% }, treasury: 10% } }';
    const found = findings('{ collateral-budget: { carry: 70_000, trend: 25% } }', desk);
    expect(found.map(({ subject, limit, holds }) => [subject, limit, holds])).toEqual([
      ['tag carry', 70_000, false],
      ['tag carry', 70_000, false],
      ['tag trend', 25_000, true],
      ['tag trend', 25_000, true],
    ]);
    const values = [
      (100_000 * 550) / 700,
      40_000 * 0.75 + 50_000 * (250 / 300),
      (100_000 * 150) / 700,
      40_000 * 0.25 + 50_000 * (50 / 300),
    ];
    for (const [index, value] of values.entries()) expect(found[index]!.value).toBeCloseTo(value, 6);
  });

  it('are found and nothing more if they are not enforced: reports show them', () => {
    const { warnings, limits } = deskStudy(
      'limits: { max-leverage: { position: 2.75, account: 10 } }\nschemes: { cross: { pools: one } }',
    );
    expect(limits[0]!.map(({ holds }) => holds)).toEqual([false, true]);
    expect(warnings).toEqual([]);
  });

  it('are errors before anything runs if they are enforced', () => {
    const text = 'limits: { enforce: true, max-leverage: { account: 5 } }';
    expect(problemsOf(() => deskStudy(text))).toEqual([
      expect.stringMatching(
        /^desk\.yaml:\d+:\d+ limits\.max-leverage\.account: does not hold: account has 7x; allowed: at most 5x$/,
      ),
    ]);
    expect(problemsOf(() => deskStudy('limits: { enforce: true, collateral-budget: { carry: 70_000 } }'))[0]).toContain(
      'tag carry has 78,571.43 USDT; allowed: at most 70,000.00 USDT',
    );
    expect(() => deskStudy(`${text}\nleverage: 5`)).not.toThrow();
    expect(problemsOf(() => deskStudy(`${text}\nsweep: { leverage: [4, 6] }`))[0]).toContain(
      '(in scenario leverage=6)',
    );
  });

  it.each([
    ['{ max-leverage: { position: 20, acount: 5 } }', 'acount: is not known here (did you mean account?)'],
    ['{ max-depth-share: { share: 50%, regime: onyl } }', 'is no regime of this market (did you mean only?)'],
    ['{ min-stressed-distance: { shock: { BTK: -10% }, distance: 5% } }', 'BTK is no asset of the market'],
    ['{ min-stressed-distance: { shock: -10% } }', 'min-stressed-distance.distance: is missing'],
    ['{ min-stressed-distance: {} }', 'min-stressed-distance.shock: is missing'],
    ['{ collateral-budget: { trnd: 5 } }', 'trnd is no tag'.slice(5)],
    ['{ enforce: maybe }', 'must be true or false'],
  ])('refuse %s', (limits, message) => {
    expect(problemsOf(() => deskStudy(`limits: ${limits}`)).join('\n')).toContain(message);
  }); // biome-ignore format: a table
});
