import { itemAt } from '../base/errors.ts';
import type { Account, Bracket, Pool, SizeTier } from './account.ts';
import { bracketOf, bracketWorth, isFixedInQuote, requiredNotional, requirementOf } from './requirement.ts';

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

/**
 * Equity minus requirement of a pool as a function of one number x > 0: a price, or a common factor of all prices.
 * Equity less the requirements that are constant or in proportion to x is `constant + slope x`; the others come on top.
 */
export interface Margin {
  readonly constant: number;
  readonly slope: number;
  readonly positions: readonly MovingRequirement[];
}

/**
 * The requirement of a position whose bracket changes with x. Its notional is `size x` in quote; or, where the brackets of an inverse
 * contract are in coins, `size / x` coins, of which each is worth `coin x`.
 */
export interface MovingRequirement {
  readonly size: number;
  /** null: in quote. */
  readonly coin: number | null;
  readonly brackets: readonly Bracket[];
}

/** A stretch low < x <= high on which equity minus requirement is the straight line intercept + gradient x. */
interface Stretch {
  readonly low: number;
  readonly high: number;
  readonly intercept: number;
  readonly gradient: number;
}

/** Equity minus requirement at x; `x` lies in the stretch of each bracket as the venue draws the bounds. */
export function marginAt(margin: Margin, x: number): number {
  const line = lineAt(margin, x);
  return line.intercept + line.gradient * x;
}

/**
 * The x > 0 nearest to `now` at which equity equals the requirement, or at which it falls below it by a jump between
 * two brackets; null if there is none. Of two at the same distance, the lower one.
 *
 * Requirements are piecewise linear in x, so every stretch between two bracket bounds is solved as a straight line: no
 * iteration and no tolerance. Deciding by the signs at the ends keeps a root that rounding puts beside a bound.
 */
export function nearestCrossing(margin: Margin, now: number): number | null {
  const found: number[] = [];
  let before: number | null = null;
  for (const stretch of stretches(margin)) {
    const atLow = value(stretch, stretch.low);
    if (before !== null && before > 0 !== atLow > 0) found.push(stretch.low);
    const root = rootIn(stretch, atLow, now);
    if (root !== null) found.push(root);
    before = value(stretch, stretch.high);
  }
  const above = found.filter((x) => x > 0 && Number.isFinite(x));
  return above.length === 0 ? null : above.reduce((best, x) => (Math.abs(x - now) < Math.abs(best - now) ? x : best));
}

/** The stretches from 0 to infinity, ascending. Their bounds: bracket floors, and where a requirement leaves 0. */
function stretches(margin: Margin): Stretch[] {
  const bounds = new Set<number>();
  for (const { size, coin, brackets } of margin.positions) {
    const xOf = (notional: number) => (coin === null ? notional / size : size / notional);
    for (const { floor, rate, amount } of brackets) {
      bounds.add(xOf(floor));
      if (rate > 0) bounds.add(xOf(amount / rate));
    }
  }
  const lows = [0, ...[...bounds].filter((bound) => bound > 0 && Number.isFinite(bound)).toSorted((a, b) => a - b)];
  return lows.map((low, index) => {
    const high = lows[index + 1] ?? Number.POSITIVE_INFINITY;
    const inside = high === Number.POSITIVE_INFINITY ? 2 * low + 1 : low + (high - low) / 2;
    const { intercept, gradient } = lineAt(margin, inside);
    return { low, high, intercept, gradient };
  });
}

function lineAt({ constant, slope, positions }: Margin, x: number): { intercept: number; gradient: number } {
  let intercept = constant;
  let gradient = slope;
  for (const { size, coin, brackets } of positions) {
    const notional = coin === null ? size * x : size / x;
    const { rate, amount } = bracketOf(brackets, notional);
    if (rate * notional <= amount) continue;
    intercept += coin === null ? amount : -rate * size * coin;
    gradient += coin === null ? -rate * size : amount * coin;
  }
  return { intercept, gradient };
}

function value({ intercept, gradient }: Stretch, x: number): number {
  if (x === Number.POSITIVE_INFINITY) return gradient === 0 ? intercept : gradient * x;
  return intercept + gradient * x;
}

/** Where the line of a stretch meets 0; on a line that lies on 0, the point nearest to `now`. */
function rootIn(stretch: Stretch, atLow: number, now: number): number | null {
  const { low, high, intercept, gradient } = stretch;
  const atHigh = value(stretch, high);
  if (atLow > 0 === atHigh > 0 && atLow < 0 === atHigh < 0) {
    return atLow === 0 ? Math.min(Math.max(now, low), high) : null;
  }
  return Math.min(Math.max(-intercept / gradient, low), high);
}
