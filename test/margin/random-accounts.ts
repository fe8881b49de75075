import * as fc from 'fast-check';
import type { Account, Bracket, Pool, Scheme, Venue } from '../../src/margin/account.ts';
import { at } from '../../src/margin/at.ts';
import type { MarketStep } from '../../src/margin/market-step.ts';

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

const venueArbitrary: fc.Arbitrary<Venue> = fc.record({
  name: fc.constant('random'),
  maintenance: fc.array(fc.constantFrom(...bracketTables), { minLength: assets, maxLength: assets }),
  takerFee: fc.constantFrom(0, 0.0005),
  liquidationFee: fc.array(fc.constantFrom(0, 0.0125, 0.015), { minLength: assets, maxLength: assets }),
  slippage: fc.constantFrom(0, 0.004),
  funding: fc.record({
    everyHours: fc.constant(8),
    clamp: fc.constant(null),
    notional: fc.constantFrom('mark' as const, 'entry' as const),
    booked: fc.constantFrom('before-check' as const, 'after-check' as const),
  }),
  remainder: fc.constantFrom('returned' as const, 'forfeited' as const),
  equality: fc.constantFrom('fires' as const, 'holds' as const),
  haircut: fc.constantFrom([0, 0, 0], [0, 0.05, 0.2]),
});

/** A position, and the collateral that it brings to whichever pool it is in. */
const legArbitrary = fc.record({
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
}: CaseOptions = {}): fc.Arbitrary<RandomCase> {
  return fc
    .record({
      legs: fc.array(legArbitrary, { minLength: positions.min, maxLength: positions.max }),
      venue: venueArbitrary,
      moves: fc.array(stepArbitrary, { minLength: 1, maxLength: 24 }),
      treasuryPercent: treasury ? fc.constantFrom(0, 10, 40) : fc.constant(0),
    })
    .map(({ legs, venue, moves, treasuryPercent }) => {
      const rows = legs.map(({ asset, isLong, notional, entryPercent }, index) => {
        const quantity = ((isLong ? 1 : -1) * notional) / at(start, asset);
        return { name: `p${index}`, asset, quantity, entry: at(start, asset) * (1 + entryPercent / 100) };
      });
      const brought = legs.map(({ notional, leverage, coinShares: [btc, eth] }) => {
        const value = Math.round(notional / leverage);
        // Whole 1/1024 of a coin: sums over pools are then the same numbers in any order.
        const btcUnits = Math.round((1024 * value * btc) / start[0]) / 1024;
        const ethUnits = Math.round((1024 * value * eth) / start[1]) / 1024;
        return [value, btcUnits, ethUnits];
      });
      const groups = [0, 1, 2]
        .map((group) => legs.flatMap((leg, index) => (leg.group === group ? [index] : [])))
        .filter((members) => members.length > 0);
      const schemes = [
        schemeOf(
          'isolated',
          'each',
          legs.map((_, index) => [index]),
          brought,
          0,
        ),
        schemeOf('cross', 'one', [legs.map((_, index) => index)], brought, 0),
        schemeOf('desk', 'custom', groups, brought, treasuryPercent),
      ];
      const account: Account = {
        assets: ['BTC', 'ETH', 'DOGE'],
        positions: rows,
        collateral: collateralAssets.map((asset, index) => ({
          name: ['USDT', 'BTC', 'ETH'][index] ?? '',
          asset,
          amount: brought.reduce((total, amounts) => total + at(amounts, index), 0),
        })),
        schemes,
        venue,
      };
      return { account, start: [...start], steps: stepsOf(moves) };
    });
}

function schemeOf(
  name: string,
  partition: Scheme['partition'],
  groups: readonly (readonly number[])[],
  brought: readonly (readonly number[])[],
  treasuryPercent: number,
): Scheme {
  const treasury = collateralAssets.map(() => 0);
  const pools = groups.map((positions, index): Pool => {
    const collateral = collateralAssets.map((_, asset) => {
      const all = positions.reduce((total, position) => total + at(at(brought, position), asset), 0);
      const kept = asset === 0 ? Math.floor((all * treasuryPercent) / 100) : 0;
      treasury[asset] = at(treasury, asset) + kept;
      return all - kept;
    });
    return { name: `${name}-${index}`, positions, collateral };
  });
  return { name, partition, pools, treasury };
}

interface Move {
  readonly returns: readonly number[];
  readonly common: number;
  readonly funding: readonly number[];
  readonly stressed: boolean;
}

function stepsOf(moves: readonly Move[]): MarketStep[] {
  let prices: readonly number[] = start;
  return moves.map(({ returns, common, funding, stressed }, index) => {
    prices = prices.map((price, asset) => price * (1 + (common + at(returns, asset)) / 2));
    return {
      step: index + 1,
      regime: stressed ? 1 : 0,
      prices,
      fundingRates: index % 3 === 2 ? funding.map((rate) => rate / 10_000) : null,
      haircuts: stressed ? [0.15, 0.15, 0.5] : [0, 0, 0],
      depths: stressed ? [2e6, 1e6, 50_000] : [4e7, null, 2e6],
    };
  });
}
