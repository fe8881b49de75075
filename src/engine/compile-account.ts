import type { Account, Pool } from '../margin/account.ts';
import type { CompiledMarket } from './compile-market.ts';

/**
 * The account as flat arrays. A "slot" is a position within a scheme, a "pool" a pool of a scheme; both are numbered
 * through over all schemes. The slots of a pool stand together, in canonical order: by asset, then quantity, then entry;
 * the pools of a scheme follow their first positions. Sums and events keep that order, so that naming or listing the
 * positions differently changes no bit.
 */
export interface CompiledAccount {
  readonly schemes: number;
  readonly positions: number;
  readonly pools: number;
  readonly slots: number;
  /** First pool of each scheme, and the end: `schemes + 1` numbers. Likewise first slot of each pool. */
  readonly schemePools: Int32Array;
  readonly poolSlots: Int32Array;
  readonly poolScheme: Int32Array;
  /** Position of each slot, and the slot of each position: `scheme * positions + position`. */
  readonly slotPosition: Int32Array;
  readonly positionSlot: Int32Array;
  /** Positions in canonical order. */
  readonly canonicalPosition: Int32Array;
  /** Per slot. */
  readonly slotAsset: Int32Array;
  readonly slotQuantity: Float64Array;
  readonly slotEntry: Float64Array;
  /** Brackets per asset: those of asset i are `bracketStart[i]` to `bracketStart[i + 1]`. */
  readonly bracketStart: Int32Array;
  readonly bracketCap: Float64Array;
  readonly bracketRate: Float64Array;
  readonly bracketAmount: Float64Array;
  /** Quote collateral minus the entry value of the open positions, per pool: equity = base + sum of quantity * price. */
  readonly poolBase: Float64Array;
  /** Collateral other than the quote currency: its asset, the account's amount. */
  readonly coins: number;
  readonly coinAsset: Int32Array;
  readonly coinTotal: Float64Array;
  /** `regime * coins + coin`: share of its value that counts. The stricter of the venue's haircut and the regime's holds. */
  readonly coinShare: Float64Array;
  /** `pool * coins + coin`: units in the pool. */
  readonly poolCoin: Float64Array;
  /** Shares of the closed notional; the liquidation fee per asset. */
  readonly takerFee: number;
  readonly liquidationFee: Float64Array;
  readonly slippage: number;
  readonly fundingOnEntry: boolean;
  readonly fundingBeforeCheck: boolean;
  readonly forfeited: boolean;
  readonly equalityFires: boolean;
}

/** Compiles the account; of the market it takes the haircuts by regime. */
export function compileAccount(account: Account, market: CompiledMarket): CompiledAccount {
  const { positions, collateral, schemes, venue } = account;
  const order = canonicalOrder(account);
  const coins = collateral.slice(1);
  const firstRank = (pool: Pool) => Math.min(...pool.positions.map((position) => order[position]!));
  const pools = schemes.flatMap((scheme, index) =>
    scheme.pools.toSorted((a, b) => firstRank(a) - firstRank(b)).map((pool) => ({ pool, scheme: index })),
  );
  const slots = pools.flatMap(({ pool }, index) =>
    pool.positions.toSorted((a, b) => order[a]! - order[b]!).map((position) => ({ position, pool: index })),
  );
  const positionSlot = new Int32Array(schemes.length * positions.length);
  slots.forEach(({ position, pool }, slot) => {
    positionSlot[pools[pool]!.scheme * positions.length + position] = slot;
  });
  const held = slots.map(({ position }) => positions[position]!);
  const brackets = venue.maintenance;
  return {
    schemes: schemes.length,
    positions: positions.length,
    pools: pools.length,
    slots: slots.length,
    schemePools: starts(schemes.map((scheme) => scheme.pools.length)),
    poolSlots: starts(pools.map(({ pool }) => pool.positions.length)),
    poolScheme: Int32Array.from(pools, ({ scheme }) => scheme),
    slotPosition: Int32Array.from(slots, ({ position }) => position),
    positionSlot,
    canonicalPosition: Int32Array.from(positions.keys()).toSorted((a, b) => order[a]! - order[b]!),
    slotAsset: Int32Array.from(held, (position) => position.asset),
    slotQuantity: Float64Array.from(held, (position) => position.quantity),
    slotEntry: Float64Array.from(held, (position) => position.entry),
    bracketStart: starts(brackets.map((table) => table.length)),
    // The last bracket has no upper end, whatever its table says: a notional above it stays in it.
    bracketCap: Float64Array.from(
      brackets.flatMap((table) =>
        table.map(({ cap }, k) => (k === table.length - 1 || cap === null ? Number.POSITIVE_INFINITY : cap)),
      ),
    ),
    bracketRate: Float64Array.from(brackets.flat(), (bracket) => bracket.rate),
    bracketAmount: Float64Array.from(brackets.flat(), (bracket) => bracket.amount),
    poolBase: Float64Array.from(pools, ({ pool }) =>
      pool.positions
        .toSorted((a, b) => order[a]! - order[b]!)
        .reduce((base, i) => base - positions[i]!.quantity * positions[i]!.entry, pool.collateral[0]!),
    ),
    coins: coins.length,
    coinAsset: Int32Array.from(coins, (coin) => coin.asset!),
    coinTotal: Float64Array.from(coins, (coin) => coin.amount),
    coinShare: Float64Array.from(
      Array.from({ length: market.regimes }, (_, regime) =>
        coins.map(
          (coin, c) => 1 - Math.max(venue.haircut[c + 1]!, market.haircut[regime * market.assets + coin.asset!]!),
        ),
      ).flat(),
    ),
    poolCoin: Float64Array.from(pools.flatMap(({ pool }) => pool.collateral.slice(1))),
    takerFee: venue.takerFee,
    liquidationFee: Float64Array.from(venue.liquidationFee),
    slippage: venue.slippage,
    fundingOnEntry: venue.funding.notional === 'entry',
    fundingBeforeCheck: venue.funding.booked === 'before-check',
    forfeited: venue.remainder === 'forfeited',
    equalityFires: venue.equality === 'fires',
  };
}

/** Running sums from 0: where each of consecutive runs of these lengths starts, and the end. */
export function starts(counts: readonly number[]): Int32Array {
  const result = new Int32Array(counts.length + 1);
  counts.forEach((count, k) => {
    result[k + 1] = result[k]! + count;
  });
  return result;
}

/** Rank of each position in the canonical order; positions that are alike in all that counts may share their order. */
function canonicalOrder({ positions }: Account): number[] {
  const ranked = positions
    .map((position, index) => ({ position, index }))
    .toSorted(
      (a, b) =>
        a.position.asset - b.position.asset ||
        a.position.quantity - b.position.quantity ||
        a.position.entry - b.position.entry,
    );
  const rank = positions.map(() => 0);
  ranked.forEach(({ index }, place) => {
    rank[index] = place;
  });
  return rank;
}

/** Collateral of the whole account at market prices (no haircut) plus the open profit of its positions, in quote. */
export function initialWealth(account: Account, prices: readonly number[]): number {
  const order = canonicalOrder(account);
  const collateral = account.collateral.reduce(
    (sum, { asset, amount }) => sum + amount * (asset === null ? 1 : prices[asset]!),
    0,
  );
  return account.positions
    .map((position, index) => ({ position, rank: order[index]! }))
    .toSorted((a, b) => a.rank - b.rank)
    .reduce((sum, { position }) => sum + position.quantity * (prices[position.asset]! - position.entry), collateral);
}
