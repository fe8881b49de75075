/**
 * What one unit of each position adds to the sums of its pools and schemes. It is the same under every scheme, so it is formed once
 * per position and the sweep over the pools has one multiplication left for each.
 */

import { regimeChanges, switched } from '../block';
import { settles, spanFrom, spanTo } from '../clock';
import { double, int, LANES, ROW, setDouble, storeRow, VECTOR } from '../lanes';
import {
  collateralAsset,
  collateralCount,
  collateralFloor,
  collateralShare,
  eitherEnd,
  fundingDue,
  fundingIndex,
  high,
  isInverse,
  laneCollateralShare,
  low,
  mark,
  pieceAmount,
  pieceRate,
  pieceStart,
  positionAsset,
  positionCount,
  positionSign,
  positionStart,
  positionUnit,
  regime,
  regimes,
  unitCollateralFloor,
  unitCollateralValue,
  unitFundingDue,
  unitHeadroom,
  unitProfit,
} from '../layout';

/** What a unit pays at the end of the span; nothing where no funding is settled. */
export function formFundingDue(): void {
  if (!settles) {
    memory.fill(unitFundingDue, 0, <usize>positionCount * ROW);
    return;
  }
  let to = unitFundingDue;
  for (let position = 0; position < positionCount; position++) {
    const unit = v128.load64_splat(positionUnit + ((<usize>position) << 3));
    const from = fundingDue + <usize>int(positionAsset, position) * ROW;
    const a = f64x2.mul(unit, v128.load(from));
    const b = f64x2.mul(unit, v128.load(from, VECTOR));
    const c = f64x2.mul(unit, v128.load(from, 2 * VECTOR));
    const d = f64x2.mul(unit, v128.load(from, 3 * VECTOR));
    storeRow(to, a, b, c, d);
    to += ROW;
  }
}

/**
 * The least that a unit can add to headroom (equity less requirement): price less requirement at the worse end of the span, the low end for a long position,
 * the high end for a short one.
 *
 * The requirement is bounded by the largest of its affine pieces, which it equals where a table is convex (all published ones
 * are). A convex requirement that is 0 at size 0 grows in proportion at least: so what holds per unit at full size holds for what
 * is left of a position after a partial close, too. Where rates are at most 1 no other price of the span is worse
 * (`boundOtherEnds` has the rest).
 */
export function boundHeadrooms(): void {
  let first = 0;
  let to = unitHeadroom;
  for (let position = 0; position < positionCount; position++) {
    const asset = <usize>int(positionAsset, position) * ROW;
    const isLong = double(positionSign, position) > 0;
    const sign = v128.load64_splat(positionSign + ((<usize>position) << 3));
    const from = (isLong ? low : high) + asset;
    const end = int(pieceStart, position + 1);
    const a = v128.load(from);
    const b = v128.load(from, VECTOR);
    const c = v128.load(from, 2 * VECTOR);
    const d = v128.load(from, 3 * VECTOR);
    let requiredA = f64x2.splat(0);
    let requiredB = requiredA;
    let requiredC = requiredA;
    let requiredD = requiredA;
    for (let piece = first; piece < end; piece++) {
      const rate = v128.load64_splat(pieceRate + ((<usize>piece) << 3));
      const amount = v128.load64_splat(pieceAmount + ((<usize>piece) << 3));
      requiredA = f64x2.pmax(requiredA, f64x2.sub(f64x2.mul(rate, a), amount));
      requiredB = f64x2.pmax(requiredB, f64x2.sub(f64x2.mul(rate, b), amount));
      requiredC = f64x2.pmax(requiredC, f64x2.sub(f64x2.mul(rate, c), amount));
      requiredD = f64x2.pmax(requiredD, f64x2.sub(f64x2.mul(rate, d), amount));
    }
    storeRow(
      to,
      f64x2.sub(a, f64x2.mul(sign, requiredA)),
      f64x2.sub(b, f64x2.mul(sign, requiredB)),
      f64x2.sub(c, f64x2.mul(sign, requiredC)),
      f64x2.sub(d, f64x2.mul(sign, requiredD)),
    );
    to += ROW;
    first = end;
  }
}

/**
 * The same for positions that may stand worse at the other end: a requirement that rises faster than a long position, or falls faster
 * than a short one gains (brackets in the settlement asset hold more of it as the price falls). The largest of affine pieces is convex, so headroom is
 * concave in the price: the worse of the two ends bounds it. Few positions are such.
 */
export function boundOtherEnds(): void {
  for (let position = 0; position < positionCount; position++) {
    if (!int(eitherEnd, position)) continue;
    const sign = double(positionSign, position);
    const other = (sign > 0 ? high : low) + <usize>int(positionAsset, position) * ROW;
    const to = unitHeadroom + <usize>position * ROW;
    for (let lane = 0; lane < LANES; lane++) {
      const price = double(other, lane);
      let required: f64 = 0;
      for (let piece = int(pieceStart, position); piece < int(pieceStart, position + 1); piece++) {
        required = max(required, double(pieceRate, piece) * price - double(pieceAmount, piece));
      }
      const headroom = price - sign * required;
      // A short position holds less than nothing: its least is that of the largest.
      setDouble(to, lane, sign > 0 ? min(double(to, lane), headroom) : max(double(to, lane), headroom));
    }
  }
}

/** The least that a unit of each collateral asset can count for: its lowest price at the least share under the regimes of the span. */
export function boundCollateral(): void {
  if (!switched) {
    formCollateralShares();
    valueCollateral(low, unitCollateralFloor);
    return;
  }
  for (let c = 0; c < collateralCount; c++) {
    const least = low + <usize>int(collateralAsset, c) * ROW;
    for (let lane = 0; lane < LANES; lane++) {
      let share = shareAt(c, spanFrom, lane);
      for (let step = spanFrom + 1; step <= spanTo; step++) share = min(share, shareAt(c, step, lane));
      setDouble(unitCollateralFloor + <usize>c * ROW, lane, share * double(least, lane));
    }
  }
}

/** The regimes that `laneCollateralShare` stands for. */
let sharesOf: i32 = 0;

/** Shares that last as long as the regimes of the lanes do. */
function formCollateralShares(): void {
  if (sharesOf == regimeChanges) return;
  sharesOf = regimeChanges;
  for (let c = 0; c < collateralCount; c++) {
    for (let lane = 0; lane < LANES; lane++) {
      setDouble(
        laneCollateralShare + <usize>c * ROW,
        lane,
        double(collateralShare, int(regime, lane) * collateralCount + c),
      );
    }
  }
}

/** What a unit of each collateral asset counts for at the rows of prices at `priceRows`. */
function valueCollateral(priceRows: usize, target: usize): void {
  for (let c = 0; c < collateralCount; c++) {
    const share = laneCollateralShare + <usize>c * ROW;
    const price = priceRows + <usize>int(collateralAsset, c) * ROW;
    storeRow(
      target + <usize>c * ROW,
      f64x2.mul(v128.load(share), v128.load(price)),
      f64x2.mul(v128.load(share, VECTOR), v128.load(price, VECTOR)),
      f64x2.mul(v128.load(share, 2 * VECTOR), v128.load(price, 2 * VECTOR)),
      f64x2.mul(v128.load(share, 3 * VECTOR), v128.load(price, 3 * VECTOR)),
    );
  }
}

/**
 * The least that a row of amounts of a collateral asset can count for within the span, to `collateralFloor`. Pools that are settled in an asset can owe
 * some of it: a debt is largest at the highest price.
 * @inline
 */
export function formCollateralFloor(amounts: usize, c: i32): void {
  const worths = unitCollateralFloor + <usize>c * ROW;
  let lowestA = f64x2.mul(v128.load(amounts), v128.load(worths));
  let lowestB = f64x2.mul(v128.load(amounts, VECTOR), v128.load(worths, VECTOR));
  let lowestC = f64x2.mul(v128.load(amounts, 2 * VECTOR), v128.load(worths, 2 * VECTOR));
  let lowestD = f64x2.mul(v128.load(amounts, 3 * VECTOR), v128.load(worths, 3 * VECTOR));
  if (isInverse) {
    const highest = high + <usize>int(collateralAsset, c) * ROW;
    lowestA = f64x2.pmin(lowestA, f64x2.mul(v128.load(amounts), v128.load(highest)));
    lowestB = f64x2.pmin(lowestB, f64x2.mul(v128.load(amounts, VECTOR), v128.load(highest, VECTOR)));
    lowestC = f64x2.pmin(lowestC, f64x2.mul(v128.load(amounts, 2 * VECTOR), v128.load(highest, 2 * VECTOR)));
    lowestD = f64x2.pmin(lowestD, f64x2.mul(v128.load(amounts, 3 * VECTOR), v128.load(highest, 3 * VECTOR)));
  }
  storeRow(collateralFloor, lowestA, lowestB, lowestC, lowestD);
}

/** What a unit of each collateral asset counts for at the end of the span. */
export function formCollateralValues(): void {
  if (!switched) {
    valueCollateral(mark, unitCollateralValue);
    return;
  }
  for (let c = 0; c < collateralCount; c++) {
    const from = mark + <usize>int(collateralAsset, c) * ROW;
    for (let lane = 0; lane < LANES; lane++) {
      setDouble(unitCollateralValue + <usize>c * ROW, lane, shareAt(c, spanTo, lane) * double(from, lane));
    }
  }
}

/** Share of the value of a collateral asset that counts as collateral at a step of the block. */
export function shareAt(collateral: i32, step: i32, lane: i32): f64 {
  return double(collateralShare, int(regimes, step * LANES + lane) * collateralCount + collateral);
}

/**
 * What a unit has made since the start of the run, after the funding booked so far, at the rows of prices at `priceRows`.
 */
export function formProfits(priceRows: usize): void {
  let to = unitProfit;
  for (let position = 0; position < positionCount; position++) {
    const asset = <usize>int(positionAsset, position);
    const from = priceRows + asset * ROW;
    const index = fundingIndex + asset * ROW;
    const start = v128.load64_splat(positionStart + ((<usize>position) << 3));
    const unit = v128.load64_splat(positionUnit + ((<usize>position) << 3));
    storeRow(
      to,
      profit(v128.load(from), v128.load(index), start, unit),
      profit(v128.load(from, VECTOR), v128.load(index, VECTOR), start, unit),
      profit(v128.load(from, 2 * VECTOR), v128.load(index, 2 * VECTOR), start, unit),
      profit(v128.load(from, 3 * VECTOR), v128.load(index, 3 * VECTOR), start, unit),
    );
    to += ROW;
  }
}

/** @inline */
function profit(price: v128, index: v128, start: v128, unit: v128): v128 {
  return f64x2.sub(f64x2.sub(price, start), f64x2.mul(unit, index));
}
