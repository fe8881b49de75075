/**
 * What one unit of each position adds to the sums of its pools and schemes. It is the same under every scheme, so it is formed once
 * per position and the sweep over the pools has one multiplication left for each.
 */
import { settles, spanFrom, spanTo } from './clock';
import { double, int, LANES, ROW, setDouble, VECTOR } from './lanes';
import {
  coinAsset,
  coins,
  coinShare,
  due,
  fundingIndex,
  high,
  low,
  mark,
  pieceAmount,
  pieceRate,
  pieceStart,
  positionAsset,
  positions,
  positionSign,
  positionStart,
  positionUnit,
  regimes,
  settledInCoin,
  unitCharge,
  unitCoin,
  unitCover,
  unitProfit,
  unitWorth,
} from './layout';
import { switched } from './rare';

/** What a unit pays at the end of the span; nothing where no funding is settled. */
export function formCharges(): void {
  if (!settles) {
    memory.fill(unitCharge, 0, <usize>positions * ROW);
    return;
  }
  let to = unitCharge;
  for (let position = 0; position < positions; position++) {
    const unit = v128.load64_splat(positionUnit + (<usize>position << 3));
    const from = due + <usize>int(positionAsset, position) * ROW;
    v128.store(to, f64x2.mul(unit, v128.load(from)));
    v128.store(to, f64x2.mul(unit, v128.load(from, VECTOR)), VECTOR);
    v128.store(to, f64x2.mul(unit, v128.load(from, 2 * VECTOR)), 2 * VECTOR);
    v128.store(to, f64x2.mul(unit, v128.load(from, 3 * VECTOR)), 3 * VECTOR);
    to += ROW;
  }
}

/**
 * The least that a unit can add to a cover: price less requirement at the worse end of the span, the low end for a long position,
 * the high end for a short one.
 *
 * The requirement is bounded by the largest of its affine pieces, which it equals where a table is convex (all published ones
 * are). A convex requirement that is 0 at size 0 grows in proportion at least: so what holds per unit at full size holds for what
 * is left of a position after a partial close, too. Rates are at most 1, so no other price of the span is worse.
 */
export function boundCovers(): void {
  let first = 0;
  let to = unitCover;
  for (let position = 0; position < positions; position++) {
    const asset = <usize>int(positionAsset, position) * ROW;
    const isLong = double(positionSign, position) > 0;
    const sign = v128.load64_splat(positionSign + (<usize>position << 3));
    const from = (isLong ? low : high) + asset;
    const end = int(pieceStart, position + 1);
    for (let half: usize = 0; half < ROW; half += 2 * VECTOR) {
      const a = v128.load(from + half);
      const b = v128.load(from + half, VECTOR);
      let requiredA = f64x2.splat(0);
      let requiredB = requiredA;
      for (let piece = first; piece < end; piece++) {
        const rate = v128.load64_splat(pieceRate + (<usize>piece << 3));
        const amount = v128.load64_splat(pieceAmount + (<usize>piece << 3));
        requiredA = f64x2.pmax(requiredA, f64x2.sub(f64x2.mul(rate, a), amount));
        requiredB = f64x2.pmax(requiredB, f64x2.sub(f64x2.mul(rate, b), amount));
      }
      v128.store(to + half, f64x2.sub(a, f64x2.mul(sign, requiredA)));
      v128.store(to + half, f64x2.sub(b, f64x2.mul(sign, requiredB)), VECTOR);
    }
    to += ROW;
    first = end;
  }
}

/** The least that a unit of each coin can count for: its lowest price at the least share under the regimes of the span. */
export function boundCoins(): void {
  const last = switched ? spanTo : spanFrom;
  for (let c = 0; c < coins; c++) {
    const least = low + <usize>int(coinAsset, c) * ROW;
    for (let lane = 0; lane < LANES; lane++) {
      let share = shareAt(c, spanFrom, lane);
      for (let step = spanFrom + 1; step <= last; step++) share = min(share, shareAt(c, step, lane));
      setDouble(unitCoin + <usize>c * ROW, lane, share * double(least, lane));
    }
  }
}

/**
 * The least that two lanes' amounts of a coin can count for within the span; `half` is their byte offset in a row. Pools that are settled
 * in a coin can owe some of it: a debt is largest at the highest price.
 */
@inline
export function leastOf(amount: v128, c: i32, half: usize): v128 {
  const least = f64x2.mul(amount, v128.load(unitCoin + <usize>c * ROW + half));
  if (!settledInCoin) return least;
  return f64x2.pmin(least, f64x2.mul(amount, v128.load(high + <usize>int(coinAsset, c) * ROW + half)));
}

/** What a unit of each coin counts for at the end of the span. */
export function formCoinWorths(): void {
  for (let c = 0; c < coins; c++) {
    const from = mark + <usize>int(coinAsset, c) * ROW;
    for (let lane = 0; lane < LANES; lane++) {
      setDouble(unitWorth + <usize>c * ROW, lane, shareAt(c, spanTo, lane) * double(from, lane));
    }
  }
}

/** Share of a coin's value that counts as collateral at a step of the block. */
export function shareAt(coin: i32, step: i32, lane: i32): f64 {
  return double(coinShare, int(regimes, step * LANES + lane) * coins + coin);
}

/**
 * What a unit has made since the start of the run, after the funding booked so far, at the rows of prices at `seen`.
 */
export function formProfits(seen: usize): void {
  let to = unitProfit;
  for (let position = 0; position < positions; position++) {
    const asset = <usize>int(positionAsset, position);
    const from = seen + asset * ROW;
    const index = fundingIndex + asset * ROW;
    const start = v128.load64_splat(positionStart + (<usize>position << 3));
    const unit = v128.load64_splat(positionUnit + (<usize>position << 3));
    profit(to, from, index, start, unit);
    profit(to + VECTOR, from + VECTOR, index + VECTOR, start, unit);
    profit(to + 2 * VECTOR, from + 2 * VECTOR, index + 2 * VECTOR, start, unit);
    profit(to + 3 * VECTOR, from + 3 * VECTOR, index + 3 * VECTOR, start, unit);
    to += ROW;
  }
}

@inline
function profit(to: usize, from: usize, index: usize, start: v128, unit: v128): void {
  v128.store(to, f64x2.sub(f64x2.sub(v128.load(from), start), f64x2.mul(unit, v128.load(index))));
}
