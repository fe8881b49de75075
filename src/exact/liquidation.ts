import type { Decimal } from 'decimal.js';
import { itemAt } from '../base/errors.ts';
import { type CloseOrder, closeAtMarket, halfPercent, orderOfAll, realise } from './closing.ts';
import { divide, divideDown, divideUp, inProportion, smaller, squareRoot, sum, zero } from './decimal.ts';
import { afterClose } from './ending.ts';
import { bracketIndex, type ExactBracket } from './inputs.ts';
import { pay } from './payments.ts';
import {
  bracketWorth,
  feePrice,
  headroomOver,
  openPositions,
  type PoolState,
  type PositionState,
  requirementOfPosition,
  requirementPrice,
  wealthOf,
} from './pool.ts';
import { countForced, type Fill, note, type SchemeRun } from './run.ts';

/** What a close was sized for, if it was: the level of cover, and what was missing to it. */
export interface Aim {
  readonly level: Decimal;
  readonly shortage: Decimal;
}

/**
 * Closes positions of one pool, or parts of them, together, by force and by market orders, with slippage, the taker fee and then the
 * liquidation fee of all of them. If that leaves the pool empty, it ends.
 */
export function closeByForce(
  run: SchemeRun,
  pool: PoolState,
  orders: readonly CloseOrder[],
  aim: Aim | null = null,
): void {
  const fills = orders.map((order) => closeAtMarket(run, order, { kind: 'close', aim }));
  chargeLiquidationFee(run, pool, fills);
  countForced(run, pool, fills);
  afterClose(run, pool, fills, run.rules.remainder === 'forfeited');
}

/**
 * The venue takes over positions and collateral as they are: everything is closed at mark without any cost, and whatever the pool is
 * then worth is the venue's; below 0, it is bad debt.
 */
export function takeOver(run: SchemeRun, pool: PoolState, backstop: Decimal | null): void {
  const fills = openPositions(pool).map((position) =>
    realise(run, orderOfAll(position), { kind: 'takeover', backstop }),
  );
  countForced(run, pool, fills);
  afterClose(run, pool, fills, true);
}

/**
 * The liquidation fee goes to the insurance fund, so it is charged only as far as the pool can pay it: the fund would
 * otherwise owe itself what it cannot collect (so does dYdX, v4-chain, which caps it by the collateral left over). What
 * the pool can pay is split in proportion to the full fees of what was closed.
 */
function chargeLiquidationFee(run: SchemeRun, pool: PoolState, fills: readonly Fill[]): void {
  const full = fills.map(({ position, notional }) => itemAt(run.rules.liquidationFee, position.asset).times(notional));
  const payable = smaller(sum(full), wealthOf(pool, run));
  if (!payable.gt(0)) return;
  const parts = inProportion(payable, full);
  for (const [index, { position, notional }] of fills.entries()) {
    const fee = itemAt(parts, index);
    if (fee.isZero()) continue;
    pay(run, position, 'venue', fee);
    const rate = divide(fee, notional);
    note(run, pool, { kind: 'liquidation-fee', position: position.name, amount: fee.negated(), rate });
  }
}

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
  const { rules, market, usedDepth } = run;
  const { asset, pool } = position;
  const shortage = headroomOver(level, pool, run).negated();
  if (shortage.lte(0)) return { units: zero, shortage, suffices: true };

  const held = position.quantity.abs();
  const price = requirementPrice(position, run);
  const worth = bracketWorth(position, run);
  const required = requirementOfPosition(position, run);
  const fee = feePrice(position, run);
  const depth = itemAt(market.depths, asset);
  const impact = depth === null ? zero : divide(halfPercent, depth);
  const used = impact.times(itemAt(usedDepth, asset)).times(2);
  const cost = sum([rules.slippage, rules.takerFee, itemAt(rules.liquidationFee, asset), used]).times(fee);
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
  const brackets = itemAt(rules.maintenance, asset).slice(0, bracketIndex(rules, asset, notional) + 1);
  return brackets.toReversed().flatMap(({ rate, amount, floor, cap }) => {
    const nothing: Piece = { rate: zero, amount: zero, floor };
    if (rate.isZero()) return [nothing];
    const end = divide(amount, rate);
    if (!end.gt(floor)) return [{ rate, amount, floor }];
    return cap !== null && end.gte(cap) ? [nothing] : [{ rate, amount, floor: end }, nothing];
  });
}

/** Units to close for the requirement notional to fall to the cap of the next lower bracket, or just below it. */
export function sizeToLowerBracket(run: SchemeRun, position: PositionState): Decimal {
  const { rules } = run;
  const price = requirementPrice(position, run);
  const held = position.quantity.abs();
  const index = bracketIndex(rules, position.asset, held.times(price));
  const { floor } = itemAt(itemAt(rules.maintenance, position.asset), index);
  return held.minus(divideDown(floor, price));
}
