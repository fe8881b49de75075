import { forAssets, marginalBrackets, plainVenue, type VenuePreset } from './preset.ts';

/** Half of the initial margin at the largest leverage of a tier, progressive; rows `[notional floor, largest leverage]`. */
function leverageTiers(...rows: readonly (readonly [floor: number, leverage: number])[]) {
  return marginalBrackets(...rows.map(([floor, leverage]) => [floor, 1 / (2 * leverage)] as const));
}

/**
 * Hyperliquid: a fifth of large positions first, everything if that is not enough or happens again within 30 s; below two thirds of
 * the requirement the liquidator vault takes all. What is modelled and what is not stands in README.md of this folder.
 */
export const hyperliquid: VenuePreset = {
  ...plainVenue,
  name: 'hyperliquid',
  asOf: 'tiers and rules 2025-26, taker fee since 2025',
  sources: [
    'tiers: https://hyperliquid.gitbook.io/hyperliquid-docs/trading/margin-tiers (2025-26)',
    'liquidation: hyperliquid.gitbook.io/hyperliquid-docs/trading/liquidations, docs.byreal.io/products/perp/risk-and-liquidation, basedapp.gitbook.io/docs/trading/liquidation',
    'taker fee of the base tier: https://hypernode-docs.polynode.dev/research/fees, https://sltp.gitbook.io/sltp-docs/documentation/perp-dexes-aggregator/perpetual-fee',
    'funding: hyperliquid.gitbook.io/hyperliquid-docs/trading/funding',
  ],
  maintenance: {
    BTC: leverageTiers([0, 40], [150_000_000, 20]),
    ETH: leverageTiers([0, 25], [100_000_000, 15]),
    SOL: leverageTiers([0, 20], [70_000_000, 10]),
    XRP: leverageTiers([0, 20], [40_000_000, 10]),
    ...forAssets(
      ['DOGE', 'LTC', 'LINK', 'AVAX', 'ADA', 'UNI', 'BCH', 'AAVE', 'NEAR', 'HYPE'],
      leverageTiers([0, 10], [20_000_000, 5]),
    ),
    ...forAssets(['BNB', 'DOT', 'TRX', 'OP', 'ARB'], leverageTiers([0, 10], [3_000_000, 5])),
  },
  takerFee: 0.00045,
  // Interest of 0.01 % in 8 h, an eighth of the rate every hour.
  funding: {
    ...plainVenue.funding,
    everyHours: 1,
    interest: 0.0000125,
    otherClamp: 0.04,
  },
  liquidation: {
    close: { rule: 'share-then-all', share: 0.2, above: 100_000, cooldownSeconds: 30 },
    backstop: 2 / 3,
  },
  remainder: 'returned',
  insurance: { fund: null, beyond: 'auto-deleveraging' },
  equality: 'holds',
  haircut: { USDC: 0 },
  otherHaircut: null,
};
