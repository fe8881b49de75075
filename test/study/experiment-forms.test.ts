import { describe, expect, it } from 'vitest';
import { venuePresets } from '../../src/margin/venues/registry.ts';
import { parseStudy } from '../../src/study/parse.ts';
import { flatMarket } from '../support/regime-market.ts';
import { problemsOf, scenario, study } from './support/experiment.ts';

const pools = (schemes: string, more = {}) => scenario({ schemes: `schemes: ${schemes}`, ...more }).account.schemes;
const venue = (fields: string) => scenario({ venue: `venue: ${fields}` }).account.venue;

/** Units of the quote in a pool of 60,000 in BTC and one of 40,000 in ETH; requirements 600 and 1,600. */
const shares = (allocate: string) =>
  pools(`{ a: { pools: { big: [btc], small: [eth] }, ${allocate} } }`, {
    venue: 'venue: { maintenance: { BTC: 1%, ETH: 4% } }',
  })[0]!.pools.map(({ collateral }) => collateral[0]);

describe('an experiment', () => {
  it('reads as documented, with a market file beside it', () => {
    const text = `
name: desk-book
question: Does pooling collateral help a desk that holds a hedged pair beside two directional trades?
market: markets/crypto-majors.yaml
venue: binance-usdm
collateral: { USDT: 100_000 }
positions:
  btc-carry: { asset: BTC,  side: long,  notional: 300_000 }
  eth-hedge: { asset: ETH,  side: short, notional: 250_000 }
  sol-trend: { asset: SOL,  side: long,  notional: 100_000 }
  doge-punt: { asset: DOGE, side: long,  quantity: 400_000, entry: 0.121 }
schemes:
  isolated: { pools: each, allocate: by-notional }
  cross:    { pools: one }
  desk:     { pools: { hedged: [btc-carry, eth-hedge], trend: [sol-trend], punt: [doge-punt] }, treasury: 10% }
horizon: 30d
step: 1h
paths: 200_000
seed: desk-book
levels: [95%, 99%, 99.9%]
sweep:
  leverage: [2, 3, 5, 10]
`;
    const marketText =
      'assets: { BTC: 68_000, ETH: 2_600, SOL: 160, DOGE: 0.12 }\nregimes: { only: { volatility: 60%, correlation: 0.7 } }';
    const asked: string[] = [];
    const read = parseStudy(text, {
      file: 'desk-book.yaml',
      readMarket: (path) => {
        asked.push(path);
        return { file: path, text: marketText };
      },
    });
    expect(asked).toEqual(['markets/crypto-majors.yaml']);
    expect(read.name).toBe('desk-book');
    expect(read.axes).toEqual(['leverage']);
    expect(read.scenarios.map(({ name, axes }) => [name, axes])).toEqual([
      ['leverage=2', { leverage: 2 }],
      ['leverage=3', { leverage: 3 }],
      ['leverage=5', { leverage: 5 }],
      ['leverage=10', { leverage: 10 }],
    ]);
    const [first] = read.scenarios;
    expect(first).toMatchObject({
      steps: 720,
      stepHours: 1,
      paths: 200_000,
      seed: 'desk-book',
      levels: [0.95, 0.99, 0.999],
    });
    const { positions, collateral, schemes } = first!.account;
    expect(positions.map(({ name, asset }) => [name, asset])).toEqual([
      ['btc-carry', 0],
      ['eth-hedge', 1],
      ['sol-trend', 2],
      ['doge-punt', 3],
    ]);
    // Leverage 2 on 100,000: total notional 200,000 instead of 300,000 + 250,000 + 100,000 + 48,000.
    const factor = 200_000 / 698_000;
    expect(positions[0]!.quantity).toBeCloseTo((300_000 / 68_000) * factor, 10);
    expect(positions[1]!.quantity).toBeCloseTo((-250_000 / 2_600) * factor, 10);
    expect(positions[3]).toMatchObject({ entry: 0.121 });
    expect(positions[0]).toMatchObject({ entry: 68_000 });
    expect(collateral).toEqual([{ name: 'USDT', asset: null, amount: 100_000 }]);
    expect(schemes.map(({ name, partition }) => [name, partition])).toEqual([
      ['isolated', 'each'],
      ['cross', 'one'],
      ['desk', 'custom'],
    ]);
    expect(schemes[2]!.treasury).toEqual([10_000]);
    expect(schemes[2]!.pools.map((pool) => [pool.name, pool.positions])).toEqual([
      ['hedged', [0, 1]],
      ['trend', [2]],
      ['punt', [3]],
    ]);
    expect(schemes[2]!.pools[0]!.collateral[0]).toBeCloseTo(90_000 * (550 / 698), 8);
  });

  it('has defaults: seed from the name, two levels, mixed precision, drawdown at period ends', () => {
    expect(scenario()).toMatchObject({
      name: 'small',
      axes: {},
      seed: 'small',
      levels: [0.95, 0.99],
      precision: 'mixed',
      watch: 'period-end',
    });
  });

  it('has returns in double precision if it says so, and no others', () => {
    expect(scenario({ rest: 'precision: f64' }).precision).toBe('f64');
    expect(problemsOf(() => study({ rest: 'precision: f32' }))[0]).toMatch(/ precision: .*mixed.*f64.*got.*f32/);
    expect(problemsOf(() => study({ rest: 'precision: 64' }))[0]).toMatch(/ precision: .*mixed.*f64/);
  });

  it('sorts its levels', () => {
    expect(scenario({ rest: 'levels: [99.9%, 0.95]' }).levels).toEqual([0.95, 0.999]);
  });

  it.each([
    ['7d', '1h', 168, 1],
    ['2w', '8h', 42, 8],
    ['1h', '15m', 4, 0.25],
    ['3d', '1d', 3, 24],
    ['90m', '30s', 180, 1 / 120],
  ])('counts the steps of %s by %s', (horizon, step, steps, stepHours) => {
    expect(scenario({ horizon: `horizon: ${horizon}`, step: `step: ${step}` })).toMatchObject({ steps, stepHours });
  });

  it('takes numbers, text and any alphabet as a seed', () => {
    expect(scenario({ rest: 'seed: 42' }).seed).toBe('42');
    expect(scenario({ rest: 'seed: зерно' }).seed).toBe('зерно');
  });

  it('reads a position by quantity or by notional at the price now, with an entry of its own', () => {
    const { positions } = scenario({
      positions:
        'positions: { a: { asset: ETH, side: short, quantity: 10, entry: 3_000 }, b: { asset: BTC, side: long, notional: 30_000, entry: 50_000, tag: carry } }',
    }).account;
    expect(positions).toEqual([
      { name: 'a', asset: 1, quantity: -10, entry: 3_000, tag: null },
      { name: 'b', asset: 0, quantity: 0.5, entry: 50_000, tag: 'carry' },
    ]);
  });

  it('takes paths beyond what can be run; the estimate before a run refuses them', () => {
    expect(scenario({ paths: 'paths: 1e15' }).paths).toBe(1e15);
  });
});

describe('collateral', () => {
  it('puts the quote first, even if none is held', () => {
    const { account } = scenario({ collateral: 'collateral: { BTC: 0.5 }' });
    expect(account.collateral).toEqual([
      { name: 'USDT', asset: null, amount: 0 },
      { name: 'BTC', asset: 0, amount: 0.5 },
    ]);
  });

  it('counts USDT, USDC and USD as each other, unless the market prices them', () => {
    const held = 'collateral: { USDC: 1_000, BTC: 0.5, USD: 500, USDT: 20 }';
    expect(scenario({ collateral: held }).account.collateral).toEqual([
      { name: 'USDT', asset: null, amount: 1_520 },
      { name: 'BTC', asset: 0, amount: 0.5 },
    ]);
    const priced =
      'market: { assets: { BTC: 60_000, ETH: 2_500, USDC: 0.99 }, regimes: { only: { volatility: 60%, correlation: 0 } } }';
    expect(scenario({ market: priced, collateral: 'collateral: { USDC: 1_000 }' }).account.collateral).toEqual([
      { name: 'USDT', asset: null, amount: 0 },
      { name: 'USDC', asset: 2, amount: 1_000 },
    ]);
    const euro =
      'market: { quote: EUR, assets: { BTC: 60_000, ETH: 2_500 }, regimes: { only: { volatility: 60%, correlation: 0 } } }';
    expect(problemsOf(() => study({ market: euro, collateral: 'collateral: { USDC: 1_000 }' }))[0]).toContain(
      'USDC is neither the quote currency nor an asset of the market',
    );
  });

  it('warns of a haircut on what has no price', () => {
    const { warnings, scenarios } = study({
      venue: 'venue: { maintenance: 1%, haircut: { USDT: 1%, USDC: 2% } }',
      collateral: 'collateral: { USDT: 10_000, USDC: 10_000 }',
    });
    expect(scenarios[0]!.account.venue.haircut).toEqual([0]);
    expect(warnings).toEqual([
      'The haircut of 1% on USDT is not applied, as it is the quote currency and has no price in the market. It would be with `quote: USD` and USDT as an asset of the market: price 1, volatility 0%.',
      'The haircut of 2% on USDC is not applied, as USDC counts one to one as USDT and has no price in the market. It would be with USDC as an asset of the market: price 1, volatility 0%.',
    ]);
  });

  it('applies it where the advice of that warning is followed', () => {
    const dollars =
      'market: { quote: USD, assets: { BTC: 60_000, ETH: 2_500, USDT: 1 }, regimes: { only: { volatility: { BTC: 60%, ETH: 60%, USDT: 0% }, correlation: 0 } } }';
    const { warnings, scenarios } = study({
      market: dollars,
      venue: 'venue: { maintenance: 1%, haircut: { USDT: 1% } }',
      collateral: 'collateral: { USDT: 20_000 }',
    });
    expect(warnings).toEqual([]);
    expect(scenarios[0]!.account.venue.haircut).toEqual([0, 0.01]);
  });

  it('is split in the same proportion for every asset', () => {
    const [isolated] = scenario({ collateral: 'collateral: { USDT: 10_000, BTC: 1 }' }).account.schemes;
    expect(isolated!.pools.map(({ collateral }) => collateral)).toEqual([
      [6_000, 0.6],
      [4_000, 0.4],
    ]);
  });

  it('counts at market prices for leverage', () => {
    const { positions } = scenario({ collateral: 'collateral: { USDT: 40_000, BTC: 1 }', rest: 'leverage: 3' }).account;
    expect(positions[0]!.quantity * 60_000 - positions[1]!.quantity * 2_500).toBeCloseTo(300_000, 6);
  });
});

describe('allocation', () => {
  it.each([
    ['allocate: by-notional', [12_000, 8_000]],
    ['allocate: equal', [10_000, 10_000]],

    ['allocate: by-requirement', [20_000 * (600 / 2_200), 20_000 * (1_600 / 2_200)]],
    ['allocate: { big: 15_000, small: 5_000 }', [15_000, 5_000]],
    ['allocate: { big: 75%, small: 25% }', [15_000, 5_000]],
    ['allocate: { big: 75%, small: 5_000 }', [15_000, 5_000]],
    ['allocate: { big: 75%, small: 15% }, treasury: 10%', [15_000, 3_000]],
    ['allocate: { big: 20_000, small: 0 }', [20_000, 0]],
    ['treasury: 5_000', [9_000, 6_000]],
    ['treasury: 25%', [9_000, 6_000]],
  ])('%s', (allocate, expected) => {
    for (const [index, units] of shares(allocate).entries()) expect(units).toBeCloseTo(expected[index]!, 9);
  });

  it('gives the whole collateral to a single pool to the last bit, whatever the partition', () => {
    const schemes = pools('{ a: { pools: each }, b: { pools: one }, c: { pools: { p: [btc] } } }', {
      positions: 'positions: { btc: { asset: BTC, side: long, quantity: 0.7 } }',
      collateral: 'collateral: { USDT: 12345.67, BTC: 0.1 }',
    });
    for (const scheme of schemes) expect(scheme.pools[0]!.collateral).toEqual([12345.67, 0.1]);
  });

  it.each([
    ['{ big: 12_000, small: 7_000 }', 'leaves 1000 USDT (5%) of the collateral unused'],
    ['{ big: 12_000, small: 9_000 }', 'exceeds the collateral by 1000 USDT (5%)'],
    ['{ big: 60%, small: 40%}, treasury: 1%', 'exceeds the collateral by 200 USDT (1%)'],
  ])('says by how much %s misses the collateral', (allocate, message) => {
    expect(problemsOf(() => shares(`allocate: ${allocate}`))).toEqual([expect.stringContaining(message)]);
  });
});

describe('a venue', () => {
  it('may be named', () => {
    const named = venue('binance-usdm');
    const preset = venuePresets['binance-usdm']!;
    expect(named.name).toBe('binance-usdm');
    expect(named.maintenance).toEqual([preset.maintenance['BTC'], preset.maintenance['ETH']]);
  });

  it('may be written, with everything else at no cost', () => {
    expect(venue('{ maintenance: 0.5% }')).toEqual({
      name: 'inline',
      contract: 'linear',
      maintenance: [
        [{ floor: 0, cap: null, rate: 0.005, amount: 0 }],
        [{ floor: 0, cap: null, rate: 0.005, amount: 0 }],
      ],
      maintenanceNotional: 'mark',
      bracketsUnit: 'quote',
      takerFee: 0,
      liquidationFee: [0, 0],
      slippage: 0,
      depthMemory: 0,
      funding: {
        everyHours: 8,
        interest: 0,
        damper: 0,
        clamp: [null, null],
        notional: 'mark',
        booked: 'before-check',
      },
      liquidation: { close: { rule: 'all' }, backstop: 0 },
      remainder: 'returned',
      insurance: { fund: null, beyond: 'venue' },
      equality: 'fires',
      haircut: [0],
      sizeDiscount: [[]],
    });
  });

  it('may use every documented field', () => {
    const written = venue(
      '{ maintenance: { BTC: 0.5%, ETH: 1% }, taker: 0.05%, slippage: 0.4%, liquidation-fee: 1.5%, funding-every: 4h, funding-clamp: 0.75%, ' +
        'funding-notional: entry, funding-booked: after-check, remainder: forfeited, equality: holds, haircut: { BTC: 10% }, name: mine }',
    );
    expect(written).toMatchObject({
      name: 'mine',
      takerFee: 0.0005,
      slippage: 0.004,
      liquidationFee: [0.015, 0.015],
      funding: { everyHours: 4, clamp: [0.0075, 0.0075], notional: 'entry', booked: 'after-check' },
      remainder: 'forfeited',
      equality: 'holds',
      haircut: [0],
    });
    expect(written.maintenance.map((table) => table[0]?.rate)).toEqual([0.005, 0.01]);
  });

  it('may start from a preset and replace some of its rules', () => {
    const mixed = venue('{ preset: binance-usdm, slippage: 1%, maintenance: { ETH: 2% }, funding-clamp: none }');
    const preset = venuePresets['binance-usdm']!;
    expect(mixed).toMatchObject({
      name: 'binance-usdm',
      slippage: 0.01,
      takerFee: preset.takerFee,
      funding: { clamp: [null, null] },
    });
    expect(mixed.maintenance).toEqual([preset.maintenance['BTC'], [{ floor: 0, cap: null, rate: 0.02, amount: 0 }]]);
  });

  it('has haircuts by collateral asset, none for the quote', () => {
    const { account } = scenario({
      venue: 'venue: { maintenance: 1%, haircut: { BTC: 12% } }',
      collateral: 'collateral: { ETH: 1, BTC: 1 }',
    });
    expect(account.collateral.map(({ name }) => name)).toEqual(['USDT', 'ETH', 'BTC']);
    expect(account.venue.haircut).toEqual([0, 0, 0.12]);
  });

  it('computes bracket amounts that are left out, so that the requirement is continuous', () => {
    // Published rows of Binance BTCUSDT (2024-10): amounts 0, 50, 950, 11,450.
    const rows = '[[0, 50_000, 0.4%], [50_000, 600_000, 0.5%], [600_000, 3_000_000, 0.65%], [3_000_000, null, 1%]]';
    const table = venue(`{ maintenance: { ETH: 1% }, brackets: { BTC: ${rows} } }`).maintenance[0]!;
    for (const [index, amount] of [0, 50, 950, 11_450].entries()) expect(table[index]!.amount).toBeCloseTo(amount, 6);
  });

  it('lets the first bracket start with any amount', () => {
    const table = venue('{ maintenance: { ETH: 1% }, brackets: { BTC: [[0, 100, 1%, -5], [100, null, 2%]] } }')
      .maintenance[0]!;
    expect(table.map(({ amount }) => amount)).toEqual([-5, -4]);
  });
});

describe('a sweep', () => {
  it('is a grid over any fields, the last axis moving fastest', () => {
    const { scenarios } = study({
      rest: 'sweep: { leverage: [1, 2], venue.taker: [0.05%, 0.001], collateral.USDT: [10_000] }',
    });
    expect(scenarios.map(({ name }) => name)).toEqual([
      'leverage=1, venue.taker=0.05%, collateral.USDT=10_000',
      'leverage=1, venue.taker=0.001, collateral.USDT=10_000',
      'leverage=2, venue.taker=0.05%, collateral.USDT=10_000',
      'leverage=2, venue.taker=0.001, collateral.USDT=10_000',
    ]);
    expect(scenarios.map(({ axes }) => axes['venue.taker'])).toEqual([0.0005, 0.001, 0.0005, 0.001]);
    expect(scenarios.map(({ account }) => account.venue.takerFee)).toEqual([0.0005, 0.001, 0.0005, 0.001]);
    expect(scenarios[0]!.account.collateral[0]!.amount).toBe(10_000);
    // What the axes do not touch is shared, not copied.
    expect(scenarios[3]!.market).toBe(scenarios[0]!.market);
  });

  it('goes into the market, and into a venue that is only named', () => {
    const { scenarios } = study({
      venue: 'venue: flat',
      rest: 'sweep: { market.regimes.only.volatility: [50%, 100%], venue.slippage: [0, 1%] }',
    });
    expect(
      scenarios.map(({ market, account }) => [flatMarket(market).regimes[0]!.volatility[0], account.venue.slippage]),
    ).toEqual([
      [0.5, 0],
      [0.5, 0.01],
      [1, 0],
      [1, 0.01],
    ]);
  });

  it('takes whole venues and labelled parts', () => {
    const { scenarios } = study({
      rest: 'sweep: { venue: [flat, binance-usdm], schemes: { few: { one: { pools: one } }, many: { each: { pools: each }, one: { pools: one } } } }',
    });
    expect(scenarios.map(({ name, account }) => [name, account.venue.name, account.schemes.length])).toEqual([
      ['venue=flat, schemes=few', 'flat', 1],
      ['venue=flat, schemes=many', 'flat', 2],
      ['venue=binance-usdm, schemes=few', 'binance-usdm', 1],
      ['venue=binance-usdm, schemes=many', 'binance-usdm', 2],
    ]);
  });

  it('may give a field that the experiment leaves out', () => {
    const precisions = study({ rest: 'sweep: { precision: [mixed, f64] }' }).scenarios;
    expect(precisions.map(({ name, axes, precision }) => [name, axes, precision])).toEqual([
      ['precision=mixed', { precision: 'mixed' }, 'mixed'],
      ['precision=f64', { precision: 'f64' }, 'f64'],
    ]);
    const { scenarios } = study({ paths: '', rest: 'sweep: { paths: [10, 20] }' });
    expect(scenarios.map(({ paths }) => paths)).toEqual([10, 20]);
  });

  it('names the scenario that a problem belongs to, if not all have it', () => {
    const messages = problemsOf(() => study({ rest: 'sweep: { collateral.USDT: [20_000, 0] }' }));
    expect(messages).toEqual([expect.stringMatching(/worth nothing \(in scenario collateral\.USDT=0\)/)]);
  });
});

describe('overrides', () => {
  it('replace any field, after the file and before the checks', () => {
    const set = [
      ['horizon', '1d'],
      ['venue.taker', '0.1%'],
      ['market.regimes.only.volatility.BTC', '80%'],
      ['positions.btc', '{ asset: BTC, side: short, quantity: 1 }'],
      ['schemes.extra', '{ pools: { a: [eth, btc] } }'],
    ] as const;
    const changed = scenario(
      {
        market:
          'market: { assets: { BTC: 60_000, ETH: 2_500 }, regimes: { only: { volatility: { BTC: 1, ETH: 1 }, correlation: 0 } } }',
      },
      { set, paths: 7, seed: 'another seed: 1' },
    );
    expect(changed).toMatchObject({ steps: 24, paths: 7, seed: 'another seed: 1' });
    expect(changed.account.venue.takerFee).toBe(0.001);
    expect(flatMarket(changed.market).regimes[0]!.volatility).toEqual([0.8, 1]);
    expect(changed.account.positions[0]!.quantity).toBe(-1);
    expect(changed.account.schemes[2]!.pools[0]!.positions).toEqual([1, 0]);
  });

  it.each([
    [['horizn', '1d'], 'horizn: is not known here (did you mean horizon?)'],
    [['venue.taker', '5'], 'venue.taker: means 500%; for 5% write 5%'],
    [['paths.x', '5'], 'paths.x: the path paths.x leads nowhere'],
    [['levels.3', '5'], 'levels.3: '],
    [['a..b', '5'], 'a..b: is no path of a field'],
    [['__proto__.x', '5'], '__proto__.x: is no path of a field'],
    [['paths', ''], 'paths: there is nothing in it'],
    [['paths', '[1'], 'paths: '],
  ] as const)('are checked like the file: %j', (set, message) => {
    const messages = problemsOf(() => study({ rest: 'levels: [95%]' }, { set: [set] }));
    expect(messages.some((line) => line.startsWith(message))).toBe(true);
  });

  it('mend what is wrong in the file', () => {
    expect(scenario({ horizon: 'horizon: soon' }, { set: [['horizon', '1d']] }).steps).toBe(24);
  });
});

describe('warnings', () => {
  it('tell of a pool that is due for liquidation at the start', () => {
    const { warnings } = study({ schemes: 'schemes: { thin: { pools: each, allocate: { btc: 300, eth: 19_700 } } }' });
    expect(warnings).toEqual([
      'Pool btc of scheme thin is due for liquidation at the start: its equity of 300.00 USDT is not above its maintenance requirement of 300.00.',
    ]);
  });

  it('count the loss against the entry and the haircut', () => {
    const { warnings } = study({
      venue: 'venue: { maintenance: 1%, haircut: { BTC: 99% } }',
      collateral: 'collateral: { BTC: 1 }',
      schemes: 'schemes: { cross: { pools: one } }',
    });
    expect(warnings).toEqual([
      expect.stringContaining('equity of 600.00 USDT is not above its maintenance requirement of 1,000.00'),
    ]);
  });

  it('tell which scenario of a sweep they are about', () => {
    const { warnings } = study({
      rest: 'sweep: { leverage: [1, 200] }',
      schemes: 'schemes: { cross: { pools: one } }',
    });
    expect(warnings).toEqual([expect.stringMatching(/^In scenario leverage=200: Pool all of scheme cross is due/)]);
  });

  it('are absent from a sound experiment', () => {
    expect(study().warnings).toEqual([]);
  });
});
