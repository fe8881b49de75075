import { describe, expect, it } from 'vitest';
import type { Bracket } from '../../src/margin/account.ts';
import { maintenanceRules } from '../../src/margin/maintenance/registry.ts';
import { requirementOf } from '../../src/margin/requirement.ts';
import { binanceUsdm } from '../../src/margin/venues/binance-usdm.ts';
import { venuePresets } from '../../src/margin/venues/registry.ts';
import { sharedJson } from '../support/shared.ts';

function rowsOf(brackets: readonly Bracket[]) {
  return brackets.map(({ floor, cap, rate, amount }) => [floor, cap, rate, amount] as const);
}

function required(asset: string, notional: number): number {
  return requirementOf(binanceUsdm.maintenance[asset] ?? [], notional);
}

describe.each(Object.entries(venuePresets))('venue %s', (name, venue) => {
  const tables = [...Object.entries(venue.maintenance), ['other', venue.otherMaintenance ?? []] as const].filter(
    ([, brackets]) => brackets.length > 0,
  );

  it('is registered under its own name and says where its figures are from', () => {
    expect(venue.name).toBe(name);
    expect(venue.asOf).not.toBe('');
    expect(tables).not.toHaveLength(0);
  });

  it.each(tables)('%s: the table is one that an experiment file might hold, without an end', (_, brackets) => {
    expect(maintenanceRules.brackets.faults(rowsOf(brackets))).toEqual([]);
    expect(brackets.at(-1)?.cap).toBeNull();
    expect(brackets.at(-1)?.rate).toBeLessThanOrEqual(1);
  });

  it('has fees, slippage and haircuts that are shares', () => {
    const shares = [
      venue.takerFee,
      venue.slippage,
      venue.otherLiquidationFee,
      venue.otherHaircut ?? 0,
      ...Object.values(venue.liquidationFee),
      ...Object.values(venue.haircut),
    ];
    for (const share of shares) {
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThan(1);
    }
    expect(venue.funding.everyHours).toBeGreaterThan(0);
  });
});

describe('binance-usdm', () => {
  it.each(Object.entries(binanceUsdm.maintenance))('%s: amounts are those that make it continuous', (_, brackets) => {
    const computed = maintenanceRules.brackets.brackets(brackets.map(({ floor, cap, rate }) => [floor, cap, rate]));
    for (const [index, { amount }] of brackets.entries()) expect(computed[index]?.amount).toBeCloseTo(amount, 4);
  });

  it('requires what the published table gives for a few sizes', () => {
    // BTC 300,000: 0.5 % - 50 = 1,450. DOGE 48,400: 0.7 % - 20 = 318.8. ETH 3,000,000 is the cap of 0.65 %: 18,550.
    expect(required('BTC', 300_000)).toBeCloseTo(1_450, 9);
    expect(required('DOGE', 48_400)).toBeCloseTo(318.8, 9);
    expect(required('ETH', 3_000_000)).toBeCloseTo(18_550, 9);
  });

  type Row = readonly [floor: number, cap: number, rate: number, amount: number, leverage: number];
  interface Rules {
    readonly binanceUsdm: {
      readonly brackets: Readonly<Record<string, readonly Row[]>>;
      readonly multiAssetHaircut: { readonly collateralRatio: Readonly<Record<string, number>> };
    };
  }
  const rules = sharedJson<Rules>('reference/venue-rules.json');

  it.skipIf(rules === null)('has every figure of the reference table', () => {
    const published = rules?.binanceUsdm.brackets ?? {};
    expect(Object.keys(binanceUsdm.maintenance)).toEqual(Object.keys(published));
    for (const [asset, rows] of Object.entries(published)) {
      expect(binanceUsdm.maintenance[asset], asset).toEqual(
        rows.map(([floor, cap, rate, amount], index) => ({
          floor,
          cap: index === rows.length - 1 ? null : cap,
          rate,
          amount,
        })),
      );
    }
  });

  it.skipIf(rules === null)('has the haircut of every collateral asset other than the quote', () => {
    const { USDT: quote, ...others } = rules?.binanceUsdm.multiAssetHaircut.collateralRatio ?? {};
    expect(quote).toBe(0.9999);
    expect(Object.keys(binanceUsdm.haircut).toSorted()).toEqual(Object.keys(others).toSorted());
    for (const [asset, ratio] of Object.entries(others)) {
      expect(binanceUsdm.haircut[asset], asset).toBeCloseTo(1 - ratio, 12);
    }
  });
});
