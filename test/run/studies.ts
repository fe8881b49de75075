import type { Scenario } from '../../src/engine/scenario.ts';
import type { Account, Scheme } from '../../src/margin/account.ts';
import type { Market } from '../../src/market/model.ts';
import { assumptionsOf } from '../../src/study/governance/assumptions.ts';
import type { MarketOrigin } from '../../src/study/resolve/market.ts';
import type { Study } from '../../src/study/study.ts';
import { plainRules } from '../support/plain-rules.ts';
import { regimeMarket } from '../support/regime-market.ts';

const unnamed: MarketOrigin = { name: null, kind: null, pricedOn: null, renewed: [], fundingPerHours: null };

const market: Market = regimeMarket({
  quote: 'USDT',
  assets: ['BTC', 'ETH'],
  prices: [60_000, 2_500],
  regimes: [
    {
      name: 'only',
      volatility: [0.6, 0.8],
      drift: [0, 0],
      correlation: [
        [1, 0.8],
        [0.8, 1],
      ],
      commonJump: null,
      singleJumps: [null, null],
      funding: [
        { mean: 0.0001, sd: 0, reversionHours: 72 },
        { mean: 0.0001, sd: 0, reversionHours: 72 },
      ],
      haircut: [0, 0],
      depth: [null, null],
      deleveraging: null,
    },
  ],
  transition: { perHours: 1, rows: [[1]] },
  start: [1],
  shocks: { law: 'normal' },
  compensateJumps: false,
});

const pools = {
  isolated: {
    name: 'isolated',
    partition: 'each',
    pools: [
      { name: 'btc-long', positions: [0], collateral: [6_000] },
      { name: 'eth-short', positions: [1], collateral: [4_000] },
    ],
    treasury: [0],
    policies: [],
  },
  cross: {
    name: 'cross',
    partition: 'one',
    pools: [{ name: 'all', positions: [0, 1], collateral: [10_000] }],
    treasury: [0],
    policies: [],
  },
  guarded: {
    name: 'guarded',
    partition: 'one',
    pools: [{ name: 'all', positions: [0, 1], collateral: [8_000] }],
    treasury: [2_000],
    policies: [],
  },
} as const satisfies Record<string, Scheme>;

const account: Account = {
  assets: market.assets,
  positions: [
    { name: 'btc-long', asset: 0, quantity: 1, entry: 60_000, tag: null },
    { name: 'eth-short', asset: 1, quantity: -16, entry: 2_500, tag: null },
  ],
  collateral: [{ name: 'USDT', asset: null, amount: 10_000 }],
  schemes: [pools.isolated, pools.cross, pools.guarded],
  venue: {
    name: 'flat',
    ...plainRules,
    maintenance: [[{ floor: 0, cap: null, rate: 0.005, amount: 0 }], [{ floor: 0, cap: null, rate: 0.01, amount: 0 }]],
    takerFee: 0.0005,
    liquidationFee: [0.01, 0.01],
    slippage: 0.002,
    funding: {
      everyHours: 8,
      interest: 0,
      damper: 0,
      clamp: [null, null],
      notional: 'mark',
      booked: 'before-check',
    },
    remainder: 'returned',
    equality: 'fires',
    haircut: [0],
    sizeDiscount: [[]],
  },
};

/** A small book under three schemes, three days of hours; fields of the scenario may be replaced. */
export function smallScenario(changes: Partial<Scenario> = {}): Scenario {
  return {
    name: 'base',
    axes: {},
    market,
    account,
    stepHours: 1,
    steps: 72,
    paths: 3_000,
    seed: 'small',
    levels: [0.95, 0.99],
    precision: 'f64',
    watch: 'period-end',
    ...changes,
  };
}

/** A study of these scenarios; its text is no real experiment file. */
export function smallStudy(changes: Partial<Study> & { readonly scenario?: Partial<Scenario> } = {}): Study {
  const { scenario = {}, ...rest } = changes;
  const { scenarios = [smallScenario(scenario)] } = rest;
  return {
    name: 'small',
    question: 'Does pooling help a hedged pair?',
    scenarios,
    axes: [],
    text: 'name: small\n',
    warnings: [],
    limits: scenarios.map(() => []),
    assumptions: scenarios.map((one) => assumptionsOf({ scenario: one, origin: unnamed })),
    ...rest,
  };
}
