import type { Account, Pool } from './account.ts';
import { at } from './at.ts';
import type { Margin } from './crossing.ts';
import { requirementOf } from './requirement.ts';

/**
 * The equity and the requirement of a pool as functions of one number x: what the liquidation distances solve.
 *
 * A scan says which prices move with x: the price of an asset is `perX` times x, or stays (null). With 1 for one asset,
 * x is the price of that asset; with its price now for every asset, x is a factor of all prices.
 */
export type Scan = (asset: number) => number | null;

/** Moves one price; x is that price. */
export function scanAsset(moving: number): Scan {
  return (asset) => (asset === moving ? 1 : null);
}

/** Moves all prices together; x is the factor. */
export function scanAll(prices: readonly number[]): Scan {
  return (asset) => at(prices, asset);
}

/** Haircuts of the regime per asset (the venue's are a lower bound), or none of either kind. */
export type HaircutView = readonly number[] | 'full-value';

/** Equity of the pool as the line `constant + slope x`. */
export function equityLine(
  account: Account,
  pool: Pool,
  prices: readonly number[],
  haircuts: HaircutView,
  scan: Scan,
): { constant: number; slope: number } {
  let constant = 0;
  let slope = 0;
  const hold = (asset: number, units: number) => {
    const perX = scan(asset);
    if (perX === null) constant += units * at(prices, asset);
    else slope += units * perX;
  };
  for (const [index, { asset }] of account.collateral.entries()) {
    const units = at(pool.collateral, index);
    if (asset === null) constant += units;
    else if (haircuts === 'full-value') hold(asset, units);
    else hold(asset, units * (1 - Math.max(at(account.venue.haircut, index), at(haircuts, asset))));
  }
  for (const index of pool.positions) {
    const { asset, quantity, entry } = at(account.positions, index);
    hold(asset, quantity);
    constant -= quantity * entry;
  }
  return { constant, slope };
}

/** Equity minus requirement of the pool along a scan. */
export function poolMargin(
  account: Account,
  pool: Pool,
  prices: readonly number[],
  haircuts: HaircutView,
  scan: Scan,
): Margin {
  const { constant, slope } = equityLine(account, pool, prices, haircuts, scan);
  const moving: Margin['positions'][number][] = [];
  let fixedRequirement = 0;
  for (const index of pool.positions) {
    const { asset, quantity } = at(account.positions, index);
    const brackets = at(account.venue.maintenance, asset);
    const perX = scan(asset);
    if (perX === null) fixedRequirement += requirementOf(brackets, Math.abs(quantity) * at(prices, asset));
    else moving.push({ size: Math.abs(quantity) * perX, brackets });
  }
  return { constant: constant - fixedRequirement, slope, positions: moving };
}
