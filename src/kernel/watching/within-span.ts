/**
 * Watching at every step: the steps before the end of a span, for experiments that ask for it. (The ends themselves are watched in
 * any case, by `span-end.ts`.)
 *
 * Everything is a sum of exposures times growths since the start of the block, q P (e^x - 1), in the precision of the returns: so
 * "mixed" sees these steps to 1e-7 of what moved, and f64 to its own precision. Prices of every step in doubles would cost twice
 * as much again.
 */

import { formProfits } from '../accounts/units';
import { blockFirst, spanFrom } from '../clock';
import { column, double, int, ROW, row, storeBoth, storeRow, VECTOR } from '../lanes';
import {
  collateralAsset,
  collateralCount,
  collateralExposure,
  dirty,
  exposures,
  growths,
  held,
  heldCollateral,
  high,
  highestPnl,
  low,
  maxDrawdown,
  pnlChanges,
  positionAsset,
  positionCount,
  positionSign,
  price,
  schemeCount,
  worstExposures,
} from '../layout';
import { doubles } from '../prices/prices';
import { formGrowths, storeEight } from './growths';
import { watchRatios } from './ratios';
import { copyDrawdown, profitOf, sumProfit } from './span-end';

/**
 * Looks at every account at some steps of the span: drawdown, and the lowest margin ratio of the open pools. Schemes to which
 * nothing has happened have the same exposures and the same drawdown: the first of them stands for all.
 *
 * `quiet` says that nothing happens in the whole span. If the block begins with it, the profits at its start are then those that
 * were found at the end of the last one.
 */
export function watchWithinSpan<T extends number>(from: i32, to: i32, quiet: bool): void {
  if (from > to) return;
  formGrowths<T>(from, to);
  const profitsStand = quiet && spanFrom == 0 && blockFirst > 1;
  if (!profitsStand) formProfits(price);
  let firstClean = -1;
  let exposuresStand = false;
  for (let scheme = 0; scheme < schemeCount; scheme++) {
    const isDirty = int(dirty, scheme) != 0;
    if (isDirty || !exposuresStand) weighPositions<T>(scheme);
    exposuresStand = !isDirty;
    watchRatios<T>(scheme, from, to, quiet);
    if (!isDirty) {
      if (firstClean >= 0) {
        copyDrawdown(firstClean, scheme);
        continue;
      }
      firstClean = scheme;
    }
    if (!profitsStand) sumProfit(scheme, price, profitOf(scheme));
    formChanges<T>(scheme, from, to);
    followProfit<T>(scheme, from, to);
  }
}

/** What a scheme's positions are worth at the block's start and at the worse end of the span, in canonical order. */
function weighPositions<T extends number>(scheme: i32): void {
  const signs = positionSign;
  let amount = held + <usize>(scheme * positionCount) * ROW;
  let to = exposures;
  let worst = worstExposures;
  for (let position = 0; position < positionCount; position++) {
    const asset = <usize>int(positionAsset, position) * ROW;
    const end = (double(signs, position) > 0 ? low : high) + asset;
    const start = price + asset;
    const amountA = v128.load(amount);
    const amountB = v128.load(amount, VECTOR);
    const amountC = v128.load(amount, 2 * VECTOR);
    const amountD = v128.load(amount, 3 * VECTOR);
    storeRow(
      worst,
      f64x2.mul(amountA, v128.load(end)),
      f64x2.mul(amountB, v128.load(end, VECTOR)),
      f64x2.mul(amountC, v128.load(end, 2 * VECTOR)),
      f64x2.mul(amountD, v128.load(end, 3 * VECTOR)),
    );
    storeEight<T>(
      to,
      f64x2.mul(amountA, v128.load(start)),
      f64x2.mul(amountB, v128.load(start, VECTOR)),
      f64x2.mul(amountC, v128.load(start, 2 * VECTOR)),
      f64x2.mul(amountD, v128.load(start, 3 * VECTOR)),
    );
    amount += ROW;
    to += row<T>();
    worst += ROW;
  }
}

/**
 * How an account's profit has changed since the start of the block: over its positions in canonical order, so that it does not
 * depend on how they are pooled, then over its collateral, that of the treasury included.
 */
function formChanges<T extends number>(scheme: i32, from: i32, to: i32): void {
  const end = <usize>(to + 1) * row<T>();
  for (let four = <usize>(from & ~3) * row<T>(); four < end; four += 4 * row<T>()) {
    for (let half: usize = 0; half < row<T>(); half += 2 * VECTOR) sumChanges<T>(four + half);
  }
  for (let c = 0; c < collateralCount; c++) addHeldCollateral<T>(scheme, c, <usize>from * row<T>(), end);
}

/** Two vectors of lanes in four steps, from the one at byte `place` of a column on. */
function sumChanges<T extends number>(place: usize): void {
  const assets = positionAsset;
  let exposure = exposures + (place % row<T>());
  let a0 = v128.splat<T>(<T>0);
  let b0 = a0;
  let a1 = a0;
  let b1 = a0;
  let a2 = a0;
  let b2 = a0;
  let a3 = a0;
  let b3 = a0;
  for (let position = 0; position < positionCount; position++) {
    const heldA = v128.load(exposure);
    const heldB = v128.load(exposure, VECTOR);
    const from = growths + place + <usize>int(assets, position) * column<T>();
    a0 = v128.add<T>(a0, v128.mul<T>(heldA, v128.load(from)));
    b0 = v128.add<T>(b0, v128.mul<T>(heldB, v128.load(from, VECTOR)));
    a1 = v128.add<T>(a1, v128.mul<T>(heldA, v128.load(from, row<T>())));
    b1 = v128.add<T>(b1, v128.mul<T>(heldB, v128.load(from, VECTOR + row<T>())));
    a2 = v128.add<T>(a2, v128.mul<T>(heldA, v128.load(from, 2 * row<T>())));
    b2 = v128.add<T>(b2, v128.mul<T>(heldB, v128.load(from, VECTOR + 2 * row<T>())));
    a3 = v128.add<T>(a3, v128.mul<T>(heldA, v128.load(from, 3 * row<T>())));
    b3 = v128.add<T>(b3, v128.mul<T>(heldB, v128.load(from, VECTOR + 3 * row<T>())));
    exposure += row<T>();
  }
  const to = pnlChanges + place;
  storeBoth(to, a0, b0);
  v128.store(to, b1, VECTOR + row<T>());
  v128.store(to, a1, row<T>());
  v128.store(to, b2, VECTOR + 2 * row<T>());
  v128.store(to, a2, 2 * row<T>());
  v128.store(to, b3, VECTOR + 3 * row<T>());
  v128.store(to, a3, 3 * row<T>());
}

/** Adds the changes of a collateral asset from byte `from` to byte `end` of its column. */
function addHeldCollateral<T extends number>(scheme: i32, c: i32, from: usize, end: usize): void {
  const asset = <usize>int(collateralAsset, c);
  const exposure = collateralExposure;
  const units = heldCollateral + <usize>(scheme * collateralCount + c) * ROW;
  const start = price + asset * ROW;
  storeEight<T>(
    exposure,
    f64x2.mul(v128.load(units), v128.load(start)),
    f64x2.mul(v128.load(units, VECTOR), v128.load(start, VECTOR)),
    f64x2.mul(v128.load(units, 2 * VECTOR), v128.load(start, 2 * VECTOR)),
    f64x2.mul(v128.load(units, 3 * VECTOR), v128.load(start, 3 * VECTOR)),
  );
  for (let offset = from; offset < end; offset += VECTOR) {
    const gain = v128.mul<T>(
      v128.load(exposure + (offset % row<T>())),
      v128.load(growths + asset * column<T>() + offset),
    );
    v128.store(pnlChanges + offset, v128.add<T>(v128.load(pnlChanges + offset), gain));
  }
}

/** Drawdown by the profit at every step: that at the block's start, and what has changed since. */
function followProfit<T extends number>(scheme: i32, from: i32, to: i32): void {
  const last = pnlChanges + <usize>to * row<T>();
  for (let pair: usize = 0; pair < ROW / VECTOR; pair++) {
    const place = <usize>scheme * ROW + pair * VECTOR;
    const start = v128.load(profitOf(scheme) + pair * VECTOR);
    let highest = v128.load(highestPnl + place);
    let drawdown = v128.load(maxDrawdown + place);
    for (let change = pnlChanges + <usize>from * row<T>(); change <= last; change += row<T>()) {
      const profit = f64x2.add(start, doubles<T>(change, pair));
      highest = f64x2.pmax(highest, profit);
      drawdown = f64x2.pmax(drawdown, f64x2.sub(highest, profit));
    }
    v128.store(highestPnl + place, highest);
    v128.store(maxDrawdown + place, drawdown);
  }
}
