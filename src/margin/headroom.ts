import { itemAt } from '../base/errors.ts';
import type { Account, Pool, SizeTier } from './account.ts';
import type { Margin, MovingRequirement } from './crossing.ts';
import { bracketWorth, isFixedInQuote, requiredNotional, requirementOf } from './requirement.ts';

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
  return (asset) => itemAt(prices, asset);
}

/** Haircuts of the regime per asset (the venue's are a lower bound), or none of either kind. */
export type HaircutView = readonly number[] | 'full-value';

/** Units that count before any haircut: of what lies in each tier of size, its share; without tiers all of them. */
export function countedUnits(tiers: readonly SizeTier[], units: number): number {
  if (tiers.length === 0) return units;
  return tiers.reduce((counted, { floor, share }, index) => {
    const top = Math.min(units, tiers[index + 1]?.floor ?? units);
    return counted + share * Math.max(0, top - floor);
  }, 0);
}

/**
 * Equity of the pool as the line `constant + slope x`. In quote value an inverse position is the linear one of the same quantity and
 * entry; the coins of its pool count in full, as they are the currency of the account.
 */
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
    if (perX === null) constant += units * itemAt(prices, asset);
    else slope += units * perX;
  };
  for (const [index, { asset }] of account.collateral.entries()) {
    const units = itemAt(pool.collateral, index);
    if (asset === null) constant += units;
    else if (haircuts === 'full-value' || account.venue.contract === 'inverse') hold(asset, units);
    else {
      const haircut = Math.max(itemAt(account.venue.haircut, index), itemAt(haircuts, asset));
      hold(asset, countedUnits(itemAt(account.venue.sizeDiscount, index), units) * (1 - haircut));
    }
  }
  for (const index of pool.positions) {
    const { asset, quantity, entry } = itemAt(account.positions, index);
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
  const { venue } = account;
  const { constant, slope } = equityLine(account, pool, prices, haircuts, scan);
  const moving: MovingRequirement[] = [];
  let fixed = 0;
  let inProportion = 0;
  for (const index of pool.positions) {
    const position = itemAt(account.positions, index);
    const { asset, quantity, entry } = position;
    const brackets = itemAt(venue.maintenance, asset);
    const price = itemAt(prices, asset);
    const perX = scan(asset);
    const now = () => requirementOf(brackets, requiredNotional(venue, position, price));
    if (perX === null) fixed += now() * bracketWorth(venue, entry, price);
    else if (venue.contract === 'linear' && venue.maintenanceNotional === 'mark') {
      moving.push({ size: Math.abs(quantity) * perX, coin: null, brackets });
    } else if (venue.bracketsUnit === 'coin' && venue.maintenanceNotional === 'mark') {
      moving.push({ size: (Math.abs(quantity) * entry) / perX, coin: perX, brackets });
    } else if (isFixedInQuote(venue.contract, venue.maintenanceNotional)) fixed += now();
    // So many coins, whatever the price.
    else inProportion += now() * bracketWorth(venue, entry, perX);
  }
  return { constant: constant - fixed, slope: slope - inProportion, positions: moving };
}
