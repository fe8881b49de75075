/**
 * The lowest margin ratio at the steps between the ends of spans (`within-span.ts`). Few pools come near the lowest ratio of their
 * scheme within a span: a bound from the prices of the span clears the others, and only the rest is followed step by step.
 */
import { WITHOUT_SIGN } from '../accounts/pools';
import { formCollateralFloor } from '../accounts/units';
import { int, ROW, storeRow, VECTOR } from '../lanes';
import {
  clearance,
  clearRatio,
  collateralCount,
  collateralFloor,
  countedUnits,
  equityIntercept,
  lowestClearance,
  lowestMarginRatio,
  lowestRatio,
  movable,
  nextMarginRatio,
  poolSlots,
  positionCount,
  quantity,
  schemePools,
  slotPosition,
  worstExposures,
} from '../layout';
import { doubles } from '../prices/prices';
import { storeEight } from './growths';
import { followPool } from './pool-ratios';

/**
 * Lowers the lowest margin ratio of a scheme to that of its pools at some steps; its exposures and the growths must stand. `quiet`
 * says that nothing happens in the whole span: then the ratio at its end will count, too, and only what is lower matters.
 */
export function watchRatios<T extends number>(scheme: i32, from: i32, to: i32, quiet: bool): void {
  const schemeRow = <usize>scheme * ROW;
  const lowest = lowestMarginRatio + schemeRow;
  const known = (quiet ? nextMarginRatio : lowestMarginRatio) + schemeRow;
  // Far above the rounding of the sums that are followed: a term adds 2^-24 in single precision.
  const slack = f64x2.splat(<f64>(positionCount + collateralCount + 16) / 1048576);
  storeEight<T>(
    lowestRatio,
    v128.load(lowest),
    v128.load(lowest, VECTOR),
    v128.load(lowest, 2 * VECTOR),
    v128.load(lowest, 3 * VECTOR),
  );
  storeRow(
    clearRatio,
    clearing(v128.load(known), slack),
    clearing(v128.load(known, VECTOR), slack),
    clearing(v128.load(known, 2 * VECTOR), slack),
    clearing(v128.load(known, 3 * VECTOR), slack),
  );
  if (screenRatios<T>(scheme, from, to)) keepLowest<T>(lowest);
}

/**
 * The ratio above which a pool is clear of `lowest` whatever the rounding; none where the bound below does not hold.
 * @inline
 */
function clearing(lowest: v128, slack: v128): v128 {
  const one = f64x2.splat(1);
  const clear = f64x2.add(lowest, f64x2.mul(slack, f64x2.add(one, f64x2.abs(lowest))));
  return v128.bitselect(clear, f64x2.splat(Infinity), f64x2.le(f64x2.abs(clear), one));
}

/**
 * Follows the pools of a scheme that may come below its lowest ratio r; false if there are none. A pool is clear if equity - r
 * notional stays above 0, a sum of q P (1 - r) over long and of q P (1 + r) over short positions: least at the low price of the
 * one and the high price of the other, as long as r is between -1 and 1. A closed pool has an equity of Infinity.
 */
function screenRatios<T extends number>(scheme: i32, from: i32, to: i32): bool {
  const ranks = slotPosition;
  const pools = poolSlots;
  const worst = worstExposures;
  const clear = clearRatio;
  const withoutSign = v128.load64_splat(WITHOUT_SIGN);
  const first = int(schemePools, scheme);
  const last = int(schemePools, scheme + 1);
  let lowestA = f64x2.splat(Infinity);
  let lowestB = f64x2.splat(Infinity);
  let lowestC = f64x2.splat(Infinity);
  let lowestD = f64x2.splat(Infinity);
  let slot = int(pools, first);
  let place = <usize>first * ROW;
  for (let pool = first; pool < last; pool++) {
    const from = equityIntercept + place;
    let equityA = v128.load(from);
    let equityB = v128.load(from, VECTOR);
    let equityC = v128.load(from, 2 * VECTOR);
    let equityD = v128.load(from, 3 * VECTOR);
    let notionalA = f64x2.splat(0);
    let notionalB = f64x2.splat(0);
    let notionalC = f64x2.splat(0);
    let notionalD = f64x2.splat(0);
    for (const end = int(pools, pool + 1); slot < end; slot++) {
      const exposure = worst + <usize>int(ranks, slot) * ROW;
      let valueA = v128.load(exposure);
      let valueB = v128.load(exposure, VECTOR);
      let valueC = v128.load(exposure, 2 * VECTOR);
      let valueD = v128.load(exposure, 3 * VECTOR);
      // One that policies move may be in another slot.
      if (movable) {
        const amount = quantity + <usize>slot * ROW;
        const zero = f64x2.splat(0);
        valueA = v128.and(valueA, f64x2.ne(v128.load(amount), zero));
        valueB = v128.and(valueB, f64x2.ne(v128.load(amount, VECTOR), zero));
        valueC = v128.and(valueC, f64x2.ne(v128.load(amount, 2 * VECTOR), zero));
        valueD = v128.and(valueD, f64x2.ne(v128.load(amount, 3 * VECTOR), zero));
      }
      equityA = f64x2.add(equityA, valueA);
      equityB = f64x2.add(equityB, valueB);
      equityC = f64x2.add(equityC, valueC);
      equityD = f64x2.add(equityD, valueD);
      notionalA = f64x2.add(notionalA, v128.and(valueA, withoutSign));
      notionalB = f64x2.add(notionalB, v128.and(valueB, withoutSign));
      notionalC = f64x2.add(notionalC, v128.and(valueC, withoutSign));
      notionalD = f64x2.add(notionalD, v128.and(valueD, withoutSign));
    }
    for (let c = 0; c < collateralCount; c++) {
      formCollateralFloor(countedUnits + <usize>(pool * collateralCount + c) * ROW, c);
      equityA = f64x2.add(equityA, v128.load(collateralFloor));
      equityB = f64x2.add(equityB, v128.load(collateralFloor, VECTOR));
      equityC = f64x2.add(equityC, v128.load(collateralFloor, 2 * VECTOR));
      equityD = f64x2.add(equityD, v128.load(collateralFloor, 3 * VECTOR));
    }
    equityA = f64x2.sub(equityA, f64x2.mul(notionalA, v128.load(clear)));
    equityB = f64x2.sub(equityB, f64x2.mul(notionalB, v128.load(clear, VECTOR)));
    equityC = f64x2.sub(equityC, f64x2.mul(notionalC, v128.load(clear, 2 * VECTOR)));
    equityD = f64x2.sub(equityD, f64x2.mul(notionalD, v128.load(clear, 3 * VECTOR)));
    // What is not a number is no reason to follow: a closed pool, where every ratio is followed.
    lowestA = f64x2.pmin(lowestA, equityA);
    lowestB = f64x2.pmin(lowestB, equityB);
    lowestC = f64x2.pmin(lowestC, equityC);
    lowestD = f64x2.pmin(lowestD, equityD);
    storeRow(clearance + place, equityA, equityB, equityC, equityD);
    place += ROW;
  }
  storeRow(lowestClearance, lowestA, lowestB, lowestC, lowestD);
  if (!anyBelow(lowestClearance)) return false;
  for (let pool = first; pool < last; pool++) {
    if (anyBelow(clearance + <usize>pool * ROW)) followPool<T>(pool, from, to);
  }
  return true;
}

/** Whether a row has a number below 0. @inline */
function anyBelow(row: usize): bool {
  const zero = f64x2.splat(0);
  const a = v128.or(f64x2.lt(v128.load(row), zero), f64x2.lt(v128.load(row, VECTOR), zero));
  const b = v128.or(f64x2.lt(v128.load(row, 2 * VECTOR), zero), f64x2.lt(v128.load(row, 3 * VECTOR), zero));
  return v128.any_true(v128.or(a, b));
}

/** Takes over the lowest ratios where they are lower than before in the precision they were found in. */
function keepLowest<T extends number>(place: usize): void {
  for (let pair: usize = 0; pair < ROW / VECTOR; pair++) {
    const before = v128.load(place + pair * VECTOR);
    const found = doubles<T>(lowestRatio, pair);
    const lower = f64x2.lt(found, rounded<T>(before));
    v128.store(place + pair * VECTOR, v128.bitselect(found, before, lower));
  }
}

/** Doubles rounded to the precision of T. @inline */
function rounded<T extends number>(value: v128): v128 {
  if (sizeof<T>() == 4) return f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(value));
  return value;
}
