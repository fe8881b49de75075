import { brackets, plainVenue, type VenuePreset } from './preset.ts';

/**
 * Bybit USDT perpetuals: risk limits of BTCUSDT taken at entry, closed one risk limit at a time, then taken over at the bankruptcy
 * price. What is modelled and what is not stands in README.md of this folder.
 */
export const bybitLinear: VenuePreset = {
  ...plainVenue,
  name: 'bybit-linear',
  asOf: 'risk limits 2025, taker fee 2024-10-16, liquidation 2024-09-10, funding cap 2025-01-02',
  sources: [
    'risk limits: https://bybitx.global/pt-PT/announcement-info/margin-parameters (BTCUSDT, 20 tiers; not dated, in force until tiers below 2,000,000 were added in 2026)',
    'maintenance at entry: https://bybit.nl/nl-NL/help-center/article/Liquidation-Price-Calculation-under-Isolated-Mode-Unified-Trading-Account (2024-09-10)',
    'liquidation: https://bybitglobal.com/en/help-center/article?id=000001876 (2024-09-10), bybitHC_Article id=000001098',
    'taker fee: https://bybit.nl/nl-NL/help-center/article/Perpetual-Futures-Contract-Fees-ExplainedDerivatives_Trading_Mechanism_UTA (2024-10-16)',
    'funding cap: upperFundingRate of BTCUSDT in the example of GET /v5/market/instruments-info (2025-01-02)',
    'funding formula: https://www.bybit.com/en/announcement-info/fund-rate/',
    'collateral ratio of BTC: example of the wallet-balance API',
  ],
  maintenance: {
    BTC: brackets(
      [0, 0.005, 0],
      [2_000_000, 0.0056, 1_200],
      [2_600_000, 0.0063, 3_020],
      [3_200_000, 0.0067, 4_300],
      [3_800_000, 0.0071, 5_820],
      [4_400_000, 0.0077, 8_460],
      [5_000_000, 0.0091, 15_460],
      [5_600_000, 0.01, 20_500],
      [8_500_000, 0.013, 46_000],
      [10_000_000, 0.015, 66_000],
      [14_000_000, 0.016, 80_000],
      [20_000_000, 0.02, 160_000],
      [28_000_000, 0.025, 300_000],
      [38_000_000, 0.029, 452_000],
      [50_000_000, 0.03, 502_000],
      [55_000_000, 0.035, 777_000],
      [60_000_000, 0.036, 837_000],
      [65_000_000, 0.038, 967_000],
      [70_000_000, 0.04, 1_107_000],
      [75_000_000, 0.045, 1_482_000],
    ),
  },
  maintenanceNotional: 'entry',
  takerFee: 0.00055,
  funding: {
    ...plainVenue.funding,
    everyHours: 8,
    interest: 0.0001,
    clamp: { BTC: 0.00375 },
  },
  liquidation: { close: { rule: 'bracket-down' }, backstop: 0 },
  remainder: 'forfeited',
  insurance: { fund: null, beyond: 'auto-deleveraging' },
  equality: 'fires',
  haircut: { BTC: 0.05 },
  otherHaircut: null,
};
