/**
 * How far every price has come since the start of the block, e^x - 1, at the steps that are watched between the ends of spans: in
 * the precision of the returns, as the sums over them are.
 */

import { shareAt } from '../accounts/units';
import { done } from '../clock';
import { column, double, int, LANES, row, storeBoth, storeRow, VECTOR } from '../lanes';
import {
  collateralAsset,
  collateralCount,
  collateralValues,
  growths,
  price,
  priced,
  pricedCount,
  returns,
} from '../layout';
import { grown, SMALL } from '../prices/growth';
import { doubles, largeSpan } from '../prices/prices';

/** e^x - 1 over x for |x| <= SMALL in single precision: relative error 1.1e-8 of a price change. */
const GROWTH = memory.data<f32>([
  0.001394858678186044, 0.008369150631038796, 0.04166624061540648, 0.16666505234869497, 0.5000000080831083,
  1.0000000107754075,
]);

/** The growths of every asset and collateral asset at some steps of the span. */
export function formGrowths<T extends number>(from: i32, to: i32): void {
  const size = <usize>(to - from + 1) * row<T>();
  for (let p = 0; p < pricedCount; p++) {
    const place = <usize>int(priced, p) * column<T>() + <usize>from * row<T>();
    if (sizeof<T>() == 4) growSmall(returns + place, growths + place, growths + place + size);
    if (sizeof<T>() == 8 || largeSpan == done) growAny<T>(place, place + size);
  }
  for (let c = 0; c < collateralCount; c++) formCollateralValue<T>(c, from, to);
}

/** In single precision, for small returns, a step at a time. All coefficients stay in registers, as they cannot elsewhere. */
function growSmall(from: usize, to: usize, end: usize): void {
  const k5 = v128.load32_splat(GROWTH);
  const k4 = v128.load32_splat(GROWTH + 4);
  const k3 = v128.load32_splat(GROWTH + 8);
  const k2 = v128.load32_splat(GROWTH + 12);
  const k1 = v128.load32_splat(GROWTH + 16);
  const k0 = v128.load32_splat(GROWTH + 20);
  for (; to < end; to += row<f32>()) {
    const x = v128.load(from);
    const y = v128.load(from, VECTOR);
    let a = f32x4.add(f32x4.mul(k5, x), k4);
    let b = f32x4.add(f32x4.mul(k5, y), k4);
    a = f32x4.add(f32x4.mul(a, x), k3);
    b = f32x4.add(f32x4.mul(b, y), k3);
    a = f32x4.add(f32x4.mul(a, x), k2);
    b = f32x4.add(f32x4.mul(b, y), k2);
    a = f32x4.add(f32x4.mul(a, x), k1);
    b = f32x4.add(f32x4.mul(b, y), k1);
    a = f32x4.add(f32x4.mul(a, x), k0);
    b = f32x4.add(f32x4.mul(b, y), k0);
    v128.store(to, f32x4.mul(b, y), VECTOR);
    v128.store(to, f32x4.mul(a, x));
    from += row<f32>();
  }
}

/**
 * In doubles and for any returns, from place `from` to place `end` of the columns. In single precision small returns keep what
 * they have: a lane must not depend on its neighbours.
 */
function growAny<T extends number>(from: usize, end: usize): void {
  const one = f64x2.splat(1);
  for (let place = from; place < end; place += 2 * sizeof<T>()) {
    const x = doubles<T>(returns + place, 0);
    let growth = f64x2.sub(grown<T>(one, x), one);
    if (sizeof<T>() == 4) {
      const large = f64x2.gt(f64x2.abs(x), f64x2.splat(SMALL));
      growth = v128.bitselect(growth, doubles<T>(growths + place, 0), large);
    }
    storePair<T>(growths + place, growth);
  }
}

/** What a unit of a collateral asset counts for: share * price * (1 + growth). */
function formCollateralValue<T extends number>(c: i32, from: i32, to: i32): void {
  const asset = int(collateralAsset, c);
  const growth = growths + <usize>asset * column<T>();
  const target = collateralValues + <usize>c * column<T>();
  for (let k = from * LANES; k < (to + 1) * LANES; k++) {
    const lane = k % LANES;
    const offset = <usize>k * sizeof<T>();
    const worth =
      shareAt(c, k / LANES, lane) * double(price, asset * LANES + lane) * (1 + <f64>load<T>(growth + offset));
    store<T>(target + offset, <T>worth);
  }
}

/** Stores two doubles as two numbers of T. @inline */
function storePair<T extends number>(place: usize, value: v128): void {
  if (sizeof<T>() == 4) v128.store64_lane(place, f32x4.demote_f64x2_zero(value), 0);
  else v128.store(place, value);
}

/** Stores a row of doubles as a row of T. @inline */
export function storeEight<T extends number>(place: usize, a: v128, b: v128, c: v128, d: v128): void {
  if (sizeof<T>() == 4) {
    const first = i64x2.shuffle(f32x4.demote_f64x2_zero(a), f32x4.demote_f64x2_zero(b), 0, 2);
    const second = i64x2.shuffle(f32x4.demote_f64x2_zero(c), f32x4.demote_f64x2_zero(d), 0, 2);
    storeBoth(place, first, second);
  } else {
    storeRow(place, a, b, c, d);
  }
}
