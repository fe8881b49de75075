import type { Decimal } from 'decimal.js';
import { at } from '../margin/at.ts';
import { divide, divideDown, divideUp, squareRoot, sum, zero } from './decimal.ts';
import { halfPercent } from './depth.ts';
import { equityOf, requirementOfPool } from './pool.ts';
import { bracketWorth, feePrice, type PositionState, requirementOfPosition, requirementPrice } from './position.ts';
import { bracketIndex, type ExactBracket } from './rules.ts';
import type { SchemeRun } from './run.ts';

/** How much of a position is to be closed, and what was missing. */
export interface Size {
  /** Units, without sign; all there are if no part suffices. */
  readonly units: Decimal;
  /** level * requirement - equity. */
  readonly shortage: Decimal;
  /** Whether a part suffices. */
  readonly suffices: boolean;
}

/**
 * The least part of a position whose close by a market order brings the equity of its pool to `level` times the requirement.
 *
 * Closing y of Q units (fee price f, requirement price p) leaves the notional m = p (Q - y) in the piece r m - a of the requirement, of
 * which a unit is worth v. It frees R(Q) - v (r m - a) of the requirement and costs (s + t + l) n + 0.5 % (2 u + n) n / depth for
 * n = f y: slippage, taker and liquidation fee, and the impact with u used up. (The order is not so large that it would lose more than
 * everything.) So on each piece, with S missing,
 *   equity - level * requirement = B y - H y^2 - C,
 *   B = level v r p - (s + t + l + 2 u h) f,  H = h f^2,  h = 0.5 % / depth,  C = S - level (R(Q) - v (r p Q - a)),
 * which rises through 0 at y = 2 C / (B + sqrt(B^2 - 4 H C)). Pieces are gone through from the whole position down. Where the table jumps,
 * the bound between two pieces itself can be the answer: it belongs to the lower one.
 */
export function sizeToRestore(run: SchemeRun, position: PositionState, level: Decimal): Size {
  const { rules, world, usedDepth } = run;
  const { asset, pool } = position;
  const shortage = level.times(requirementOfPool(pool, world, rules)).minus(equityOf(pool, world, rules));
  if (shortage.lte(0)) return { units: zero, shortage, suffices: true };

  const held = position.quantity.abs();
  const price = requirementPrice(position, world, rules);
  const worth = bracketWorth(position, world, rules);
  const required = requirementOfPosition(position, world, rules);
  const fee = feePrice(position, world, rules);
  const depth = at(world.depths, asset);
  const impact = depth === null ? zero : divide(halfPercent, depth);
  const used = impact.times(at(usedDepth, asset)).times(2);
  const cost = sum([rules.slippage, rules.takerFee, at(rules.liquidationFee, asset), used]).times(fee);
  const curve = impact.times(fee).times(fee);

  let from = zero;
  for (const { rate, amount, floor } of piecesDown(run, asset, held.times(price))) {
    const to = held.minus(divideDown(floor, price));
    const gain = level.times(worth).times(rate).times(price).minus(cost);
    const line = worth.times(rate.times(price).times(held).minus(amount));
    const short = shortage.minus(level.times(required.minus(line)));
    const units = firstAtLeast({ gain, curve, short }, from, to);
    if (units !== null && units.lt(held)) return { units, shortage, suffices: true };
    from = to;
  }
  return { units: held, shortage, suffices: false };
}

/** gain y - curve y^2 - short. */
interface Parabola {
  readonly gain: Decimal;
  readonly curve: Decimal;
  readonly short: Decimal;
}

/** The least y of a piece (from <= y < to) at which a parabola is not below 0, rounded up; null if there is none. */
function firstAtLeast({ gain, curve, short }: Parabola, from: Decimal, to: Decimal): Decimal | null {
  const atStart = gain.minus(curve.times(from)).times(from).minus(short);
  if (from.gt(0) && atStart.gte(0)) return from;
  const discriminant = gain.times(gain).minus(curve.times(short).times(4));
  if (!gain.gt(0) || !short.gt(0) || discriminant.lt(0)) return null;
  const root = divideUp(short.times(2), gain.plus(squareRoot(discriminant)));
  return root.gte(from) && root.lt(to) ? root : null;
}

type Piece = Pick<ExactBracket, 'rate' | 'amount' | 'floor'>;

/** The pieces of the requirement from a notional down: each bracket, cut where rate n - amount becomes 0 and stays there. */
function piecesDown({ rules }: SchemeRun, asset: number, notional: Decimal): Piece[] {
  const brackets = at(rules.maintenance, asset).slice(0, bracketIndex(rules, asset, notional) + 1);
  return brackets.toReversed().flatMap(({ rate, amount, floor, cap }) => {
    const nothing: Piece = { rate: zero, amount: zero, floor };
    if (rate.isZero()) return [nothing];
    const end = divide(amount, rate);
    if (!end.gt(floor)) return [{ rate, amount, floor }];
    return cap !== null && end.gte(cap) ? [nothing] : [{ rate, amount, floor: end }, nothing];
  });
}

/** Units to close for the requirement notional to fall to the cap of the next lower bracket, or just below it. */
export function sizeToLowerBracket({ rules, world }: SchemeRun, position: PositionState): Decimal {
  const price = requirementPrice(position, world, rules);
  const held = position.quantity.abs();
  const index = bracketIndex(rules, position.asset, held.times(price));
  const { floor } = at(at(rules.maintenance, position.asset), index);
  return held.minus(divideDown(floor, price));
}
