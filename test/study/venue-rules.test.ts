import { describe, expect, it } from 'vitest';
import { venuePresets } from '../../src/margin/venues/registry.ts';
import { Findings } from '../../src/study/document/findings.ts';
import { Problems } from '../../src/study/document/problems.ts';
import { graftValue, plainValue } from '../../src/study/document/tree.ts';
import { readYaml, writeYaml } from '../../src/study/document/yaml.ts';
import { read } from '../../src/study/forms/read.ts';
import { resolveVenue, venueForm, venueText } from '../../src/study/venue/fields.ts';
import { problemsOf, type Sections, scenario, study } from './support/experiment.ts';

const venue = (fields: string, more: Sections = {}) =>
  scenario({ venue: `venue: { ${fields} }`, ...more }).account.venue;
const half = 'maintenance: 0.5%';
const step = (length: string): Sections => ({ step: `step: ${length}`, horizon: 'horizon: 30d' });

describe('the rules of a venue', () => {
  it('may all be written', () => {
    const written = venue(
      'maintenance: { BTC: 0.5%, ETH: 1% }, maintenance-notional: entry, maintenance-includes-taker: true, taker: 0.05%, ' +
        'liquidation: { rule: just-enough, restore: 105% }, backstop: 66.7%, depth-recovery: 6h, funding-interest: 0.01%, ' +
        'funding-damper: 0.05%, funding-clamp: { BTC: 0.3% }, insurance: { fund: 1_000_000, beyond: socialised }, ' +
        'size-discount: { BTC: [[0, 100%], [100, 90%]] }',
      { collateral: 'collateral: { USDT: 1_000, BTC: 1 }' },
    );
    expect(written).toMatchObject({
      contract: 'linear',
      maintenanceNotional: 'entry',
      liquidation: { close: { rule: 'just-enough', restore: 1.05 }, backstop: 0.667 },
      funding: { interest: 0.0001, damper: 0.0005, clamp: [0.003, null] },
      insurance: { fund: 1_000_000, beyond: 'socialised' },
      haircut: [0, 0],
      sizeDiscount: [
        [],
        [
          { floor: 0, share: 1 },
          { floor: 100, share: 0.9 },
        ],
      ],
    });
    // 2^(-1/6) = 0.89089871814033930 (OEIS A010768 is 2^(1/6) = 1.1224620483093729...).
    expect(written.depthMemory).toBeCloseTo(0.8908987181403393, 15);
    expect(written.maintenance.map((table) => table[0]!.rate)).toEqual([0.005 + 0.0005, 0.01 + 0.0005]);
  });

  it('add the taker fee to every bracket, so that what a position needs grows by the fee on its notional', () => {
    const rows = 'brackets: { BTC: [[0, 50_000, 0.4%], [50_000, null, 0.5%]], ETH: [[0, null, 1%]] }, taker: 0.05%';
    const [plain, withFee] = [false, true].map(
      (included) => venue(`${rows}, maintenance-includes-taker: ${included}`).maintenance[0]!,
    );
    expect(withFee!.map(({ floor, cap, amount }) => [floor, cap, amount])).toEqual(
      plain!.map(({ floor, cap, amount }) => [floor, cap, amount]),
    );
    for (const [index, { rate }] of withFee!.entries()) expect(rate).toBeCloseTo(plain![index]!.rate + 0.0005, 15);
  });

  it('may have tiers whose rates hold for the whole position', () => {
    const [btc] = venue(
      'maintenance: { ETH: 1% }, tiers: { BTC: [[0, 100_000, 0.4%], [100_000, null, 0.5%]] }',
    ).maintenance;
    expect(btc).toEqual([
      { floor: 0, cap: 100_000, rate: 0.004, amount: 0 },
      { floor: 100_000, cap: null, rate: 0.005, amount: 0 },
    ]);
    const faults = (tables: string) =>
      problemsOf(() => study({ venue: `venue: { maintenance: { ETH: 1% }, ${tables} }` })).join();
    expect(faults('tiers: { BTC: [[0, 5, 1%, 7], [5, null, 2%]] }')).toContain(
      'tiers.BTC.0.3: a tier has three numbers',
    );
    expect(faults('tiers: { BTC: [[0, 5, 1%], [6, null, 2%]] }')).toContain('must start where the one before it ends');
    expect(faults('tiers: { ETH: [[0, null, 1%]], BTC: [[0, null, 1%]] }')).toContain(
      'ETH has a rate under maintenance already',
    );
    const both = 'brackets: { BTC: [[0, null, 1%]] }, tiers: { BTC: [[0, null, 1%]] }';
    expect(faults(both)).toContain('tiers.BTC: BTC has a table under brackets already');
  });

  it.each([
    ['all', '1h', { rule: 'all' }],
    ['takeover', '1h', { rule: 'takeover' }],
    ['largest-loss', '1h', { rule: 'largest-loss' }],
    ['{ rule: bracket-down }', '1h', { rule: 'bracket-down' }],
    ['{ rule: share-then-all, share: 20% }', '1h', { rule: 'share-then-all', share: 0.2, above: 0, cooldownSteps: 0 }],
    // Within 30 s there is no further step of a minute; within 3 min there are three.
    ['{ rule: share-then-all, share: 20%, above: 5, cooldown: 30s }', '1m', { rule: 'share-then-all', share: 0.2, above: 5, cooldownSteps: 0 }],
    ['{ rule: share-then-all, share: 20%, above: 5, cooldown: 3m }', '1m', { rule: 'share-then-all', share: 0.2, above: 5, cooldownSteps: 3 }],
    ['{ rule: slices, share: 10%, smallest: 1_000, every: 1s }', '1m', { rule: 'slices', share: 0.1, smallest: 1_000, slicesPerStep: 60 }],
    ['{ rule: slices, share: 10%, every: 2h }', '1h', { rule: 'slices', share: 0.1, smallest: 0, slicesPerStep: 1 }],
    ['{ rule: slices, share: 10%, every: 1s }', '1d', { rule: 'slices', share: 0.1, smallest: 0, slicesPerStep: 10_000 }],
  ])('close a pool by %s at steps of %s', (rule, length, close) => {
    expect(venue(`${half}, liquidation: ${rule}`, step(length)).liquidation).toEqual({ close, backstop: 0 });
  }); // biome-ignore format: a table

  it('remember used-up depth for a half-life, whatever the step', () => {
    const memory = (length: string) => venue(`${half}, depth-recovery: 6h`, step(length)).depthMemory;
    expect(memory('8h') ** 0.75).toBeCloseTo(0.5, 15);
    expect(memory('1h') ** 6).toBeCloseTo(0.5, 14);
    expect(venue(half).depthMemory).toBe(0);
    expect(venue(`${half}, depth-recovery: none`).depthMemory).toBe(0);
  });

  it.each([
    ['none', [null, null]],
    ['0.75%', [0.0075, 0.0075]],
    ['{ ETH: 2% }', [null, 0.02]],
    ['{ ETH: none, BTC: 0.3% }', [0.003, null]],
  ])('clamp funding by %s', (written, clamp) => {
    expect(venue(`${half}, funding-clamp: ${written}`).funding.clamp).toEqual(clamp);
  });

  it('replace those of a preset one by one', () => {
    const preset = venuePresets['binance-usdm']!;
    const changed = venue(
      'preset: binance-usdm, insurance: { beyond: auto-deleveraging }, backstop: 50%, liquidation: all',
    );
    expect(changed.insurance).toEqual({ fund: preset.insurance.fund, beyond: 'auto-deleveraging' });
    expect(changed.liquidation).toEqual({ close: { rule: 'all' }, backstop: 0.5 });
    expect(venue('preset: binance-usdm, insurance: { fund: none }').insurance.fund).toBeNull();
  });

  it('refuse what is between words and figures with all that is allowed', () => {
    const first = (fields: string) => problemsOf(() => study({ venue: `venue: { ${half}, ${fields} }` }))[0];
    expect(first('depth-recovery: non')).toMatch(
      /is not known here \(did you mean none\?\); allowed: none, or a duration/,
    );
    expect(first('funding-clamp: 7')).toMatch(/means 700%; for 7% write 7%; allowed: none, or a percentage/);
    expect(first('insurance: { fund: lots }')).toMatch(/fund: is not known here.*none, or an amount/);
    expect(first('funding-clamp: { DOGE: 1% }')).toMatch(/DOGE is no asset of the market/);
    expect(first('liquidation: [all]')).toMatch(
      /liquidation: is of the wrong kind; allowed: all, .*or a map; got: a list of 1/,
    );
    expect(first('liquidation: { rule: slices, share: 10% }')).toMatch(/liquidation.every: is missing/);
  });
});

const inverse: Sections = {
  collateral: 'collateral: { BTC: 2, ETH: 40 }',
  schemes: 'schemes: { isolated: { pools: each } }',
};

describe('inverse contracts', () => {
  const book = (more: Sections) =>
    scenario({ venue: 'venue: { contract: inverse, maintenance: 1% }', ...inverse, ...more }).account;

  it('are valued at mark, or at entry where the file says so, and have brackets in quote or in coins', () => {
    const mark = {
      contract: 'inverse',
      maintenanceNotional: 'mark',
      bracketsUnit: 'quote',
      funding: { notional: 'mark' },
    };
    expect(book({}).venue).toMatchObject(mark);
    // What a preset says of linear contracts is not said of inverse ones.
    expect(venue('preset: bybit-linear, contract: inverse, maintenance: 1%, haircut: 0%', inverse)).toMatchObject(mark);
    const fields = 'contract: inverse, maintenance-notional: entry, brackets-unit: coin, funding-notional: entry';
    expect(venue(`${fields}, maintenance: 1%`, inverse)).toMatchObject({
      maintenanceNotional: 'entry',
      bracketsUnit: 'coin',
      funding: { notional: 'entry' },
    });
  });

  it('keep the rates of a preset whose tables count another unit, and lose its tables', () => {
    const coins = 'contract: inverse, brackets-unit: coin';
    const table = [
      { floor: 0, cap: 5, rate: 0.005, amount: 0 },
      { floor: 5, cap: null, rate: 0.01, amount: 0.025 },
    ];
    const flat = venue(`preset: flat, ${coins}, brackets: { BTC: [[0, 5, 0.5%], [5, null, 1%]] }`, inverse);
    expect(flat.maintenance).toEqual([table, [{ floor: 0, cap: null, rate: 0.005, amount: 0 }]]);
    expect(problemsOf(() => venue(`preset: kraken-inverse, ${coins}`, inverse))[0]).toMatch(
      /maintenance.BTC: is missing: BTC is held and has no maintenance rule in coins/,
    );
  });

  it('are warned of brackets that look like coins and count quote', () => {
    const warningsOf = (fields: string) =>
      study({ venue: `venue: { contract: inverse, maintenance: { ETH: 1% }, ${fields} }`, ...inverse }).warnings;
    const small = 'brackets: { BTC: [[0, 200, 6.6975%], [200, null, 12.5%]] }';
    expect(warningsOf(small)[0]).toMatch(
      /^The brackets of BTC count USDT, and the first one ends at 200.00 USDT;.*`brackets-unit: coin`/,
    );
    expect(warningsOf(`${small}, brackets-unit: coin`)).toEqual([]);
    expect(warningsOf(`${small}, brackets-unit: quote`)).toEqual([]);
    expect(warningsOf('brackets: { BTC: [[0, 250_000, 1%], [250_000, null, 2%]] }')).toEqual([]);
  });

  it('split each coin over the pools that hold it, by notional', () => {
    const positions =
      'positions: { a: { asset: BTC, side: long, notional: 30_000 }, b: { asset: BTC, side: short, notional: 10_000 }, c: { asset: ETH, side: long, notional: 5_000 } }';
    const [isolated] = book({ positions }).schemes;
    expect(isolated!.pools.map(({ collateral }) => collateral)).toEqual([
      [0, 1.5, 0],
      [0, 0.5, 0],
      [0, 0, 40],
    ]);
    const treasury = book({ positions, schemes: 'schemes: { a: { pools: each, treasury: 25% } }' }).schemes[0]!;
    expect(treasury.treasury).toEqual([0, 0.5, 10]);
    expect(treasury.pools.map(({ collateral }) => collateral)).toEqual([
      [0, 1.125, 0],
      [0, 0.375, 0],
      [0, 0, 30],
    ]);
  });

  it('split as written by share of the coin, or by its value now', () => {
    const positions =
      'positions: { a: { asset: BTC, side: long, notional: 30_000 }, b: { asset: BTC, side: short, notional: 10_000 } }';
    const collateral = 'collateral: { BTC: 2 }';
    const pools = (allocate: string) =>
      book({ positions, collateral, schemes: `schemes: { a: { pools: each, allocate: ${allocate} } }` }).schemes[0]!
        .pools;
    expect(pools('{ a: 75%, b: 25% }').map((pool) => pool.collateral)).toEqual([
      [0, 1.5],
      [0, 0.5],
    ]);
    expect(pools('{ a: 90_000, b: 30_000 }').map((pool) => pool.collateral)).toEqual([
      [0, 1.5],
      [0, 0.5],
    ]);
    expect(problemsOf(() => pools('{ a: 75%, b: 20% }'))[0]).toContain(
      'leaves 0.1 BTC (5%) of the collateral unused; allowed: a sum of 2 BTC',
    );
    expect(problemsOf(() => pools('{ a: 150_000, b: 0 }'))[0]).toContain(
      'is more than all BTC, which is worth 120000 USDT',
    );
  });

  it('are as many as their notional at entry says, also for leverage', () => {
    const positions = 'positions: { a: { asset: BTC, side: long, notional: 30_000, entry: 50_000 } }';
    const collateral = 'collateral: { BTC: 1 }';
    const schemes = 'schemes: { cross: { pools: one } }';
    expect(book({ positions, collateral, schemes }).positions[0]).toMatchObject({ quantity: 0.6, entry: 50_000 });
    // Leverage 3 on 60,000: contracts of 180,000, opened at 50,000.
    const [scaled] = book({ positions, collateral, schemes, rest: 'leverage: 3' }).positions;
    expect(scaled!.quantity).toBeCloseTo(3.6, 12);
  });
});

describe('every preset', () => {
  const assets = ['BTC', 'ETH', 'SOL', 'DOGE'];

  it.each(Object.keys(venuePresets))('%s is written as fields that read back as the same rules', (name) => {
    const preset = venuePresets[name]!;
    const collateral = ['USDT', 'USDC', 'USD', ...assets];
    const fields = venueText(preset, { assets, collateral, quote: 'USDT' });
    const found = new Findings();
    const place = { source: { file: null, locate: () => null }, offset: 0, parent: null, step: '' };
    const tree = readYaml(writeYaml(graftValue(fields, place)), null, new Problems())!;
    const again = resolveVenue(read(venueForm, plainValue(tree), found)!, assets, found);
    expect(found.faults).toEqual([]);
    expect(again).toMatchObject({
      name: preset.name,
      contract: preset.contract,
      maintenanceNotional: preset.maintenanceNotional,
      maintenanceIncludesTaker: preset.maintenanceIncludesTaker,
      takerFee: preset.takerFee,
      slippage: preset.slippage,
      depthRecoveryHours: preset.depthRecoveryHours,
      liquidation: preset.liquidation,
      remainder: preset.remainder,
      insurance: preset.insurance,
      equality: preset.equality,
    });
    const { everyHours, interest, damper, notional, booked } = preset.funding;
    expect(again!.funding).toMatchObject({ everyHours, interest, damper, notional, booked });
    for (const asset of assets) {
      const of = <Value>(map: Readonly<Record<string, Value>>, other: Value) => (asset in map ? map[asset] : other);
      expect(again!.maintenance[asset] ?? null).toEqual(
        of(preset.maintenance, preset.otherMaintenance ?? undefined) ?? null,
      );
      expect(again!.funding.clamp[asset]).toBe(of(preset.funding.clamp, preset.funding.otherClamp));
      expect(again!.liquidationFee[asset]).toBe(of(preset.liquidationFee, preset.otherLiquidationFee));
      expect(again!.sizeDiscount[asset] ?? []).toEqual(preset.sizeDiscount[asset] ?? []);
    }
  });
});
