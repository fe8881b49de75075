import type { Precision } from '../../src/engine/memory/constants.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import type { Account, Bracket, CollateralAsset, Pool, Position, Scheme } from '../../src/margin/account.ts';
import type { Market } from '../../src/market/model.ts';
import type { ShockLaw } from '../../src/market/regime-model.ts';
import { plainRules } from './plain-rules.ts';
import { between, chance, list, pick, type Random, whole } from './random.ts';
import { withAnyRules } from './random-rules.ts';
import { type FlatRegime, regimeMarket } from './regime-market.ts';

/** What a test wants of the random scenarios beside their being random. */
export interface Wishes {
  readonly steps?: number;
  /** Only collateral in the quote currency, so that there is nothing to haircut or sell. */
  readonly quoteOnly?: boolean;
  /** No fees, slippage, or funding: a pool's money moves with prices alone. */
  readonly frictionless?: boolean;
  readonly positions?: number;
  /** Either at random unless given. */
  readonly precision?: Precision;
  readonly assets?: number;
  readonly regimes?: number;
  /** Any rules of venues, and any policies, instead of the plain ones: partial liquidation, insurance, deleveraging, inverse contracts. */
  readonly anyRules?: boolean;
}

/** A small, wild scenario: high leverage, violent regimes, every rule of the engine drawn at random. */
export function randomScenario(random: Random, wishes: Wishes = {}): Scenario {
  const assets = list(wishes.assets ?? whole(random, 1, 5), (k) => `A${k}`);
  const market = randomMarket(random, assets, wishes);
  const account = randomAccount(random, market, wishes);
  const scenario: Scenario = {
    name: 'random',
    axes: {},
    market,
    account,
    stepHours: 1,
    steps: wishes.steps ?? whole(random, 5, 40),
    paths: 64,
    seed: `random ${random()}`,
    levels: [0.95, 0.99],
    precision: wishes.precision ?? pick(random, ['mixed', 'f64'] as const),
    watch: pick(random, ['period-end', 'every-step'] as const),
  };
  return wishes.anyRules ? withAnyRules(random, scenario) : scenario;
}

function randomMarket(random: Random, assets: readonly string[], wishes: Wishes): Market {
  const regimes = list(wishes.regimes ?? whole(random, 1, 3), (r) => randomRegime(random, `r${r}`, assets, wishes));
  const rows = regimes.map((_, r) => {
    const stay = between(random, 0.5, 1);
    const others = regimes.length - 1;
    return regimes.map((__, c) => (others === 0 ? 1 : c === r ? stay : (1 - stay) / others));
  });
  return regimeMarket({
    quote: 'USDT',
    assets,
    prices: assets.map(() => 10 ** between(random, -2, 5)),
    regimes,
    // A chain of a shorter time changes within a step; whether one of a longer time has a root, not every draw can say.
    transition: { perHours: pick(random, [1, 1, 1, 0.25]), rows },
    start: regimes.map(() => 1 / regimes.length),
    shocks: randomShocks(random),
    compensateJumps: chance(random, 0.3),
  });
}

/** Any degrees, whole or not, in intervals shorter, as long, or longer than the step of an hour, that fit it or not. */
function randomShocks(random: Random): ShockLaw {
  if (chance(random, 0.4)) return { law: 'normal' };
  const degrees = chance(random, 0.5) ? whole(random, 3, 9) : between(random, 2.1, 9);
  return { law: 'student-t', degrees, perHours: pick(random, [null, 1, 0.25, 0.7, 1.5, 8, 24]) };
}

function randomRegime(random: Random, name: string, assets: readonly string[], wishes: Wishes): FlatRegime {
  const common = between(random, 0, 0.9);
  const correlation = assets.map((_, i) => assets.map((__, j) => (i === j ? 1 : common)));
  const jump = () => ({
    probability: between(random, 0, 0.1),
    perHours: pick(random, [1, 1, 0.4, 6]),
    mean: between(random, -0.2, 0.1),
    sd: between(random, 0, 0.1),
  });
  const funded = !wishes.frictionless && chance(random, 0.7);
  return {
    name,
    volatility: assets.map(() => between(random, 0.1, 4)),
    drift: assets.map(() => between(random, -2, 2)),
    correlation,
    commonJump: chance(random, 0.5)
      ? { ...jump(), beta: assets.map(() => between(random, 0, 2)), spread: assets.map(() => between(random, 0, 0.05)) }
      : null,
    singleJumps: assets.map(() => (chance(random, 0.3) ? jump() : null)),
    funding: assets.map(() => ({
      mean: funded ? between(random, -0.003, 0.003) : 0,
      sd: funded && chance(random, 0.5) ? between(random, 0, 0.003) : 0,
      reversionHours: pick(random, [0, 8, 72]),
    })),
    haircut: assets.map(() => (chance(random, 0.5) ? between(random, 0, 0.5) : 0)),
    depth: assets.map(() => (chance(random, 0.5) ? null : 10 ** between(random, 3, 6))),
    deleveraging: null,
  };
}

function randomAccount(random: Random, market: Market, wishes: Wishes): Account {
  const { assets, prices } = market;
  const positions: Position[] = list(wishes.positions ?? whole(random, 1, 6), (k) => {
    const asset = whole(random, 0, assets.length - 1);
    const sign = chance(random, 0.6) ? 1 : -1;
    const notional = 10 ** between(random, 2.5, 5);
    const entry = prices[asset]! * (chance(random, 0.7) ? 1 : between(random, 0.9, 1.1));
    return { name: `p${k}`, asset, quantity: (sign * notional) / prices[asset]!, entry, tag: null };
  });
  const gross = positions.reduce((sum, p) => sum + Math.abs(p.quantity) * prices[p.asset]!, 0);
  const wealth = gross / between(random, 2, 20);
  const coinShare = !wishes.quoteOnly && chance(random, 0.4) ? between(random, 0.1, 1) : 0;
  const coins = coinShare > 0 ? neighbours(random, assets.length, 3) : [];
  const collateral: CollateralAsset[] = [
    { name: 'USDT', asset: null, amount: wealth * (1 - coinShare) },
    ...coins.map((coin) => ({
      name: assets[coin]!,
      asset: coin,
      amount: (wealth * coinShare) / coins.length / prices[coin]!,
    })),
  ];
  const treasuryShare = chance(random, 0.3) ? between(random, 0, 0.5) : 0;
  const scheme = (name: string, partition: Scheme['partition'], groups: number[][]): Scheme => ({
    name,
    partition,
    pools: groups.map((members, g): Pool => {
      const notional = members.reduce(
        (sum, i) => sum + Math.abs(positions[i]!.quantity) * prices[positions[i]!.asset]!,
        0,
      );
      const share = (1 - treasuryShare) * (notional / gross);
      return { name: `${name}${g}`, positions: members, collateral: collateral.map(({ amount }) => amount * share) };
    }),
    treasury: collateral.map(({ amount }) => amount * treasuryShare),
    policies: [],
  });
  const places = positions.map((_, i) => i);
  const groupOf = places.map(() => whole(random, 0, 2));
  const groups = [0, 1, 2].map((g) => places.filter((i) => groupOf[i] === g)).filter((group) => group.length > 0);
  const free = wishes.frictionless ? 0 : 1;
  return {
    assets,
    positions,
    collateral,
    schemes: [
      scheme(
        'isolated',
        'each',
        places.map((i) => [i]),
      ),
      scheme('cross', 'one', [places]),
      scheme('mixed', 'custom', groups),
    ],
    venue: {
      name: 'random',
      ...plainRules,
      maintenance: assets.map(() => randomBrackets(random)),
      takerFee: free * between(random, 0, 0.002),
      liquidationFee: assets.map(() => free * between(random, 0, 0.02)),
      slippage: free * between(random, 0, 0.01),
      funding: {
        everyHours: pick(random, [1, 4, 8, 0.5, 24]),
        interest: 0,
        damper: 0,
        clamp: clampOf(random, assets.length),
        notional: pick(random, ['mark', 'entry'] as const),
        booked: pick(random, ['before-check', 'after-check'] as const),
      },
      remainder: pick(random, ['returned', 'forfeited'] as const),
      equality: pick(random, ['fires', 'holds'] as const),
      haircut: collateral.map(({ asset }) => (asset === null ? 0 : between(random, 0, 0.3))),
      sizeDiscount: collateral.map(() => []),
    },
  };
}

function clampOf(random: Random, assets: number): (number | null)[] {
  const clamp = chance(random, 0.5) ? 0.002 : null;
  return list(assets, () => clamp);
}

/** Up to `most` different numbers below `count`, in a circle from any of them on. */
function neighbours(random: Random, count: number, most: number): number[] {
  const first = whole(random, 0, count - 1);
  return list(whole(random, 1, Math.min(count, most)), (k) => (first + k) % count);
}

/** One flat rate, or up to four brackets that join continuously. */
function randomBrackets(random: Random): Bracket[] {
  const count = chance(random, 0.5) ? 1 : whole(random, 2, 4);
  const brackets: Bracket[] = [];
  let floor = 0;
  let rate = between(random, 0.002, 0.02);
  let amount = 0;
  for (let k = 0; k < count; k++) {
    const cap = Math.max(floor * 2, 10 ** between(random, 2.5, 4.5));
    // A table may end with a cap; what is above it stays in the last bracket.
    brackets.push({ floor, cap: k === count - 1 && chance(random, 0.7) ? null : cap, rate, amount });
    const next = rate + between(random, 0, 0.03);
    amount += cap * (next - rate);
    rate = next;
    floor = cap;
  }
  return brackets;
}
