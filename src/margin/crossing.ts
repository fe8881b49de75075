import type { Bracket } from './account.ts';
import { bracketOf } from './requirement.ts';

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
