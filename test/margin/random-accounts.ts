import * as fc from 'fast-check';
import { itemAt } from '../../src/base/errors.ts';
import type { Account, Bracket, Pool, Position, Scheme, Venue } from '../../src/margin/account.ts';
import { type CloseRule, liquidationRules } from '../../src/margin/liquidation/registry.ts';
import type { MarketStep } from '../../src/margin/market-step.ts';
import { type PolicyDraft, policiesOf } from './random-policies.ts';

/** A random book under several schemes, its start prices and a path. */
export interface RandomCase {
  readonly account: Account;
  readonly start: readonly number[];
  readonly steps: readonly MarketStep[];
}

export interface CaseOptions {
  readonly positions?: { readonly min: number; readonly max: number };
  /** Share of the collateral in the treasury of the custom scheme; default up to 40 %. */
  readonly treasury?: boolean;
  /**
   * plain (default): linear contracts, everything is closed at once, nobody acts. all: every rule of liquidation, insurance, depth,
   * deleveraging and discount, also inverse contracts. With `policies` (see `random-policies.ts`) the account acts by itself as well.
   */
  readonly rules?: 'plain' | 'all';
  readonly policies?: fc.Arbitrary<readonly PolicyDraft[]>;
}

const start = [60_000, 2_500, 0.125] as const;
const assets = start.length;

const bracketTables: readonly (readonly Bracket[])[] = [
  [{ floor: 0, cap: null, rate: 0.005, amount: 0 }],
  [{ floor: 0, cap: null, rate: 0.05, amount: 10 }],
  [
    { floor: 0, cap: 50_000, rate: 0.004, amount: 0 },
    { floor: 50_000, cap: 200_000, rate: 0.01, amount: 300 },
    { floor: 200_000, cap: null, rate: 0.025, amount: 3_300 },
  ],
  // jumps at its bound
  [
    { floor: 0, cap: 100_000, rate: 0.01, amount: 0 },
    { floor: 100_000, cap: null, rate: 0.03, amount: 0 },
  ],
];

/** The same table in coins, at a price of the coin. */
function inCoins(table: readonly Bracket[], price: number): Bracket[] {
  return table.map(({ floor, cap, rate, amount }) => ({
    floor: floor / price,
    cap: cap === null ? null : cap / price,
    rate,
    amount: amount / price,
  }));
}

const plainRules = {
  contract: fc.constant('linear' as const),
  maintenanceNotional: fc.constant('mark' as const),
  bracketsUnit: fc.constant('quote' as const),
  depthMemory: fc.constant(0),
  liquidation: fc.constant({ close: { rule: 'all' as const }, backstop: 0 }),
  insurance: fc.constant({ fund: null, beyond: 'venue' as const }),
  sizeDiscount: fc.constant([[], [], []]),
};

const closeRules: readonly CloseRule[] = Object.values(liquidationRules).flatMap(({ examples }) => [...examples]);

const allRules = {
  contract: fc.constantFrom('linear' as const, 'linear' as const, 'inverse' as const),
  maintenanceNotional: fc.constantFrom('mark' as const, 'entry' as const),
  bracketsUnit: fc.constantFrom('quote' as const, 'coin' as const),
  depthMemory: fc.constantFrom(0, 0.5, 1),
  liquidation: fc.record({ close: fc.constantFrom(...closeRules), backstop: fc.constantFrom(0, 0.3) }),
  insurance: fc.record({
    fund: fc.constantFrom(null, 0, 1_000),
    beyond: fc.constantFrom('venue' as const, 'socialised' as const, 'auto-deleveraging' as const),
  }),
  sizeDiscount: fc.constantFrom(
    [[], [], []],
    [
      [],
      [
        { floor: 0, share: 1 },
        { floor: 0.25, share: 0.5 },
      ],
      [
        { floor: 0, share: 0.9 },
        { floor: 1, share: 0.4 },
        { floor: 5, share: 0 },
      ],
    ],
  ),
};

function venueArbitrary(rules: 'plain' | 'all'): fc.Arbitrary<Venue> {
  return fc
    .record({
      name: fc.constant('random'),
      ...(rules === 'plain' ? plainRules : allRules),
      maintenance: fc.array(fc.constantFrom(...bracketTables), { minLength: assets, maxLength: assets }),
      takerFee: fc.constantFrom(0, 0.0005),
      liquidationFee: fc.array(fc.constantFrom(0, 0.0125, 0.015), { minLength: assets, maxLength: assets }),
      slippage: fc.constantFrom(0, 0.004),
      funding: fc.record({
        everyHours: fc.constant(8),
        interest: fc.constant(0),
        damper: fc.constant(0),
        clamp: fc.constant([null, null, null]),
        notional: fc.constantFrom('mark' as const, 'entry' as const),
        booked: fc.constantFrom('before-check' as const, 'after-check' as const),
      }),
      remainder: fc.constantFrom('returned' as const, 'forfeited' as const),
      equality: fc.constantFrom('fires' as const, 'holds' as const),
      haircut: fc.constantFrom([0, 0, 0], [0, 0.05, 0.2]),
    })
    .map((venue): Venue => {
      if (venue.contract === 'linear') return { ...venue, bracketsUnit: 'quote' };
      if (venue.bracketsUnit === 'quote') return venue;
      return { ...venue, maintenance: venue.maintenance.map((table, asset) => inCoins(table, itemAt(start, asset))) };
    });
}

/** A position, and the collateral that it brings to whichever pool it is in. */
interface Leg {
  readonly asset: number;
  readonly isLong: boolean;
  readonly notional: number;
  readonly entryPercent: number;
  readonly leverage: number;
  readonly coinShares: readonly [btc: number, eth: number];
  readonly group: number;
}

const legArbitrary: fc.Arbitrary<Leg> = fc.record({
  asset: fc.nat(assets - 1),
  isLong: fc.boolean(),
  notional: fc.integer({ min: 1_000, max: 400_000 }),
  entryPercent: fc.integer({ min: -8, max: 8 }),
  leverage: fc.integer({ min: 2, max: 25 }),
  coinShares: fc.tuple(fc.constantFrom(0, 0, 0.25, 0.5), fc.constantFrom(0, 0, 0.25)),
  group: fc.nat(2),
});

const collateralAssets = [null, 0, 1] as const;

const returnArbitrary = fc.integer({ min: -900, max: 900 }).map((basisPoints) => basisPoints / 10_000);

const stepArbitrary = fc.record({
  returns: fc.array(returnArbitrary, { minLength: assets, maxLength: assets }),
  common: returnArbitrary,
  funding: fc.array(fc.integer({ min: -30, max: 30 }), { minLength: assets, maxLength: assets }),
  stressed: fc.boolean(),
});

/** Random cases in which a good part of the pools is liquidated. */
export function randomCases({
  positions = { min: 1, max: 5 },
  treasury = true,
  rules = 'plain',
  policies = fc.constant([]),
}: CaseOptions = {}): fc.Arbitrary<RandomCase> {
  return fc
    .record({
      legs: fc.array(legArbitrary, { minLength: positions.min, maxLength: positions.max }),
      venue: venueArbitrary(rules),
      moves: fc.array(stepArbitrary, { minLength: 1, maxLength: 24 }),
      treasuryPercent: treasury ? fc.constantFrom(0, 10, 40) : fc.constant(0),
      deleveraging: rules === 'plain' ? fc.constant(null) : fc.constantFrom(null, 0.02),
      drafts: policies,
    })
    .map(({ legs: drawn, venue, moves, treasuryPercent, deleveraging, drafts }) => {
      const isInverse = venue.contract === 'inverse';
      // An inverse position needs its asset among the collateral.
      const legs = isInverse ? drawn.map((leg) => ({ ...leg, asset: Math.min(leg.asset, 1) })) : drawn;
      const rows = legs.map(({ asset, isLong, notional, entryPercent }, index): Position => {
        const quantity = ((isLong ? 1 : -1) * notional) / itemAt(start, asset);
        return {
          name: `p${index}`,
          asset,
          quantity,
          entry: itemAt(start, asset) * (1 + entryPercent / 100),
          tag: null,
        };
      });
      const brought = legs.map(isInverse ? broughtInCoin : broughtMostlyInQuote);
      const schemeOf = (name: string, partition: Scheme['partition'], groups: readonly (readonly number[])[]) => {
        const kept = partition === 'custom' ? treasuryPercent : 0;
        const { pools, rest } = poolsOf(name, groups, brought, kept);
        return {
          name,
          partition,
          pools,
          treasury: rest,
          policies: policiesOf(drafts, pools.length, legs.length),
        };
      };
      const groupBy = (group: (leg: Leg) => number) =>
        [0, 1, 2]
          .map((number) => legs.flatMap((leg, index) => (group(leg) === number ? [index] : [])))
          .filter((members) => members.length > 0);
      const isolated = legs.map((_, index) => [index]);
      // Inverse positions share a pool by asset only.
      const schemes = [
        schemeOf('isolated', 'each', isolated),
        schemeOf(
          'cross',
          isInverse ? 'custom' : 'one',
          isInverse ? groupBy(({ asset }) => asset) : [legs.map((_, index) => index)],
        ),
        schemeOf(
          'desk',
          'custom',
          groupBy(({ asset, group }) => (isInverse ? asset : group)),
        ),
      ];
      const account: Account = {
        assets: ['BTC', 'ETH', 'DOGE'],
        positions: rows,
        collateral: collateralAssets.map((asset, index) => ({
          name: ['USDT', 'BTC', 'ETH'][index] ?? '',
          asset,
          amount: brought.reduce((total, amounts) => total + itemAt(amounts, index), 0),
        })),
        schemes,
        venue,
      };
      return { account, start: [...start], steps: stepsOf(moves, deleveraging) };
    });
}

/** Whole 1/1024 of a coin: sums over pools are then the same numbers in any order. */
function broughtMostlyInQuote({ notional, leverage, coinShares: [btc, eth] }: Leg): number[] {
  const value = Math.round(notional / leverage);
  const btcUnits = Math.round((1024 * value * btc) / start[0]) / 1024;
  const ethUnits = Math.round((1024 * value * eth) / start[1]) / 1024;
  return [value, btcUnits, ethUnits];
}

/** The coin of the position alone, in whole 2^-20. */
function broughtInCoin({ asset, notional, leverage }: Leg): number[] {
  const units = Math.round((2 ** 20 * notional) / leverage / itemAt(start, asset)) / 2 ** 20;
  return collateralAssets.map((held) => (held === asset ? units : 0));
}

/** The pools with what their positions bring, less what is kept in the treasury: of the quote currency, or of a coin where there is none. */
function poolsOf(
  name: string,
  groups: readonly (readonly number[])[],
  brought: readonly (readonly number[])[],
  treasuryPercent: number,
): { readonly pools: Pool[]; readonly rest: number[] } {
  const rest = collateralAssets.map(() => 0);
  const hasQuote = brought.some(([quote = 0]) => quote > 0);
  const pools = groups.map((positions, index): Pool => {
    const collateral = collateralAssets.map((_, asset) => {
      const all = positions.reduce((total, position) => total + itemAt(itemAt(brought, position), asset), 0);
      const scale = hasQuote ? 1 : 2 ** 20;
      const kept = asset === 0 || !hasQuote ? Math.floor((all * scale * treasuryPercent) / 100) / scale : 0;
      rest[asset] = itemAt(rest, asset) + kept;
      return all - kept;
    });
    return { name: `${name}-${index}`, positions, collateral };
  });
  return { pools, rest };
}

interface Move {
  readonly returns: readonly number[];
  readonly common: number;
  readonly funding: readonly number[];
  readonly stressed: boolean;
}

function stepsOf(moves: readonly Move[], deleveraging: number | null): MarketStep[] {
  let prices: readonly number[] = start;
  return moves.map(({ returns, common, funding, stressed }, index) => {
    prices = prices.map((price, asset) => price * (1 + (common + itemAt(returns, asset)) / 2));
    return {
      step: index + 1,
      regime: stressed ? 1 : 0,
      prices,
      fundingRates: index % 3 === 2 ? funding.map((rate) => rate / 10_000) : null,
      haircuts: stressed ? [0.15, 0.15, 0.5] : [0, 0, 0],
      depths: stressed ? [2e6, 1e6, 50_000] : [4e7, null, 2e6],
      deleveraging: stressed ? deleveraging : null,
    };
  });
}
