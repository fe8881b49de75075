import { brackets, plainVenue, type VenuePreset } from './preset.ts';

/**
 * Kraken inverse perpetuals: contracts of 1 USD, margined and settled in the coin; a liquidation closes everything by one order and
 * gives the rest back. What is modelled and what is not stands in README.md of this folder.
 */
export const krakenInverse: VenuePreset = {
  ...plainVenue,
  name: 'kraken-inverse',
  asOf: 'margin schedule 2024-25, liquidation 2026-03-17, taker fee 2023-12',
  sources: [
    'margin schedule (contracts of 1 USD, progressive): https://support.kraken.com/hc/en-us/articles/15579128794772-Inverse-Futures-Margin-Schedule-Maximum-Leverage',
    'liquidation: https://support.kraken.com/cs/articles/360022835671-Equity-Protection-Process (2026-03-17)',
    'taker fee up to 100,000 USD in 30 days: https://support.kraken.com/hc/en-us/articles/360048917612-Fee-Schedule',
    'contracts and hourly funding: https://support.kraken.com/hc/uk-ua/articles/360022835911-Inverse-Crypto-Collateral-Perpetual-Contract-Specifications',
  ],
  contract: 'inverse',
  maintenance: {
    BTC: brackets(
      [0, 0.01, 0],
      [500_000, 0.02, 5_000],
      [1_000_000, 0.03, 15_000],
      [3_000_000, 0.05, 75_000],
      [6_000_000, 0.075, 225_000],
      [12_000_000, 0.125, 825_000],
      [20_000_000, 0.15, 1_325_000],
      [50_000_000, 0.2, 3_825_000],
    ),
    ETH: brackets(
      [0, 0.01, 0],
      [250_000, 0.02, 2_500],
      [500_000, 0.03, 7_500],
      [2_000_000, 0.05, 47_500],
      [5_000_000, 0.075, 172_500],
      [8_000_000, 0.125, 572_500],
      [15_000_000, 0.15, 947_500],
      [30_000_000, 0.2, 2_447_500],
    ),
    LTC: brackets(
      [0, 0.01, 0],
      [250_000, 0.02, 2_500],
      [500_000, 0.03, 7_500],
      [2_000_000, 0.05, 47_500],
      [4_000_000, 0.075, 147_500],
    ),
    XRP: brackets([0, 0.05, 0], [1_000_000, 0.1, 50_000]),
  },
  takerFee: 0.0005,
  funding: {
    ...plainVenue.funding,
    everyHours: 1,
    interest: 0,
  },
  liquidation: { close: { rule: 'all' }, backstop: 0 },
  remainder: 'returned',
  insurance: { fund: null, beyond: 'auto-deleveraging' },
  equality: 'holds',
  haircut: { BTC: 0, ETH: 0, LTC: 0, XRP: 0 },
  otherHaircut: null,
};
