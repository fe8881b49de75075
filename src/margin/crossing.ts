import { itemAt } from '../base/errors.ts';
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
  const changes = changesAt(margin);
  const lows = [...changes.keys()].toSorted((a, b) => a - b);
  const found: number[] = [];
  for (const index of openStretches(changes, lows, margin.positions.length)) {
    const stretch = stretchAt(margin, lows, index);
    const atLow = value(stretch, stretch.low);
    if (index > 0) {
      const before = value(stretchAt(margin, lows, index - 1), stretch.low);
      if (before > 0 !== atLow > 0) found.push(stretch.low);
    }
    const root = rootIn(stretch, atLow, now);
    if (root !== null) found.push(root);
  }
  const above = found.filter((x) => x > 0 && Number.isFinite(x));
  return above.length === 0 ? null : above.reduce((best, x) => (Math.abs(x - now) < Math.abs(best - now) ? x : best));
}

/** Where the requirement of a position bends or jumps, above 0: bracket floors, and where it leaves 0. */
function boundsOf({ size, coin, brackets }: MovingRequirement): number[] {
  const xOf = (notional: number) => (coin === null ? notional / size : size / notional);
  return brackets
    .flatMap(({ floor, rate, amount }) => (rate > 0 ? [xOf(floor), xOf(amount / rate)] : [xOf(floor)]))
    .filter((bound) => bound > 0 && Number.isFinite(bound));
}

/**
 * Indices of the stretches that may hold a crossing. In a large book there are as many stretches as positions times brackets, and a line is
 * a sum over all positions. So the line is carried from stretch to stretch by what changes at each bound; where it stays on one side of 0
 * by more than the rounding of that sum can be, there is nothing to be found.
 */
function openStretches(changes: ReadonlyMap<number, Change>, lows: readonly number[], positions: number): number[] {
  const rounding = 4 * Number.EPSILON * (lows.length + positions + 2);
  let [intercept, gradient, intercepts, gradients] = [0, 0, 0, 0];
  const sideAt = (x: number) => {
    const middle = intercept + gradient * x;
    return Math.abs(middle) > rounding * (intercepts + gradients * x) ? Math.sign(middle) : 0;
  };
  const open: number[] = [];
  for (const [index, low] of lows.entries()) {
    const before = index === 0 ? null : sideAt(low);
    const change = changes.get(low)!;
    intercept += change.intercept;
    gradient += change.gradient;
    intercepts += change.intercepts;
    gradients += change.gradients;
    const side = sideAt(low);
    const high = lows[index + 1];
    const isClear = high !== undefined && side !== 0 && side === sideAt(high) && (before === null || side === before);
    if (!isClear) open.push(index);
  }
  return open;
}

/** How a line changes at a bound, and the sums of the absolute values of what that is made of. */
interface Change {
  intercept: number;
  gradient: number;
  intercepts: number;
  gradients: number;
}

/** By bound; at 0 stands the line of the first stretch. */
function changesAt({ constant, slope, positions }: Margin): Map<number, Change> {
  const start = { intercept: constant, gradient: slope, intercepts: Math.abs(constant), gradients: Math.abs(slope) };
  const changes = new Map<number, Change>([[0, start]]);
  for (const position of positions) {
    const alone = { constant: 0, slope: 0, positions: [position] };
    const lows = [0, ...new Set(boundsOf(position))].toSorted((a, b) => a - b);
    let before = { intercept: 0, gradient: 0 };
    for (const [index, low] of lows.entries()) {
      const line = stretchAt(alone, lows, index);
      const change = changes.get(low) ?? { intercept: 0, gradient: 0, intercepts: 0, gradients: 0 };
      change.intercept += line.intercept - before.intercept;
      change.gradient += line.gradient - before.gradient;
      change.intercepts += Math.abs(line.intercept) + Math.abs(before.intercept);
      change.gradients += Math.abs(line.gradient) + Math.abs(before.gradient);
      changes.set(low, change);
      before = line;
    }
  }
  return changes;
}

/** The stretch from one bound to the next, or to infinity. */
function stretchAt(margin: Margin, lows: readonly number[], index: number): Stretch {
  const low = itemAt(lows, index);
  const high = lows[index + 1] ?? Number.POSITIVE_INFINITY;
  const inside = high === Number.POSITIVE_INFINITY ? 2 * low + 1 : low + (high - low) / 2;
  return { low, high, ...lineAt(margin, inside) };
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
