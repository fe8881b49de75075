import { describe, expect, it } from 'vitest';
import { parseMarket } from '../../src/study/parse.ts';
import { flatMarket } from '../support/regime-market.ts';
import { problemsOf, scenario, study } from './support/experiment.ts';

const funding = (per: string, every: string) => {
  const market =
    'market: { assets: { BTC: 60_000, ETH: 2_500 }, regimes: { only: { volatility: 60%, correlation: 0.8, ' +
    `funding: { BTC: { mean: 0.08%, sd: 0.16%, reversion: 3d }, ETH: 0.04% } } }${per === '' ? '' : `, funding-per: ${per}`} }`;
  const venue = `venue: { maintenance: 0.5%, funding-every: ${every} }`;
  return scenario({ market, venue }).market.regimes[0]!.funding;
};

describe('funding rates of a market', () => {
  it('are per interval of the venue unless the file says otherwise', () => {
    expect(funding('', '1h')).toEqual([
      { mean: 0.0008, sd: 0.0016, reversionHours: 72 },
      { mean: 0.0004, sd: 0, reversionHours: 0 },
    ]);
    expect(funding('', '1h')).toEqual(funding('', '8h'));
  });

  it('are scaled from the period of the file to the interval of the venue, the reversion is not', () => {
    expect(funding('8h', '8h')).toEqual(funding('', '8h'));
    // An eighth is a power of two: exact.
    expect(funding('8h', '1h')).toEqual([
      { mean: 0.0001, sd: 0.0002, reversionHours: 72 },
      { mean: 0.00005, sd: 0, reversionHours: 0 },
    ]);
    expect(funding('1h', '4h')[1]!.mean).toBeCloseTo(0.0016, 15);
  });

  it('share one scaled market over the scenarios of a sweep', () => {
    const market =
      'market: { assets: { BTC: 60_000, ETH: 2_500 }, regimes: { only: { volatility: 60%, correlation: 0.8, funding: 0.01% } }, funding-per: 8h }';
    const { scenarios } = study({ market, rest: 'sweep: { venue.funding-every: [1h, 8h], leverage: [1, 2] }' });
    expect(scenarios[0]!.market).toBe(scenarios[1]!.market);
    expect(scenarios[2]!.market).toBe(scenarios[3]!.market);
    expect(scenarios[0]!.market).not.toBe(scenarios[2]!.market);
  });

  it('are left alone when a market is read by itself', () => {
    const { market } = parseMarket(
      'assets: { BTC: 1 }\nregimes: { only: { volatility: 1, funding: 0.01% } }\nfunding-per: 1h',
      null,
    );
    expect(market.regimes[0]!.funding[0]!.mean).toBe(0.0001);
    expect(
      problemsOf(() =>
        parseMarket('assets: { BTC: 1 }\nregimes: { only: { volatility: 1 } }\nfunding-per: 0h', null),
      )[0],
    ).toMatch(/funding-per: is out of range/);
  });
});

describe('deleveraging by the venue', () => {
  it('is a law of the regime, or none', () => {
    const market =
      'market: { assets: { BTC: 60_000, ETH: 2_500 }, regimes: { calm: { volatility: 60%, correlation: 0.8 }, stress: { volatility: 90%, correlation: 0.8, ' +
      'deleveraging: { probability: 0.1%, per: 1h, share: 2% } } }, transition: { per: 1h, rows: [[99%, 1%], [5%, 95%]] } }';
    expect(scenario({ market }).market.regimes.map(({ deleveraging }) => deleveraging)).toEqual([
      null,
      { probability: 0.001, perHours: 1, share: 0.02 },
    ]);
  });
});

describe('a stablecoin that can lose its peg', () => {
  const market =
    'market: { assets: { BTC: 60_000, ETH: 2_500, USDC: 1 }, regimes: { only: { volatility: { BTC: 60%, ETH: 70%, USDC: 0.5% }, ' +
    'correlation: [[1, 0.8, 0], [0.8, 1, 0], [0, 0, 1]], haircut: { USDC: 1% }, ' +
    'jumps: { single: { USDC: { probability: 0.01%, per: 1d, mean: -8%, sd: 4% } } } } } }';

  it('is collateral with a price of its own, jumps included', () => {
    const { market: read, account } = scenario({
      market,
      venue: 'venue: { maintenance: 0.5%, haircut: { USDC: 2% }, size-discount: { USDC: [[0, 100%], [10_000, 95%]] } }',
      collateral: 'collateral: { USDT: 5_000, USDC: 20_000 }',
    });
    expect(account.collateral).toEqual([
      { name: 'USDT', asset: null, amount: 5_000 },
      { name: 'USDC', asset: 2, amount: 20_000 },
    ]);
    expect(account.venue).toMatchObject({
      haircut: [0, 0.02],
      sizeDiscount: [[], [{ share: 1 }, { floor: 10_000, share: 0.95 }]],
    });
    const [regime] = flatMarket(read).regimes;
    expect(regime!.volatility[2]).toBe(0.005);
    expect(regime!.singleJumps).toEqual([null, null, { probability: 0.0001, perHours: 24, mean: -0.08, sd: 0.04 }]);
    expect(regime!.correlation[2]).toEqual([0, 0, 1]);
  });

  it('needs no maintenance rule, as nobody holds a position in it', () => {
    const venue = 'venue: { maintenance: { BTC: 1%, ETH: 1% } }';
    const { warnings } = study({ market, venue, collateral: 'collateral: { USDC: 20_000 }' });
    expect(warnings).toEqual([]);
  });

  it('counts at its price now for leverage, and not one to one', () => {
    const cheap = market.replace('USDC: 1 }', 'USDC: 0.9 }');
    const { account } = scenario({ market: cheap, collateral: 'collateral: { USDC: 100_000 }', rest: 'leverage: 2' });
    expect(account.positions[0]!.quantity * 60_000 - account.positions[1]!.quantity * 2_500).toBeCloseTo(180_000, 6);
  });

  it('must be in the correlation matrix, as every asset', () => {
    const short = market.replace('[[1, 0.8, 0], [0.8, 1, 0], [0, 0, 1]]', '[[1, 0.8], [0.8, 1]]');
    expect(problemsOf(() => study({ market: short }))[0]).toMatch(
      /correlation: has the wrong number of rows.*3 by 3.*got: 2/,
    );
  });
});
