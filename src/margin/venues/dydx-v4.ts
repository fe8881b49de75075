import { maintenanceRules } from '../maintenance/registry.ts';
import { forAssets, plainVenue, type VenuePreset } from './preset.ts';

/** A liquidity tier: initial margin fraction, and the maintenance fraction as a share of it. */
export interface LiquidityTier {
  readonly initial: number;
  readonly maintenanceShare: number;
}

const largeCap: LiquidityTier = { initial: 0.02, maintenanceShare: 0.6 };
const midCap: LiquidityTier = { initial: 0.05, maintenanceShare: 0.6 };

const majors = ['BTC', 'ETH'] as const;
const others = ['SOL', 'DOGE', 'ADA', 'LINK', 'AVAX', 'DOT', 'LTC', 'BCH', 'UNI', 'TRX', 'NEAR'] as const;

/** Largest absolute funding rate of a tier for 8 h: 6 (initial - maintenance fraction). Settled hourly, an eighth each. */
export function largestFundingRate8h({ initial, maintenanceShare }: LiquidityTier): number {
  return 6 * (initial - initial * maintenanceShare);
}

/** Maintenance fraction of a tier. */
export function maintenanceFraction({ initial, maintenanceShare }: LiquidityTier): number {
  return initial * maintenanceShare;
}

const maintenanceOf = (tier: LiquidityTier) => maintenanceRules.flat.brackets(maintenanceFraction(tier));
const clampOf = (tier: LiquidityTier) => largestFundingRate8h(tier) / 8;

/**
 * dYdX chain (v4): a tenth of a position per block until the account is above its requirement, with a fee of up to 1.5 % for the
 * insurance fund. What is modelled and what is not stands in README.md of this folder.
 */
export const dydxV4: VenuePreset = {
  ...plainVenue,
  name: 'dydx-v4',
  asOf: 'tiers and liquidation as of dydxprotocol/v4-chain@84d4664, taker fee as of block 6,912,000',
  sources: [
    'tiers and liquidation: dydxprotocol/v4-chain@84d4664 protocol/testing/genesis.sh',
    'which market is in which tier: dydxprotocol/v4-chain@012df2d protocol/testing/genesis.sh',
    'equality holds: dydxprotocol/v4-chain@84d4664 protocol/x/clob/keeper/liquidations_test.go',
    'liquidations pay the liquidation fee instead of the taker fee: github.com/dydxprotocol/v4-chain protocol/x/clob/keeper/process_single_match.go',
    'taker fee of the lowest tier: https://docs.dydx.community/dydx/modules/governance/governance-adjustable-parameters/fee-tiers',
    'funding clamp: dydxprotocol/v4-chain@84d4664 protocol/x/perpetuals/types/liquidity_tier.go',
  ],
  maintenance: { ...forAssets(majors, maintenanceOf(largeCap)), ...forAssets(others, maintenanceOf(midCap)) },
  takerFee: 0.0005,
  // Together with the taker fee the 1.5 % that a liquidation costs instead of it, as far as the account can pay.
  otherLiquidationFee: 0.0145,
  funding: {
    ...plainVenue.funding,
    everyHours: 1,
    interest: 0,
    clamp: { ...forAssets(majors, clampOf(largeCap)), ...forAssets(others, clampOf(midCap)) },
  },
  // A block takes about a second.
  liquidation: { close: { rule: 'slices', share: 0.1, smallest: 1_000, everySeconds: 1 }, backstop: 0 },
  remainder: 'returned',
  insurance: { fund: null, beyond: 'auto-deleveraging' },
  equality: 'holds',
  haircut: { USDC: 0 },
  otherHaircut: null,
};
