/**
 * Watching at every step: the steps before the end of a span, for experiments that ask for it. (The ends themselves are watched in
 * any case, by `watch.ts`.)
 *
 * Everything is a sum of exposures times growths since the start of the block, q P (e^x - 1), in the precision of the returns: so
 * "mixed" sees these steps to 1e-7 of what moved, and f64 to its own precision. Prices of every step in doubles would cost twice
 * as much again.
 */
import { blockFirst, spanFrom } from './clock';
import { formGrowths, storeFour } from './growths';
import { column, double, int, ROW, row, VECTOR } from './lanes';
import {
  changes,
  coinAsset,
  coins,
  exposures,
  growths,
  held,
  heldCoin,
  high,
  highestPnl,
  low,
  maxDrawdown,
  positionAsset,
  positions,
  positionSign,
  price,
  schemes,
  starts,
  touched,
  worstExposures,
} from './layout';
import { doubles } from './prices';
import { watchRatios } from './ratios';
import { formProfits } from './units';
import { copyDrawdown, profitOf, sumProfit } from './watch';

/**
 * Looks at every account at some steps of the span: drawdown, and the lowest margin ratio of the open pools. Schemes to which
 * nothing has happened have the same exposures and the same drawdown: the first of them stands for all.
 *
 * `quiet` says that nothing happens in the whole span. If the block begins with it, the profits at its start are then those that
 * were found at the end of the last one.
 */
export function watchBetween<T>(from: i32, to: i32, quiet: bool): void {
  if (from > to) return;
  formGrowths<T>(from, to);
  const profitsStand = quiet && spanFrom == 0 && blockFirst > 1;
  if (!profitsStand) formProfits(price);
  let untouched = -1;
  let exposuresStand = false;
  for (let scheme = 0; scheme < schemes; scheme++) {
    const isTouched = int(touched, scheme) != 0;
    if (isTouched || !exposuresStand) weighPositions<T>(scheme);
    exposuresStand = !isTouched;
    watchRatios<T>(scheme, from, to, quiet);
    if (!isTouched) {
      if (untouched >= 0) {
        copyDrawdown(untouched, scheme);
        continue;
      }
      untouched = scheme;
    }
    if (!profitsStand) sumProfit(scheme, price, profitOf(scheme));
    formChanges<T>(scheme, from, to);
    followProfit<T>(scheme, from, to);
  }
}

/** What a scheme's positions are worth at the block's start and at the worse end of the span, in canonical order. */
function weighPositions<T>(scheme: i32): void {
  const signs = positionSign;
  let amount = held + <usize>(scheme * positions) * ROW;
  let to = exposures;
  let worst = worstExposures;
  for (let position = 0; position < positions; position++) {
    const asset = <usize>int(positionAsset, position) * ROW;
    const end = (double(signs, position) > 0 ? low : high) + asset;
    const start = price + asset;
    const a = v128.load(amount);
    const b = v128.load(amount, VECTOR);
    const c = v128.load(amount, 2 * VECTOR);
    const d = v128.load(amount, 3 * VECTOR);
    v128.store(worst, f64x2.mul(a, v128.load(end)));
    v128.store(worst, f64x2.mul(b, v128.load(end, VECTOR)), VECTOR);
    v128.store(worst, f64x2.mul(c, v128.load(end, 2 * VECTOR)), 2 * VECTOR);
    v128.store(worst, f64x2.mul(d, v128.load(end, 3 * VECTOR)), 3 * VECTOR);
    storeFour<T>(to, f64x2.mul(a, v128.load(start)), f64x2.mul(b, v128.load(start, VECTOR)));
    const upper = to + row<T>() / 2;
    storeFour<T>(upper, f64x2.mul(c, v128.load(start, 2 * VECTOR)), f64x2.mul(d, v128.load(start, 3 * VECTOR)));
    amount += ROW;
    to += row<T>();
    worst += ROW;
  }
}

/**
 * How an account's profit has changed since the start of the block: over its positions in canonical order, so that it does not
 * depend on how they are pooled, then over its coins, those of the treasury included.
 */
function formChanges<T>(scheme: i32, from: i32, to: i32): void {
  const end = <usize>(to + 1) * row<T>();
  for (let four = <usize>(from & ~3) * row<T>(); four < end; four += 4 * row<T>()) {
    for (let half: usize = 0; half < row<T>(); half += VECTOR) sumChanges<T>(four + half);
  }
  for (let c = 0; c < coins; c++) addHeldCoin<T>(scheme, c, <usize>from * row<T>(), end);
}

/** Four steps, from the one at byte `place` of a column on. */
function sumChanges<T>(place: usize): void {
  const assets = positionAsset;
  let exposure = exposures + (place % row<T>());
  let a = v128.splat<T>(0);
  let b = a;
  let c = a;
  let d = a;
  for (let position = 0; position < positions; position++) {
    const held = v128.load(exposure);
    const from = growths + place + <usize>int(assets, position) * column<T>();
    a = v128.add<T>(a, v128.mul<T>(held, v128.load(from)));
    b = v128.add<T>(b, v128.mul<T>(held, v128.load(from, row<T>())));
    c = v128.add<T>(c, v128.mul<T>(held, v128.load(from, 2 * row<T>())));
    d = v128.add<T>(d, v128.mul<T>(held, v128.load(from, 3 * row<T>())));
    exposure += row<T>();
  }
  const to = changes + place;
  v128.store(to, a);
  v128.store(to, b, row<T>());
  v128.store(to, c, 2 * row<T>());
  v128.store(to, d, 3 * row<T>());
}

/** Adds the changes of a coin from byte `from` to byte `end` of its column. */
function addHeldCoin<T>(scheme: i32, c: i32, from: usize, end: usize): void {
  const asset = <usize>int(coinAsset, c);
  const exposure = starts;
  const units = heldCoin + <usize>(scheme * coins + c) * ROW;
  for (let half: usize = 0; half < ROW; half += 2 * VECTOR) {
    const start = price + asset * ROW + half;
    const a = f64x2.mul(v128.load(units + half), v128.load(start));
    const b = f64x2.mul(v128.load(units + half, VECTOR), v128.load(start, VECTOR));
    storeFour<T>(exposure + half / (8 / sizeof<T>()), a, b);
  }
  for (let at = from; at < end; at += VECTOR) {
    const gain = v128.mul<T>(v128.load(exposure + (at % row<T>())), v128.load(growths + asset * column<T>() + at));
    v128.store(changes + at, v128.add<T>(v128.load(changes + at), gain));
  }
}

/** Drawdown by the profit at every step: that at the block's start, and what has changed since. */
function followProfit<T>(scheme: i32, from: i32, to: i32): void {
  const last = changes + <usize>to * row<T>();
  for (let pair: usize = 0; pair < ROW / VECTOR; pair++) {
    const place = <usize>scheme * ROW + pair * VECTOR;
    const start = v128.load(profitOf(scheme) + pair * VECTOR);
    let highest = v128.load(highestPnl + place);
    let drawdown = v128.load(maxDrawdown + place);
    for (let change = changes + <usize>from * row<T>(); change <= last; change += row<T>()) {
      const profit = f64x2.add(start, doubles<T>(change, pair));
      highest = f64x2.pmax(highest, profit);
      drawdown = f64x2.pmax(drawdown, f64x2.sub(highest, profit));
    }
    v128.store(highestPnl + place, highest);
    v128.store(maxDrawdown + place, drawdown);
  }
}
