import { plainVenue, type VenuePreset, wholePositionBrackets } from './preset.ts';

/**
 * Position tiers: up to so many units of the coin, this maintenance rate; from the last row on, every further `step` units add 0.5 %.
 * The venue counts contracts, so units; a bracket counts notional, so they are taken at one price.
 */
function tiers(price: number, rows: readonly (readonly [units: number, rate: number])[], step: number) {
  const [, lastRate] = rows.at(-1) ?? [0, 0];
  const [lastUnits] = rows.at(-1) ?? [0, 0];
  const further = Array.from(
    { length: furtherTiers },
    (_, k) => [lastUnits + (k + 1) * step, lastRate + 0.005 * (k + 1)] as const,
  );
  const caps = [...rows, ...further];
  return wholePositionBrackets(
    ...caps.map(([, rate], index): [number, number] => [
      Math.round((caps[index - 1]?.[0] ?? 0) * price),
      rounded(rate),
    ]),
  );
}

/** Enough for any position that is closed tier by tier; the last one has no end. */
const furtherTiers = 17;

const rounded = (rate: number) => Math.round(rate * 1e6) / 1e6;

/**
 * OKX perpetuals: the rate of a tier holds for the whole position, with the taker fee on top; closed one tier at a time, then at the
 * bankruptcy price. What is modelled and what is not stands in README.md of this folder.
 */
export const okxLinear: VenuePreset = {
  ...plainVenue,
  name: 'okx-linear',
  asOf: 'tiers of BTC and ETH 2023-08-23, of ADA 2023-05-19, at prices of 2026-10; rules 2025-05-16, funding cap 2026-08-01',
  sources: [
    'tiers of BTC and ETH (perpetuals margined in USDC): https://www.einpresswire.com/article/651488898 (2023-08-23)',
    'tiers of ADA (margined in USDT): https://www.okx.vote/pl/help/okx-to-adjust-position-tiers-of-perpetual-swaps-2023-05-15',
    'contract of BTC-USDC-SWAP 0.0001 BTC: example of GET /api/v5/public/instruments',
    'trigger and rates by tier: https://okx.huicker.com/fr-fr/help/v-tiered-maintenance-margin-ratio-rules (2025-05-16)',
    'partial liquidation: https://supdljgzdhc.okx.com/hc/en-us/articles/360020411711-V-Forced-Partial-or-Full-Liquidation',
    'taker fee of regular users 0.05 %, second hand: https://character-4725.xlog.app/OKEx-gang-gan-jiao-yi-shou-xu-fei-ji-suan-fang-fa',
    'funding cap and interest: maxFundingRate and interestRate of BTC-USDT-SWAP, GET /api/v5/public/funding-rate (2026-08-01)',
    'discount of BTC: example of GET /api/v5/public/discount-rate-interest-free-quota',
    'discount of AVAX (first tier): https://okx.beatchat.net/en-au/help/okx-to-adjust-discount-rate-tiers-for-multiple-tokens-20250709',
  ],
  maintenance: {
    BTC: tiers(
      75_780,
      [
        [1.5, 0.005],
        [3, 0.0075],
        [6, 0.01],
      ],
      6,
    ),
    ETH: tiers(
      2_252.9,
      [
        [25, 0.005],
        [50, 0.0075],
        [100, 0.01],
      ],
      100,
    ),
    ADA: tiers(
      0.2446,
      [
        [150_000, 0.005],
        [300_000, 0.0075],
        [600_000, 0.01],
      ],
      600_000,
    ),
  },
  maintenanceIncludesTaker: true,
  takerFee: 0.0005,
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
  haircut: { BTC: 0, AVAX: 0.1 },
  otherHaircut: null,
  sizeDiscount: {
    BTC: [
      { floor: 0, share: 0.98 },
      { floor: 20, share: 0.9775 },
    ],
  },
};
