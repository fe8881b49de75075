import { itemAt } from '../base/errors.ts';
import type { Account, Pool, Scheme } from './account.ts';
import { marginAt, nearestCrossing } from './crossing.ts';
import { equityLine, poolMargin, scanAll, scanAsset } from './headroom.ts';

/**
 * Liquidation distance at the start: how far the price of a position's asset, or all prices together, must move
 * until its pool is liquidated.
 */
export interface LiquidationDistance {
  readonly scheme: string;
  readonly pool: string;
  readonly position: string;
  /** Price of the position's asset, all others unchanged, at which its pool is liquidated; null: none above 0. */
  readonly liquidationPrice: number | null;
  /** The same for the pool's equity (without haircuts) reaching 0. */
  readonly bankruptcyPrice: number | null;
  /** |liquidationPrice / price now - 1|; null where there is no liquidation price. */
  readonly distance: number | null;
  /** `distance` as a log move, in standard deviations of the asset's daily log return. */
  readonly distanceSigmas: number | null;
  /** Smallest relative move of all prices together that liquidates the pool; signed; null: none. */
  readonly commonShock: number | null;
  /** The same as a log move, in daily standard deviations of the pool's assets, weighted by notional. */
  readonly commonShockSigmas: number | null;
}

/** The same for the price of a coin that backs a pool without a position in it. */
export interface CollateralDistance
  extends Pick<
    LiquidationDistance,
    'scheme' | 'pool' | 'liquidationPrice' | 'bankruptcyPrice' | 'distance' | 'distanceSigmas'
  > {
  readonly collateral: string;
}

/** What the distances need to know of the market; arrays are per asset. */
export interface DailyRisk {
  /** Covariance of the daily log returns, jumps included, under the stationary law of the regimes. */
  readonly dailyCovariance: readonly (readonly number[])[];
  /** The regime's haircuts that are in force at the start; without them only the venue's own haircuts count. */
  readonly haircuts?: readonly number[];
}

/**
 * Distances of every position of every scheme, in the order of schemes, pools and positions.
 *
 * `prices` now, quote per unit, per asset. A move of a price moves all that the pool holds in that asset: its positions
 * and its collateral. The liquidation price is the nearest one, up or down, so a pool that holds two sides may have one
 * on each side and the nearer is given. For a pool that is below its requirement already, the prices are those at which
 * it would be met, and the distances are 0.
 *
 * A single position of quantity q, entry e and collateral W gives P = (W + amount - q e) / (|q| rate - q), the formula
 * of Binance (binance.com/en/support/faq/b3c689c1f50a44cabb3a84e663b81d93).
 */
export function liquidationDistances(
  account: Account,
  prices: readonly number[],
  risk: DailyRisk,
): LiquidationDistance[] {
  return account.schemes.flatMap((scheme) =>
    scheme.pools.flatMap((pool) => distancesOfPool(account, scheme, pool, prices, risk)),
  );
}

/**
 * Distances of every coin that a pool holds as collateral, in the order of schemes, pools and collateral. Where the pool has a position in
 * the coin too, the distance of that position is the one.
 */
export function collateralDistances(
  account: Account,
  prices: readonly number[],
  risk: DailyRisk,
): CollateralDistance[] {
  return account.schemes.flatMap((scheme) =>
    scheme.pools.flatMap((pool) =>
      account.collateral.flatMap(({ name, asset }, index) => {
        if (asset === null || itemAt(pool.collateral, index) === 0) return [];
        if (pool.positions.some((position) => itemAt(account.positions, position).asset === asset)) return [];
        return [
          { scheme: scheme.name, pool: pool.name, collateral: name, ...ownMove(account, pool, asset, prices, risk) },
        ];
      }),
    ),
  );
}

function distancesOfPool(
  account: Account,
  scheme: Scheme,
  pool: Pool,
  prices: readonly number[],
  risk: DailyRisk,
): LiquidationDistance[] {
  const common = poolMargin(account, pool, prices, haircutsOf(risk, prices), scanAll(prices));
  const factor = isDue(account, pool, prices, risk) ? 1 : nearestCrossing(common, 1);
  const sigma = poolSigma(account, pool, prices, risk);
  const assets = new Set(pool.positions.map((index) => itemAt(account.positions, index).asset));
  const moves = new Map([...assets].map((asset) => [asset, ownMove(account, pool, asset, prices, risk)]));
  return pool.positions.map((index) => {
    const { name, asset } = itemAt(account.positions, index);
    return {
      scheme: scheme.name,
      pool: pool.name,
      position: name,
      ...moves.get(asset)!,
      commonShock: factor === null ? null : factor - 1,
      commonShockSigmas: inSigmas(factor, sigma),
    };
  });
}

/** What happens to a pool when the price of one asset moves and the others stand still. */
function ownMove(
  account: Account,
  pool: Pool,
  asset: number,
  prices: readonly number[],
  risk: DailyRisk,
): Pick<LiquidationDistance, 'liquidationPrice' | 'bankruptcyPrice' | 'distance' | 'distanceSigmas'> {
  const now = itemAt(prices, asset);
  const own = poolMargin(account, pool, prices, haircutsOf(risk, prices), scanAsset(asset));
  const liquidationPrice = nearestCrossing(own, now);
  const ratio = isDue(account, pool, prices, risk) ? 1 : liquidationPrice === null ? null : liquidationPrice / now;
  return {
    liquidationPrice,
    bankruptcyPrice: bankruptcyPrice(account, pool, prices, asset),
    distance: ratio === null ? null : Math.abs(ratio - 1),
    distanceSigmas: inSigmas(ratio, Math.sqrt(itemAt(itemAt(risk.dailyCovariance, asset), asset))),
  };
}

/** Whether a pool is to be liquidated as it stands. */
function isDue(account: Account, pool: Pool, prices: readonly number[], risk: DailyRisk): boolean {
  const margin = marginAt(poolMargin(account, pool, prices, haircutsOf(risk, prices), scanAll(prices)), 1);
  return account.venue.equality === 'fires' ? margin <= 0 : margin < 0;
}

function haircutsOf({ haircuts }: DailyRisk, prices: readonly number[]): readonly number[] {
  return haircuts ?? prices.map(() => 0);
}

/** Price of the asset, all others unchanged, at which the pool's equity at full value is 0. */
function bankruptcyPrice(account: Account, pool: Pool, prices: readonly number[], asset: number): number | null {
  const { constant, slope } = equityLine(account, pool, prices, 'full-value', scanAsset(asset));
  const price = -constant / slope;
  return price > 0 && Number.isFinite(price) ? price : null;
}

/** |log move| in standard deviations; null where nothing moves or no move does it. */
function inSigmas(ratio: number | null, sigma: number): number | null {
  if (ratio === null) return null;
  if (ratio === 1) return 0;
  return sigma > 0 ? Math.abs(Math.log(ratio)) / sigma : null;
}

/**
 * Standard deviation of the daily log return of the pool's assets weighted by gross notional: sqrt(w' C w) with
 * w_a = |notional in a| / |notional|. Gross, because a common shock moves long and short assets alike; the signed
 * return of a hedged pool would make every shock look enormous.
 */
function poolSigma(account: Account, pool: Pool, prices: readonly number[], { dailyCovariance }: DailyRisk): number {
  const weights = prices.map(() => 0);
  for (const index of pool.positions) {
    const { asset, quantity } = itemAt(account.positions, index);
    weights[asset] = itemAt(weights, asset) + Math.abs(quantity) * itemAt(prices, asset);
  }
  const gross = weights.reduce((total, weight) => total + weight, 0);
  if (gross === 0) return 0;
  let variance = 0;
  for (const [a, weightA] of weights.entries()) {
    for (const [b, weightB] of weights.entries()) variance += weightA * weightB * itemAt(itemAt(dailyCovariance, a), b);
  }
  return Math.sqrt(Math.max(0, variance)) / gross;
}
