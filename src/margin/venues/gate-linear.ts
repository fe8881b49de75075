import { brackets, plainVenue, type VenuePreset } from './preset.ts';

/**
 * Gate USDT perpetuals: progressive maintenance of BTC_USDT with the taker fee on top; closed one risk limit at a time, then taken
 * over at the bankruptcy price. What is modelled and what is not stands in README.md of this folder.
 */
export const gateLinear: VenuePreset = {
  ...plainVenue,
  name: 'gate-linear',
  asOf: 'risk limits and funding cap 2026-09-25, taker fee 2026-04-09',
  sources: [
    'risk limits (the first five of BTC_USDT): answer of GET /futures/usdt/risk_limit_tiers recorded 2026-09-25 in the tests of an open client; the same on 2026-08-09 in another',
    'progressive since 2025-07-29: https://www.gateweb.space/nl/futures-introduction/margin/perpetual-usdtm-SAND_USDT',
    'trigger and liquidation: https://www.gate-link.site/tr/help/futures/futures-logic/22159/liquidation-process',
    'taker fee inside the rate: freqtrade/freqtrade@c9ae5e1 tests/exchange/test_exchange.py test_get_liquidation_price',
    'taker fee of VIP 0: https://web.gateorigin.net/tr/announcements/article/50390 (2026-04-09)',
    'funding cap: funding_rate_limit of BTC_USDT, GET /futures/usdt/contracts/BTC_USDT (2026-09-25)',
    'funding formula: https://gate.io/futures/introduction/funding-rate-history',
  ],
  maintenance: {
    BTC: brackets(
      [0, 0.003, 0],
      [500_000, 0.0035, 250],
      [1_000_000, 0.004, 750],
      [1_500_000, 0.0045, 1_500],
      [2_000_000, 0.005, 2_500],
    ),
  },
  maintenanceIncludesTaker: true,
  takerFee: 0.0005,
  funding: {
    ...plainVenue.funding,
    everyHours: 8,
    interest: 0.0001,
    clamp: { BTC: 0.003 },
  },
  liquidation: { close: { rule: 'bracket-down' }, backstop: 0 },
  remainder: 'forfeited',
  insurance: { fund: null, beyond: 'auto-deleveraging' },
  equality: 'fires',
  otherHaircut: null,
};
