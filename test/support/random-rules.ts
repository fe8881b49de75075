import type { Scenario } from '../../src/engine/scenario.ts';
import type { Account, Bracket, Scheme, Venue } from '../../src/margin/account.ts';
import { type CloseRule, liquidationRules } from '../../src/margin/liquidation/registry.ts';
import type { Policy } from '../../src/margin/policies/registry.ts';
import type { Alarm } from '../../src/margin/policies/trigger.ts';
import type { Market } from '../../src/market/model.ts';
import { policyExamples, policyOf } from './policy-examples.ts';
import { between, chance, list, pick, type Random, whole } from './random.ts';

/** The scenario with every rule of the venue drawn at random, and with policies of every kind. */
export function withAnyRules(random: Random, scenario: Scenario): Scenario {
  const market = withDeleveraging(random, scenario.market);
  const base = { ...scenario.account, venue: anyVenue(random, scenario.account.venue, market) };
  const account = chance(random, 0.2) ? inverse(random, base, market) : base;
  const schemes = account.schemes.map((scheme) => ({ ...scheme, policies: anyPolicies(random, account, scheme) }));
  return { ...scenario, market, account: { ...account, schemes } };
}

function withDeleveraging(random: Random, market: Market): Market {
  if (chance(random, 0.5)) return market;
  const law = () =>
    chance(random, 0.3) ? null : { probability: between(random, 0, 0.2), perHours: 1, share: between(random, 0, 0.05) };
  return { ...market, regimes: market.regimes.map((regime) => ({ ...regime, deleveraging: law() })) };
}

function anyVenue(random: Random, venue: Venue, market: Market): Venue {
  const tiers = () => [
    { floor: 0, share: 1 },
    { floor: between(random, 0, 1), share: between(random, 0.3, 1) },
    { floor: between(random, 1, 100), share: between(random, 0, 0.3) },
  ];
  return {
    ...venue,
    maintenanceNotional: pick(random, ['mark', 'entry'] as const),
    depthMemory: pick(random, [0, 0.5, 0.97]),
    liquidation: { close: anyClose(random), backstop: chance(random, 0.3) ? between(random, 0, 0.9) : 0 },
    insurance: {
      fund: chance(random, 0.4) ? null : chance(random, 0.5) ? 0 : 10 ** between(random, 0, 4),
      beyond: pick(random, ['venue', 'socialised', 'auto-deleveraging'] as const),
    },
    funding: {
      ...venue.funding,
      interest: pick(random, [0, 0.0001]),
      damper: pick(random, [0, 0.0005]),
      clamp: market.assets.map(() => (chance(random, 0.5) ? between(random, 0.0001, 0.002) : null)),
    },
    sizeDiscount: venue.haircut.map((_, index) => (index > 0 && chance(random, 0.5) ? tiers() : [])),
  };
}

function anyClose(random: Random): CloseRule {
  const own: CloseRule[] = [
    { rule: 'just-enough', restore: between(random, 1, 1.5) },
    {
      rule: 'share-then-all',
      share: between(random, 0.05, 0.9),
      above: 10 ** between(random, 2, 5),
      cooldownSteps: whole(random, 0, 5),
    },
    {
      rule: 'slices',
      share: between(random, 0.05, 0.5),
      smallest: 10 ** between(random, 1, 4),
      slicesPerStep: whole(random, 1, 20),
    },
  ];
  const all: CloseRule[] = [...own, ...Object.values(liquidationRules).flatMap(({ examples }) => [...examples])];
  return pick(random, all);
}

/** The same book in inverse contracts: pools of positions in one asset, with that asset as their only collateral. */
function inverse(random: Random, account: Account, market: Market): Account {
  const [first] = account.positions;
  const asset = first!.asset;
  const price = market.prices[asset]!;
  const positions = account.positions.map((position) => ({
    ...position,
    asset,
    quantity: (position.quantity * market.prices[position.asset]!) / price,
    entry: price * (chance(random, 0.7) ? 1 : between(random, 0.9, 1.1)),
  }));
  const worth = (amounts: readonly number[]) =>
    amounts.reduce(
      (sum, amount, k) =>
        sum + amount * (account.collateral[k]!.asset === null ? 1 : market.prices[account.collateral[k]!.asset]!),
      0,
    );
  const inCoin = (amounts: readonly number[]) => [0, worth(amounts) / price];
  const schemes = account.schemes.map((scheme) => ({
    ...scheme,
    pools: scheme.pools.map((pool) => ({ ...pool, collateral: inCoin(pool.collateral) })),
    treasury: inCoin(scheme.treasury),
  }));
  return {
    ...account,
    positions,
    collateral: [
      { name: market.quote, asset: null, amount: 0 },
      { name: market.assets[asset]!, asset, amount: worth(account.collateral.map(({ amount }) => amount)) / price },
    ],
    schemes,
    venue: {
      ...account.venue,
      contract: 'inverse',
      ...anyUnit(random, account.venue, market),
      haircut: [0, 0],
      sizeDiscount: [[], []],
    },
  };
}

/** Brackets in quote, or the same in coins at the price now. */
function anyUnit(
  random: Random,
  { maintenance }: Venue,
  { prices }: Market,
): Pick<Venue, 'bracketsUnit' | 'maintenance'> {
  if (chance(random, 0.5)) return { bracketsUnit: 'quote', maintenance };
  const inCoins = (table: readonly Bracket[], price: number) =>
    table.map(({ floor, cap, rate, amount }) => ({
      floor: floor / price,
      cap: cap === null ? null : cap / price,
      rate,
      amount: amount / price,
    }));
  return { bracketsUnit: 'coin', maintenance: maintenance.map((table, asset) => inCoins(table, prices[asset]!)) };
}

type Common = Pick<Policy, 'name' | 'delaySteps'>;

/** Policies of any kind: those named here with varied parameters, others by their examples. */
function anyPolicies(random: Random, account: Account, scheme: Scheme): Policy[] {
  const wealth = scheme.pools.reduce((sum, pool) => sum + pool.collateral[0]!, 0) + 1_000;
  const some = (count: number) => {
    const chosen = list(count, (index) => index).filter(() => chance(random, 0.7));
    return chosen.length === 0 ? [0] : chosen;
  };
  const pools = () => some(scheme.pools.length);
  const positions = () => some(account.positions.length);
  const cost = () => pick(random, [0, 0.01]);
  const make: ((common: Common) => Policy)[] = [
    (common) => ({
      ...common,
      policy: 'top-up',
      pools: pools(),
      below: between(random, 1, 3),
      amount: wealth * between(random, 0.01, 0.3),
      budget: wealth * between(random, 0.05, 1),
      cost: cost(),
    }),
    (common) => ({
      ...common,
      policy: 'deleverage',
      pools: pools(),
      trigger: chance(random, 0.5) ? { on: 'cover', below: between(random, 1, 3) } : anyAlarm(random, account),
      share: pick(random, [0.2, 0.5, 1]),
    }),
    (common) => ({ ...common, policy: 'stop', positions: positions(), distance: between(random, 0.01, 0.3) }),
    (common) => ({
      ...common,
      policy: 'switch',
      positions: positions(),
      trigger: anyAlarm(random, account),
      margin: between(random, 0.02, 0.5),
    }),
    (common) => ({
      ...common,
      policy: 'rebalance',
      pools: pools(),
      below: between(random, 1, 2),
      restore: between(random, 2, 3),
      keep: between(random, 1, 2),
      cost: cost(),
    }),
    ...policyExamples(['top-up', 'deleverage', 'stop', 'switch', 'rebalance']).map(
      (example) => (common: Common) => policyOf(example, { ...common, pools: pools(), positions: positions() }),
    ),
  ];
  return make
    .filter(() => chance(random, 0.5))
    .map((policy, index) => policy({ name: `policy ${index}`, delaySteps: pick(random, [0, 0, 1, 5, 20]) }));
}

function anyAlarm(random: Random, account: Account): Alarm {
  if (chance(random, 0.3)) {
    const above = between(random, 0.01, 0.5);
    return { on: 'drawdown', above, release: above * between(random, 0.3, 1) };
  }
  const assets = account.assets.map((_, index) => index);
  const kind = pick(
    random,
    assets.length > 1 ? (['volatility', 'correlation', 'volatility-ratio'] as const) : (['volatility'] as const),
  );
  const above =
    kind === 'correlation'
      ? between(random, 0.1, 0.9)
      : kind === 'volatility'
        ? between(random, 0.2, 3)
        : between(random, 0.8, 2);
  const start = assets.map((_, i) => assets.map((__, j) => (i === j ? 1e-4 : 3e-5)));
  return {
    on: 'signal',
    signal: {
      kind,
      assets,
      weight: between(random, 0.02, 0.5),
      slowWeight: between(random, 0.01, 0.1),
      start,
      stepsPerYear: 8_760,
    },
    above,
    release: above * between(random, 0.5, 1),
  };
}
