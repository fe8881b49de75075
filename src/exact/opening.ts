import type { Decimal } from 'decimal.js';
import { assert, itemAt } from '../base/errors.ts';
import type { Account, Scheme } from '../margin/account.ts';
import { isolatedPositions } from '../margin/policies/registry.ts';
import { decimal, sum, zero } from './decimal.ts';
import type { Valuation } from './inputs.ts';
import { holdingOf, noPayments, openPool, type PoolState, type PositionState, wealthOf } from './pool.ts';
import type { Holdings, Observer, SchemeRun } from './run.ts';
import type { Signals } from './signals.ts';

/** A scheme before its first step. */
export function openRun(
  account: Account,
  scheme: Scheme,
  valuation: Valuation,
  signals: Signals,
  observer: Observer,
): SchemeRun {
  const { rules, market } = valuation;
  const opened = openHoldings(account, scheme, valuation);
  const holdings = [...opened.pools, opened.treasury];
  const initialWealth = sum(holdings.map((pool) => wealthOf(pool, valuation)));
  return {
    ...opened,
    name: scheme.name,
    rules,
    market,
    signals,
    holdings,
    books: { market: zero, transfers: zero, ...noPayments() },
    fund: rules.fund,
    usedDepth: market.prices.map(() => zero),
    spent: new Map(),
    initialWealth,
    wealth: initialWealth,
    highest: initialWealth,
    watched: { peak: initialWealth, maxDrawdown: zero, lowestMarginRatio: null },
    counts: {
      firstEventStep: 0,
      firstLiquidationStep: 0,
      wipeoutStep: 0,
      forcedCloses: 0,
      policyActions: 0,
      topUps: zero,
    },
    collateralPnl: zero,
    closest: new Map(),
    lowestCovers: new Map(),
    observer,
    ledger: observer.ledger ? [] : null,
    actingPolicy: '',
  };
}

/** Behind the pools of the scheme comes an empty one for each position that a policy may isolate. */
function openHoldings(account: Account, scheme: Scheme, { rules, market }: Valuation): Holdings {
  const shared = scheme.pools.map(({ name, collateral }) => openPool(account, name, collateral));
  const homes = new Map(
    scheme.pools.flatMap(({ positions }, pool) => positions.map((index) => [index, itemAt(shared, pool)])),
  );
  const ranks = canonicalRanks(account);
  const positions = account.positions.map((_, index): PositionState => {
    const home = homes.get(index);
    assert(home !== undefined, 'every position is in a pool');
    return openPosition(account, index, itemAt(ranks, index), home, market.prices);
  });
  const canonical = positions.toSorted((a, b) => a.rank - b.rank);
  for (const position of canonical) position.home.positions.push(position);

  const nothing = account.collateral.map(() => 0);
  const ownPools = new Map(
    isolatedPositions(scheme.policies).map((index) => {
      const position = itemAt(positions, index);
      return [position, openPool(account, `${position.name} (own)`, nothing)];
    }),
  );
  if (rules.isInverse) {
    for (const { asset, home } of positions) home.settlementAsset ??= holdingOf(home, asset);
    for (const [{ asset }, pool] of ownPools) pool.settlementAsset = holdingOf(pool, asset);
  }
  const treasury = openPool(account, 'treasury', scheme.treasury);
  return { pools: [...shared, ...ownPools.values()], ownPools, treasury, positions, canonical };
}

function openPosition(
  account: Account,
  index: number,
  rank: number,
  home: PoolState,
  startPrices: readonly Decimal[],
): PositionState {
  const { name, asset, quantity, entry } = itemAt(account.positions, index);
  return {
    name,
    index,
    rank,
    asset,
    isLong: quantity > 0,
    entry: decimal(entry),
    startPrice: itemAt(startPrices, asset),
    quantity: decimal(quantity),
    realised: zero,
    pricePnl: zero,
    paid: noPayments(),
    closedStep: 0,
    home,
    pool: home,
  };
}

/** Place of every position in the canonical order: by asset, then quantity, then entry, then as listed. */
function canonicalRanks({ positions }: Account): number[] {
  const order = positions
    .map((position, index) => ({ ...position, index }))
    .toSorted((a, b) => a.asset - b.asset || a.quantity - b.quantity || a.entry - b.entry || a.index - b.index);
  const ranks = positions.map(() => 0);
  for (const [rank, { index }] of order.entries()) ranks[index] = rank;
  return ranks;
}

/** Pools in the order in which they are liquidated: by their first position at the start in canonical order, then the own pools as listed. */
export function liquidationOrder({ canonical, ownPools }: Holdings): PoolState[] {
  return [...new Set([...canonical.map(({ home }) => home), ...ownPools.values()])];
}
