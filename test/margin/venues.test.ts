import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Bracket } from '../../src/margin/account.ts';
import { liquidationRules } from '../../src/margin/liquidation/registry.ts';
import { maintenanceRules } from '../../src/margin/maintenance/registry.ts';
import { largestFundingRate8h, maintenanceFraction } from '../../src/margin/venues/dydx-v4.ts';
import type { VenuePreset } from '../../src/margin/venues/preset.ts';
import { venuePresets } from '../../src/margin/venues/registry.ts';
import { loadStudy } from '../../src/study/load.ts';

/** Venues that take the rate of a tier on the whole position, so that the requirement jumps; all others are continuous. */
const jumping = new Set(['okx-linear']);

const fileOf = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const page = readFileSync(fileOf('src/margin/venues/README.md'), 'utf8');

function rowsOf(brackets: readonly Bracket[]) {
  return brackets.map(({ floor, cap, rate, amount }) => [floor, cap, rate, amount] as const);
}

function tablesOf({ maintenance, otherMaintenance }: VenuePreset) {
  return [...Object.entries(maintenance), ['other', otherMaintenance ?? []] as const].filter(
    ([, brackets]) => brackets.length > 0,
  );
}

describe.each(Object.entries(venuePresets))('venue %s', (name, venue) => {
  const tables = tablesOf(venue);

  it('is registered under its own name, has dates and a page', () => {
    expect(venue.name).toBe(name);
    expect(tables).not.toHaveLength(0);
    expect(page).toContain(`## ${name}\n`);
    if (name === 'flat') return;
    expect(venue.asOf).toMatch(/20[12]\d|@[0-9a-f]{7}/);
  });

  it('says where each figure is from: an address, or a repository at a commit, or a field of a public answer', () => {
    for (const source of venue.sources) expect(source).toMatch(/\w+\.\w+\/|@[0-9a-f]{7}|GET \/|API|exchangeInfo/);
    expect(venue.sources.length).toBeGreaterThanOrEqual(name === 'flat' ? 0 : 4);
  });

  it.each(tables)('%s: the table is one that an experiment file might hold, without an end', (_, brackets) => {
    const rows = rowsOf(brackets);
    expect(brackets.at(-1)?.cap).toBeNull();
    expect(brackets.at(-1)?.rate).toBeLessThanOrEqual(1);
    if (!jumping.has(name)) {
      expect(maintenanceRules.brackets.faults(rows, venue.bracketsUnit)).toEqual([]);
      return;
    }
    // Without amounts the floors and rates alone are judged.
    const bare = rows.map(([floor, cap, rate]) => [floor, cap, rate] as const);
    expect(maintenanceRules.brackets.faults(bare, venue.bracketsUnit)).toEqual([]);
    expect(brackets.every(({ amount }) => amount === 0)).toBe(true);
  });

  it('has fees, slippage, haircuts and discounts that are shares', () => {
    const discounts = Object.values(venue.sizeDiscount);
    const shares = [
      venue.takerFee,
      venue.slippage,
      venue.otherLiquidationFee,
      venue.otherHaircut ?? 0,
      venue.liquidation.backstop,
      ...Object.values(venue.liquidationFee),
      ...Object.values(venue.haircut),
      ...discounts.flatMap((tiers) => tiers.map(({ share }) => 1 - share)),
    ];
    for (const share of shares) {
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThan(1);
    }
    for (const tiers of discounts) {
      const floors = tiers.map(({ floor }) => floor);
      expect(floors[0]).toBe(0);
      expect(floors.toSorted((a, b) => a - b)).toEqual(floors);
    }
    // A discount of an asset that is not accepted would never be read.
    for (const asset of Object.keys(venue.sizeDiscount)) {
      expect(venue.haircut[asset] ?? venue.otherHaircut).not.toBeNull();
    }
  });

  it('has funding and liquidation rules that the engines know', () => {
    const { everyHours, interest, damper, clamp, otherClamp } = venue.funding;
    expect(everyHours).toBeGreaterThan(0);
    expect(Math.abs(interest)).toBeLessThan(0.001);
    expect(damper, 'rates of the shipped markets were settled already').toBe(0);
    for (const rate of [...Object.values(clamp), otherClamp]) expect(rate ?? 0.001).toBeGreaterThan(0);
    expect(Object.keys(liquidationRules)).toContain(venue.liquidation.close.rule);
    if (venue.contract === 'linear') expect(venue.bracketsUnit).toBe('quote');
  });
});

const traded = Object.entries(venuePresets).filter(([name]) => name !== 'flat');

it.each(traded)('%s has an experiment that shows it and asks something', (name, venue) => {
  const file = fileOf(`experiments/venues/${name}.yaml`);
  const study = loadStudy(file);
  expect(study.name).toBe(`venue-${name}`);
  expect(study.question).toMatch(/\?$/);
  expect(study.warnings).toEqual([]);
  expect(readFileSync(file, 'utf8')).toMatch(/^# /);
  for (const { account } of study.scenarios) {
    expect(account.venue.name).toBe(name);
    expect(account.venue.contract).toBe(venue.contract);
  }
});

describe('binance-usdm', () => {
  const { maintenance } = preset('binance-usdm');

  it.each(Object.entries(maintenance))('%s: amounts are those that make it continuous', (_, brackets) => {
    const computed = maintenanceRules.brackets.brackets(brackets.map(({ floor, cap, rate }) => [floor, cap, rate]));
    for (const [index, { amount }] of brackets.entries()) expect(computed[index]?.amount).toBeCloseTo(amount, 4);
  });
});

describe('hyperliquid', () => {
  it('requires half of the initial margin at the largest leverage, and the deduction of the second tier', () => {
    // BTC: 1 / (2 * 40) up to 150 million, then 1 / (2 * 20) less 150 million * 1.25 % = 1,875,000
    const [first, second] = preset('hyperliquid').maintenance['BTC'] ?? [];
    expect(first?.rate).toBe(0.0125);
    expect(second).toEqual({ floor: 150_000_000, cap: null, rate: 0.025, amount: 1_875_000 });
  });
});

describe('dydx-v4', () => {
  it('clamps the hourly rate at an eighth of 6 (initial - maintenance fraction)', () => {
    // Large-Cap 2 %, of it 60 %: 6 * 0.8 % = 4.8 % in 8 h
    const tier = { initial: 0.02, maintenanceShare: 0.6 };
    expect(largestFundingRate8h(tier)).toBeCloseTo(0.048, 15);
    expect(maintenanceFraction(tier)).toBeCloseTo(0.012, 15);
    expect(preset('dydx-v4').funding.clamp['BTC']).toBeCloseTo(0.006, 15);
    expect(preset('dydx-v4').maintenance['BTC']?.[0]?.rate).toBeCloseTo(0.012, 15);
  });

  it('charges 1.5 % of what a liquidation closes, taker fee included', () => {
    const { takerFee, otherLiquidationFee } = preset('dydx-v4');
    expect(takerFee + otherLiquidationFee).toBeCloseTo(0.015, 15);
  });
});

describe('okx-linear', () => {
  it('has tiers in contracts, here at the prices of the shipped market: 0.5 % up to 15,000 of 0.0001 BTC, +0.5 % each 60,000', () => {
    const btc = preset('okx-linear').maintenance['BTC'] ?? [];
    expect(btc.slice(0, 5).map(({ floor, rate }) => [floor, rate])).toEqual([
      [0, 0.005],
      [113_670, 0.0075],
      [227_340, 0.01],
      [454_680, 0.015],
      [909_360, 0.02],
    ]);
  });
});

function preset(name: string): VenuePreset {
  const found = venuePresets[name];
  if (found === undefined) throw new Error(`there is no venue ${name}`);
  return found;
}
