import type { Precision } from '../../../src/engine/memory/constants.ts';
import type { Scenario } from '../../../src/engine/scenario.ts';
import type { Account, Bracket, Pool, Position, Scheme, Venue } from '../../../src/margin/account.ts';
import type { Policy } from '../../../src/margin/policies/registry.ts';
import type { Market, RegimeMarket } from '../../../src/market/model.ts';

import { plainRules } from '../../support/plain-rules.ts';
import { type FlatMarket, type FlatRegime, regimeMarket } from '../../support/regime-market.ts';

/**
 * Small scenarios of which everything is known: a market in which nothing moves and a venue that costs nothing, of
 * which a test changes what it is about. With volatility 0 a path is the arithmetic of its drift and certain jumps.
 */
export function marketOf(
  prices: readonly number[],
  regimes: readonly Partial<FlatRegime>[] = [{}],
  changes: Partial<FlatMarket> = {},
): RegimeMarket {
  return regimeMarket({
    quote: 'USDT',
    assets: prices.map((_, i) => `A${i}`),
    prices,
    regimes: regimes.map((regime, r) => ({ ...stillRegime(`r${r}`, prices.length), ...regime })),
    transition: { perHours: 1, rows: regimes.map((_, r) => regimes.map((__, next) => (next === r ? 1 : 0))) },
    start: regimes.map((_, r) => (r === 0 ? 1 : 0)),
    shocks: { law: 'normal' },
    compensateJumps: false,
    ...changes,
  });
}

function stillRegime(name: string, assets: number): FlatRegime {
  const each = <T>(value: T): T[] => Array.from({ length: assets }, () => value);
  return {
    name,
    volatility: each(0),
    drift: each(0),
    correlation: equalCorrelation(assets, 0),
    commonJump: null,
    singleJumps: each(null),
    funding: each({ mean: 0, sd: 0, reversionHours: 0 }),
    haircut: each(0),
    depth: each(null),
    deleveraging: null,
  };
}

export function equalCorrelation(assets: number, value: number): number[][] {
  return Array.from({ length: assets }, (_, i) => Array.from({ length: assets }, (__, j) => (i === j ? 1 : value)));
}

/** Annual drift that moves a price without volatility by `growth` (a factor) per step of `stepHours`. */
export function driftFor(growth: number, stepHours = 1): number {
  return (Math.log(growth) * 8760) / stepHours;
}

/** A certain jump at every step. */
export function everyStep(
  mean: number,
  perHours = 1,
): { probability: number; perHours: number; mean: number; sd: number } {
  return { probability: 1, perHours, mean, sd: 0 };
}

/** A position as a test writes it; the entry is the price now unless it is given. */
export interface Held {
  readonly asset: number;
  readonly quantity: number;
  readonly entry?: number;
}

/** Money beyond any loss: nobody is liquidated. */
export const plenty = 1e12;

/** What of an account is not the default: positions in one pool with plenty of quote currency. */
export interface AccountChanges {
  /** Positions of each pool, and its collateral: quote first, then coins. One scheme `only` unless `schemes` are given. */
  readonly pools?: readonly (readonly [positions: readonly number[], collateral: readonly number[]])[];
  readonly schemes?: readonly Scheme[];
  readonly treasury?: readonly number[];
  readonly policies?: readonly Policy[];
  /** Assets that are held as collateral, in the order in which the pools list them. */
  readonly coins?: readonly number[];
  readonly venue?: Partial<Venue>;
  readonly maintenance?: number | readonly Bracket[];
}

export function accountOf(market: Market, held: readonly Held[], changes: AccountChanges = {}): Account {
  const { coins = [], venue = {}, maintenance = 0.01 } = changes;
  const positions: Position[] = held.map((position, index) => ({
    name: `p${index}`,
    entry: market.prices[position.asset]!,
    tag: null,
    ...position,
  }));
  const pools = changes.pools ?? [[positions.map((_, index) => index), [plenty, ...coins.map(() => 0)]]];
  const treasury = changes.treasury ?? [0, ...coins.map(() => 0)];
  const schemes = changes.schemes ?? [
    {
      name: 'only',
      partition: 'custom',
      pools: pools.map(([members, collateral], p): Pool => ({ name: `pool${p}`, positions: members, collateral })),
      treasury,
      policies: changes.policies ?? [],
    },
  ];
  const [first] = schemes;
  const total = (index: number) =>
    first!.pools.reduce((sum, pool) => sum + pool.collateral[index]!, first!.treasury[index]!);
  const table = typeof maintenance === 'number' ? flat(maintenance) : maintenance;
  return {
    assets: market.assets,
    positions,
    collateral: [
      { name: market.quote, asset: null, amount: total(0) },
      ...coins.map((asset, c) => ({ name: market.assets[asset]!, asset, amount: total(c + 1) })),
    ],
    schemes,
    venue: { ...freeVenue(market.assets.length, coins.length), maintenance: market.assets.map(() => table), ...venue },
  };
}

export function flat(rate: number): Bracket[] {
  return [{ floor: 0, cap: null, rate, amount: 0 }];
}

function freeVenue(assets: number, coins: number): Omit<Venue, 'maintenance'> {
  return {
    name: 'free',
    ...plainRules,
    takerFee: 0,
    liquidationFee: Array.from({ length: assets }, () => 0),
    slippage: 0,
    funding: hourlyFunding(8),
    remainder: 'returned',
    equality: 'fires',
    haircut: Array.from({ length: coins + 1 }, () => 0),
    sizeDiscount: Array.from({ length: coins + 1 }, () => []),
  };
}

export function hourlyFunding(everyHours: number, changes: Partial<Venue['funding']> = {}): Venue['funding'] {
  return { everyHours, interest: 0, damper: 0, clamp: [], notional: 'mark', booked: 'before-check', ...changes };
}

/**
 * The scenario of an account on a market: hourly steps, one day, drawdown watched at every step. In double precision, so that
 * prices are those of the closed forms; what holds in both is tested in both.
 */
export function scenarioOf(
  market: Market,
  account: Account | readonly Held[],
  changes: Partial<Scenario> = {},
): Scenario {
  return {
    name: 'test',
    axes: {},
    market,
    account: 'schemes' in account ? account : accountOf(market, account),
    stepHours: 1,
    steps: 24,
    paths: 64,
    seed: 'engine tests',
    levels: [0.95, 0.99],
    precision: 'f64',
    watch: 'every-step',
    ...changes,
  };
}

/** Precisions of the returns: what is promised of one is promised of the other. */
export const precisions: readonly Precision[] = ['mixed', 'f64'];

/** `scenarioOf` with returns in this precision. */
export function scenarioIn(precision: Precision): typeof scenarioOf {
  return (market, account, changes) => scenarioOf(market, account, { precision, ...changes });
}

/** Everything at once: Student-t shocks, two regimes, jumps of both kinds, random funding, a coin as collateral. */
export function livelyScenario(changes: Partial<Scenario> = {}, assets = 3): Scenario {
  const each = <T>(make: (index: number) => T): T[] => Array.from({ length: assets }, (_, i) => make(i));
  const regime = (wild: number): Partial<FlatRegime> => ({
    volatility: each((i) => wild * (0.6 + 0.2 * i)),
    drift: each((i) => 0.3 - 0.2 * i),
    correlation: equalCorrelation(assets, 0.3 + 0.1 * wild),
    commonJump: {
      probability: 0.01 * wild,
      perHours: 1,
      mean: -0.03,
      sd: 0.04,
      beta: each((i) => 1 + 0.1 * i),
      spread: each(() => 0.01),
    },
    singleJumps: each((i) => (i === 1 ? null : { probability: 0.01, perHours: 1, mean: 0.01 * wild, sd: 0.05 })),
    funding: each((i) => ({ mean: 0.0002 * wild, sd: 0.0003 * (i + 1), reversionHours: 24 })),
    haircut: each(() => 0.05 * wild),
    depth: each((i) => (i === 2 ? null : 1e6)),
  });
  const market = marketOf(
    each((i) => 100 * (i + 1)),
    [regime(1), regime(3)],
    {
      transition: {
        perHours: 1,
        rows: [
          [0.95, 0.05],
          [0.2, 0.8],
        ],
      },
      start: [0.8, 0.2],
      shocks: { law: 'student-t', degrees: 5, perHours: null },
    },
  );
  const held = each((i) => ({ asset: i, quantity: (i === 1 ? -200 : 300) / (i + 1) }));
  const places = held.map((_, i) => i);
  const account = accountOf(market, held, {
    coins: [0],
    schemes: [
      {
        name: 'isolated',
        partition: 'each',
        pools: places.map((i) => ({ name: `alone${i}`, positions: [i], collateral: [1500, 6] })),
        treasury: [0, 0],
        policies: [],
      },
      {
        name: 'cross',
        partition: 'one',
        pools: [{ name: 'all', positions: places, collateral: [1400 * assets, 6 * assets] }],
        treasury: [100 * assets, 0],
        policies: [],
      },
    ],
    venue: { takerFee: 0.0005, liquidationFee: each(() => 0.005), slippage: 0.002, haircut: [0, 0.05] },
  });
  return scenarioOf(market, account, { steps: 60, watch: 'period-end', ...changes });
}
