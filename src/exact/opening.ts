import type { Decimal } from 'decimal.js';
import { assert } from '../base/errors.ts';
import type { Account, Scheme } from '../margin/account.ts';
import { at } from '../margin/at.ts';
import { isolatedPositions } from '../margin/policies/registry.ts';
import { decimal, zero } from './decimal.ts';
import { openPool, type PoolState } from './pool.ts';
import { noPayments, type PositionState } from './position.ts';
import type { ExactRules } from './rules.ts';
import type { Opening } from './run.ts';
import { coinOf } from './settlement.ts';
import type { Signals } from './signals.ts';

/**
 * The pools and positions of a scheme as they stand at the start. Behind the pools of the scheme comes an empty one for each position that
 * a policy may isolate.
 */
export function openHoldings(
  account: Account,
  scheme: Scheme,
  rules: ExactRules,
  startPrices: readonly Decimal[],
  signals: Signals,
): Opening {
  const shared = scheme.pools.map(({ name, collateral }) => openPool(account, name, collateral));
  const homes = new Map(
    scheme.pools.flatMap(({ positions }, pool) => positions.map((index) => [index, at(shared, pool)])),
  );
  const ranks = canonicalRanks(account);
  const positions = account.positions.map((_, index): PositionState => {
    const home = homes.get(index);
    assert(home !== undefined, 'every position is in a pool');
    return openPosition(account, index, at(ranks, index), home, startPrices);
  });
  const canonical = positions.toSorted((a, b) => a.rank - b.rank);
  for (const position of canonical) position.home.positions.push(position);

  const nothing = account.collateral.map(() => 0);
  const ownPools = new Map(
    isolatedPositions(scheme.policies).map((index) => {
      const position = at(positions, index);
      return [position, openPool(account, `${position.name} (own)`, nothing)];
    }),
  );
  if (rules.isInverse) {
    for (const { asset, home } of positions) home.settlesIn ??= coinOf(home, asset);
    for (const [{ asset }, pool] of ownPools) pool.settlesIn = coinOf(pool, asset);
  }
  const pools = [...shared, ...ownPools.values()];
  const treasury = openPool(account, 'treasury', scheme.treasury);
  return { name: scheme.name, rules, pools, ownPools, positions, canonical, treasury, signals };
}

function openPosition(
  account: Account,
  index: number,
  rank: number,
  home: PoolState,
  startPrices: readonly Decimal[],
): PositionState {
  const { name, asset, quantity, entry } = at(account.positions, index);
  return {
    name,
    index,
    rank,
    asset,
    isLong: quantity > 0,
    entry: decimal(entry),
    startPrice: at(startPrices, asset),
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
export function liquidationOrder({ canonical, ownPools }: Opening): PoolState[] {
  return [...new Set([...canonical.map(({ home }) => home), ...ownPools.values()])];
}
