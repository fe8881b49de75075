import { describe, expect, it } from 'vitest';
import type { Bracket } from '../../src/margin/account.ts';
import { requirementOf } from '../../src/margin/requirement.ts';
import { venuePresets } from '../../src/margin/venues/registry.ts';
import { sharedJson } from '../support/shared.ts';

/** The presets against the reference table of published figures, and figures of it that are facts. */
const tableOf = (venue: string, asset: string): readonly Bracket[] => venuePresets[venue]?.maintenance[asset] ?? [];

interface Rules {
  readonly binanceUsdm: {
    readonly brackets: Readonly<
      Record<string, readonly (readonly [floor: number, cap: number, rate: number, amount: number, leverage: number])[]>
    >;
    readonly multiAssetHaircut: { readonly collateralRatio: Readonly<Record<string, number>> };
  };
  readonly hyperliquid: {
    readonly tiers: Readonly<Record<string, readonly (readonly [floor: number, leverage: number])[]>>;
  };
  readonly dydxV4: {
    readonly tiers: Readonly<Record<string, { readonly imf: number; readonly maintenanceFraction: number }>>;
    readonly liquidation: {
      readonly maxLiquidationFee: number;
      readonly minPositionNotionalLiquidated: number;
      readonly maxPositionPortionPerBlock: number;
    };
  };
  readonly krakenInverse: { readonly btcContractsFloor: readonly number[]; readonly maintenance: readonly number[] };
}

const rules = sharedJson<Rules>('reference/venue-rules.json');

describe('the published tables', () => {
  it('give what the presets require for a few sizes', () => {
    const required = (venue: string, asset: string, notional: number) => requirementOf(tableOf(venue, asset), notional);
    // Binance: BTC 300,000: 0.5 % - 50. DOGE 48,400: 0.7 % - 20. ETH 3,000,000 is the cap of 0.65 %.
    expect(required('binance-usdm', 'BTC', 300_000)).toBeCloseTo(1_450, 9);
    expect(required('binance-usdm', 'DOGE', 48_400)).toBeCloseTo(318.8, 9);
    expect(required('binance-usdm', 'ETH', 3_000_000)).toBeCloseTo(18_550, 9);
    // Kraken's page: 1,000,000 contracts need 1 % of the first 500,000 and 2 % of the others.
    expect(required('kraken-inverse', 'BTC', 1_000_000)).toBeCloseTo(15_000, 9);
    // Gate, 2026: 0.3 % of 500,000, 0.35 % of 500,000 and 0.4 % of 200,000.
    expect(required('gate-linear', 'BTC', 1_200_000)).toBeCloseTo(1_500 + 1_750 + 800, 9);
    // Bybit's table: 2,600,000 at 0.56 % less 1,200.
    expect(required('bybit-linear', 'BTC', 2_600_000)).toBeCloseTo(13_360, 9);
    // OKX: the rate of the tier on everything.
    expect(required('okx-linear', 'BTC', 300_000)).toBeCloseTo(3_000, 9);
  });

  it.skipIf(rules === null)('of Binance stand in the preset, figure by figure', () => {
    const published = rules?.binanceUsdm.brackets ?? {};
    expect(Object.keys(venuePresets['binance-usdm']?.maintenance ?? {})).toEqual(Object.keys(published));
    for (const [asset, rows] of Object.entries(published)) {
      expect(tableOf('binance-usdm', asset), asset).toEqual(
        rows.map(([floor, cap, rate, amount], index) => ({
          floor,
          cap: index === rows.length - 1 ? null : cap,
          rate,
          amount,
        })),
      );
    }
    const { USDT: quote, ...others } = rules?.binanceUsdm.multiAssetHaircut.collateralRatio ?? {};
    expect(quote).toBe(0.9999);
    const haircut = venuePresets['binance-usdm']?.haircut ?? {};
    expect(Object.keys(haircut).toSorted()).toEqual(Object.keys(others).toSorted());
    for (const [asset, ratio] of Object.entries(others)) expect(haircut[asset], asset).toBeCloseTo(1 - ratio, 12);
  });

  it.skipIf(rules === null)('of Hyperliquid are the tiers of the preset', () => {
    for (const [names, tiers] of Object.entries(rules?.hyperliquid.tiers ?? {})) {
      for (const asset of names.split('|').filter((name) => name !== '...')) {
        const table = tableOf('hyperliquid', asset);
        expect(
          table.map(({ floor, rate }) => [floor, rate]),
          asset,
        ).toEqual(tiers.map(([floor, leverage]) => [floor, 1 / (2 * leverage)]));
      }
    }
  });

  it.skipIf(rules === null)('of dYdX are the tiers and limits of the preset', () => {
    const tiers = rules?.dydxV4.tiers;
    const liquidation = rules?.dydxV4.liquidation;
    for (const [asset, name] of [
      ['BTC', 'Large-Cap'],
      ['SOL', 'Mid-Cap'],
    ] as const) {
      const { imf, maintenanceFraction } = tiers?.[name] ?? { imf: 0, maintenanceFraction: 0 };
      expect(tableOf('dydx-v4', asset)[0]?.rate).toBeCloseTo(imf * maintenanceFraction, 15);
      expect(venuePresets['dydx-v4']?.funding.clamp[asset]).toBeCloseTo(
        (6 * (imf - imf * maintenanceFraction)) / 8,
        15,
      );
    }
    expect(venuePresets['dydx-v4']?.liquidation.close).toMatchObject({
      share: liquidation?.maxPositionPortionPerBlock,
      smallest: liquidation?.minPositionNotionalLiquidated,
    });
  });

  it.skipIf(rules === null)('of Kraken are the margin levels of the preset', () => {
    const { btcContractsFloor = [], maintenance = [] } = rules?.krakenInverse ?? {};
    expect(tableOf('kraken-inverse', 'BTC').map(({ floor, rate }) => [floor, rate])).toEqual(
      btcContractsFloor.map((floor, index) => [floor, maintenance[index]]),
    );
  });
});
