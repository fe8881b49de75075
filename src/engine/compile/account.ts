import type { Account, InsuranceRules, Pool, Scheme, SizeTier } from '../../margin/account.ts';
import type { LiquidationRules } from '../../margin/liquidation/registry.ts';
import { isolatedPositions, type Policy, watchedBy } from '../../margin/policies/registry.ts';
import type { Signal } from '../../margin/policies/signal.ts';
import { isFixedInQuote, type RequirementTerms } from '../../margin/requirement.ts';
import type { CompiledMarket } from './market.ts';

/**
 * The account as flat arrays. A "slot" is a position within a scheme, a "pool" a pool of a scheme; both are numbered
 * through over all schemes. The slots of a pool stand together, in canonical order: by asset, then quantity, then entry;
 * the pools of a scheme follow their first positions. Sums and events keep that order, so that naming or listing the
 * positions differently changes no bit. A position that a policy may isolate has a second slot, in a pool of its own that stands
 * empty at first; these pools come last in their scheme.
 *
 * A "holding" is what a scheme holds of a position, whatever slot it is in: `scheme * positions + rank`, the rank being the place
 * of the position in the canonical order.
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
  /** Positions in canonical order, and the place of each in it. */
  readonly canonicalPosition: Int32Array;
  readonly positionRank: Int32Array;
  readonly slotHolding: Int32Array;
  /** Slot of each holding in the pool it starts in, and in its own; -1 where no policy isolates it. */
  readonly homeSlot: Int32Array;
  readonly ownSlot: Int32Array;
  readonly slotPool: Int32Array;
  /** Per scheme: pools in the order in which the account lists them, the own pools of isolated positions behind. */
  readonly listedPools: readonly Int32Array[];
  /** Per slot; a slot in a pool of its own holds nothing at the start. */
  readonly slotAsset: Int32Array;
  readonly slotQuantity: Float64Array;
  readonly slotEntry: Float64Array;
  /** Per rank. */
  readonly positionQuantity: Float64Array;
  /** Brackets per asset: those of asset i are `bracketStart[i]` to `bracketStart[i + 1]`. */
  readonly bracketStart: Int32Array;
  readonly bracketCap: Float64Array;
  readonly bracketRate: Float64Array;
  readonly bracketAmount: Float64Array;
  /** Quote collateral minus the entry value of the open positions, per pool: equity = base + sum of quantity * price. Infinity: empty. */
  readonly poolEquityIntercept: Float64Array;
  /** Collateral other than the quote currency: its asset, the account's amount. */
  readonly collaterals: number;
  readonly collateralAsset: Int32Array;
  readonly collateralTotal: Float64Array;
  /** `regime * coins + coin`: share of its value that counts. The stricter of the venue's haircut and the regime's holds. */
  readonly collateralShare: Float64Array;
  /** `pool * coins + coin`: units in the pool. */
  readonly poolUnits: Float64Array;
  /** Discounts by amount, per coin. */
  readonly sizeDiscount: readonly (readonly SizeTier[])[];
  /** Coin in which a pool is settled; all 0 where that is the quote currency. */
  readonly settlementAsset: Int32Array;
  /** Quote, and `scheme * coins + coin`, in no pool. */
  readonly treasury: Float64Array;
  /** Shares of the closed notional; the liquidation fee per asset. */
  readonly takerFee: number;
  readonly liquidationFee: Float64Array;
  readonly slippage: number;
  readonly depthMemory: number;
  readonly isInverse: boolean;
  readonly requirement: RequirementTerms;
  /** Funding is paid on the quote value at entry, not on that at mark. */
  readonly fundingOnEntry: boolean;
  readonly fundingBeforeCheck: boolean;
  readonly forfeited: boolean;
  readonly equalityFires: boolean;
  readonly liquidation: LiquidationRules;
  readonly insurance: InsuranceRules;
  /** Per scheme. */
  readonly policies: readonly (readonly Policy[])[];
  /** What policies watch of the market, each once. */
  readonly signals: readonly Signal[];
  /** The highest cover that any policy asks for, 1 at least: pools that may fall below it are looked at step by step. */
  readonly watchedCover: number;
}

/** Compiles the account; of the market it takes the haircuts by regime. */
export function compileAccount(account: Account, market: CompiledMarket): CompiledAccount {
  const { positions, collateral, schemes, venue } = account;
  const order = canonicalOrder(account);
  const coins = collateral.slice(1);
  const layouts = schemes.map((scheme) => layOut(scheme, order));
  const pools = layouts.flatMap((layout, scheme) => layout.pools.map((pool) => ({ ...pool, scheme })));
  const slots = pools.flatMap(({ members, isOwn, scheme }, pool) =>
    members.map((position) => ({ position, pool, isOwn, holding: scheme * positions.length + order[position]! })),
  );
  const slotOf = (own: boolean) => {
    const found = new Int32Array(schemes.length * positions.length).fill(-1);
    for (const [slot, { isOwn, holding }] of slots.entries()) if (isOwn === own) found[holding] = slot;
    return found;
  };
  const held = slots.map(({ position }) => positions[position]!);
  const brackets = venue.maintenance;
  const isInverse = venue.contract === 'inverse';
  const firstPool = starts(layouts.map((layout) => layout.pools.length));
  return {
    schemes: schemes.length,
    positions: positions.length,
    pools: pools.length,
    slots: slots.length,
    schemePools: firstPool,
    poolSlots: starts(pools.map(({ members }) => members.length)),
    poolScheme: Int32Array.from(pools, ({ scheme }) => scheme),
    canonicalPosition: Int32Array.from(positions.keys()).toSorted((a, b) => order[a]! - order[b]!),
    positionRank: Int32Array.from(order),
    slotHolding: Int32Array.from(slots, ({ holding }) => holding),
    homeSlot: slotOf(false),
    ownSlot: slotOf(true),
    slotPool: Int32Array.from(slots, ({ pool }) => pool),
    listedPools: layouts.map(({ listed }, scheme) => listed.map((place) => firstPool[scheme]! + place)),
    slotAsset: Int32Array.from(held, (position) => position.asset),
    slotQuantity: Float64Array.from(slots, ({ isOwn }, slot) => (isOwn ? 0 : held[slot]!.quantity)),
    slotEntry: Float64Array.from(held, (position) => position.entry),
    positionQuantity: Float64Array.from(order.keys(), (rank) => positions[order.indexOf(rank)]!.quantity),
    bracketStart: starts(brackets.map((table) => table.length)),
    // The last bracket has no upper end, whatever its table says: a notional above it stays in it.
    bracketCap: Float64Array.from(
      brackets.flatMap((table) =>
        table.map(({ cap }, k) => (k === table.length - 1 || cap === null ? Number.POSITIVE_INFINITY : cap)),
      ),
    ),
    bracketRate: Float64Array.from(brackets.flat(), (bracket) => bracket.rate),
    bracketAmount: Float64Array.from(brackets.flat(), (bracket) => bracket.amount),
    poolEquityIntercept: Float64Array.from(pools, ({ members, isOwn, collateral: [quote] }) =>
      isOwn
        ? Number.POSITIVE_INFINITY
        : members.reduce((base, i) => base - positions[i]!.quantity * positions[i]!.entry, quote!),
    ),
    collaterals: coins.length,
    collateralAsset: Int32Array.from(coins, (coin) => coin.asset!),
    collateralTotal: Float64Array.from(coins, (coin) => coin.amount),
    collateralShare: Float64Array.from(
      Array.from({ length: market.regimes }, (_, regime) =>
        coins.map((coin, c) =>
          isInverse ? 1 : 1 - Math.max(venue.haircut[c + 1]!, market.haircut[regime * market.assets + coin.asset!]!),
        ),
      ).flat(),
    ),
    poolUnits: Float64Array.from(pools.flatMap((pool) => pool.collateral.slice(1))),
    sizeDiscount: coins.map((_, c) => (isInverse ? [] : venue.sizeDiscount[c + 1]!)),
    settlementAsset: Int32Array.from(pools, ({ members }) =>
      isInverse ? coins.findIndex((coin) => coin.asset === positions[members[0]!]!.asset) : 0,
    ),
    treasury: Float64Array.from(schemes.flatMap((scheme) => scheme.treasury)),
    takerFee: venue.takerFee,
    liquidationFee: Float64Array.from(venue.liquidationFee),
    slippage: venue.slippage,
    depthMemory: venue.depthMemory,
    isInverse,
    requirement: {
      contract: venue.contract,
      maintenanceNotional: venue.maintenanceNotional,
      bracketsUnit: venue.bracketsUnit,
    },
    fundingOnEntry: isFixedInQuote(venue.contract, venue.funding.notional),
    fundingBeforeCheck: venue.funding.booked === 'before-check',
    forfeited: venue.remainder === 'forfeited',
    equalityFires: venue.equality === 'fires',
    liquidation: venue.liquidation,
    insurance: venue.insurance,
    policies: schemes.map((scheme) => scheme.policies),
    signals: signalsOf(schemes),
    watchedCover: Math.max(1, ...schemes.flatMap((scheme) => scheme.policies.map(coverAskedFor))),
  };
}

/** What two signals have in common if they are the same. */
export function keyOfSignal(signal: Signal): string {
  return JSON.stringify(signal);
}

/** What the policies of schemes watch of the market, each signal once. */
export function signalsOf(schemes: readonly Scheme[]): Signal[] {
  const all = schemes
    .flatMap(({ policies }) => policies.map(watchedBy))
    .flatMap((watched) => (watched.on === 'signal' ? [watched.signal] : []));
  return [...new Map(all.map((signal) => [keyOfSignal(signal), signal])).values()];
}

interface LaidOut {
  readonly pools: readonly {
    readonly members: readonly number[];
    readonly collateral: readonly number[];
    readonly isOwn: boolean;
  }[];
  /** Place of each pool of the scheme among these, the own pools behind. */
  readonly listed: Int32Array;
}

/** The pools of a scheme in the order of their first positions, the pools of its isolated positions behind them. */
function layOut(scheme: Scheme, order: readonly number[]): LaidOut {
  const firstRank = (pool: Pool) => Math.min(...pool.positions.map((position) => order[position]!));
  const sorted = scheme.pools.toSorted((a, b) => firstRank(a) - firstRank(b));
  const own = isolatedPositions(scheme.policies);
  return {
    pools: [
      ...sorted.map(({ positions, collateral }) => ({
        members: positions.toSorted((a, b) => order[a]! - order[b]!),
        collateral,
        isOwn: false,
      })),
      ...own.map((position) => ({ members: [position], collateral: scheme.treasury.map(() => 0), isOwn: true })),
    ],
    listed: Int32Array.from([
      ...scheme.pools.map((pool) => sorted.indexOf(pool)),
      ...own.map((_, k) => sorted.length + k),
    ]),
  };
}

/** Cover below which a policy acts; 0 for one that does not look at it. */
function coverAskedFor(policy: Policy): number {
  const watched = watchedBy(policy);
  return watched.on === 'cover' ? watched.below : 0;
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
