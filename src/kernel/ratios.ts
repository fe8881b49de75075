/**
 * The lowest margin ratio at the steps between the ends of spans (`between.ts`). Few pools come near the lowest ratio of their
 * scheme within a span: a bound from the prices of the span clears the others, and only the rest is followed step by step.
 */
import { storeFour } from './growths';
import { column, int, ROW, row, VECTOR } from './lanes';
import {
  base,
  coin,
  coinGrowths,
  coins,
  exposures,
  growths,
  lowestMarginRatio,
  movable,
  nextMarginRatio,
  poolExposures,
  poolSlots,
  positions,
  price,
  quantity,
  schemePools,
  slotAsset,
  slotPosition,
  starts,
  worstExposures,
} from './layout';
import { WITHOUT_SIGN } from './pools';
import { doubles } from './prices';
import { leastOf } from './units';

/** `WITHOUT_SIGN` for floats. */
const WITHOUT_SIGN_SINGLE = memory.data<u32>([0x7fffffff]);

/**
 * Rows of `starts`: the ratio that a pool must stay above to be cleared, in doubles; then, in the precision of the returns, the
 * lowest ratio, and equity and notional of the pool at hand.
 */
@inline
function clearRatio(): usize {
  return starts;
}
@inline
function lowestRatio(): usize {
  return starts + ROW;
}
@inline
function startEquity(): usize {
  return starts + 2 * ROW;
}
@inline
function startNotional(): usize {
  return starts + 3 * ROW;
}

/**
 * Lowers the lowest margin ratio of a scheme to that of its pools at some steps; its exposures and the growths must stand. `quiet`
 * says that nothing happens in the whole span: then the ratio at its end will count, too, and only what is lower matters.
 */
export function watchRatios<T>(scheme: i32, from: i32, to: i32, quiet: bool): void {
  const owner = <usize>scheme * ROW;
  const lowest = lowestMarginRatio + owner;
  const known = (quiet ? nextMarginRatio : lowestMarginRatio) + owner;
  // Far above the rounding of the sums that are followed: a term adds 2^-24 in single precision.
  const slack = f64x2.splat(<f64>(positions + coins + 16) / 1048576);
  for (let half: usize = 0; half < ROW; half += 2 * VECTOR) {
    storeFour<T>(lowestRatio() + inRow<T>(half), v128.load(lowest + half), v128.load(lowest + half, VECTOR));
    v128.store(clearRatio() + half, clearing(v128.load(known + half), slack));
    v128.store(clearRatio() + half, clearing(v128.load(known + half, VECTOR), slack), VECTOR);
  }
  if (screenRatios<T>(scheme, from, to)) keepLowest<T>(lowest);
}

/** The ratio above which a pool is clear of `lowest` whatever the rounding; none where the bound below does not hold. */
@inline
function clearing(lowest: v128, slack: v128): v128 {
  const one = f64x2.splat(1);
  const clear = f64x2.add(lowest, f64x2.mul(slack, f64x2.add(one, f64x2.abs(lowest))));
  return v128.bitselect(clear, f64x2.splat(Infinity), f64x2.le(f64x2.abs(clear), one));
}

/** Byte offset in a row of T of the lane at byte offset `half` of a row of doubles. */
@inline
function inRow<T>(half: usize): usize {
  return half / (8 / sizeof<T>());
}

/** What a position is worth if it is in the slot at hand: one that policies move may be in another. */
@inline
function here(exposure: v128, amount: v128): v128 {
  return movable ? v128.and(exposure, f64x2.ne(amount, f64x2.splat(0))) : exposure;
}

/**
 * Follows the pools of a scheme that may come below its lowest ratio r; false if there are none. A pool is clear if equity - r
 * notional stays above 0, a sum of q P (1 - r) over long and of q P (1 + r) over short positions: least at the low price of the
 * one and the high price of the other, as long as r is between -1 and 1. A closed pool has an equity of Infinity.
 */
function screenRatios<T>(scheme: i32, from: i32, to: i32): bool {
  const ranks = slotPosition;
  const pools = poolSlots;
  const worst = worstExposures;
  const clear = clearRatio();
  const withoutSign = v128.load64_splat(WITHOUT_SIGN);
  let followed = false;
  let pool = int(schemePools, scheme);
  let slot = int(pools, pool);
  let place = base + <usize>pool * ROW;
  for (const last = int(schemePools, scheme + 1); pool < last; pool++) {
    let equityA = v128.load(place);
    let equityB = v128.load(place, VECTOR);
    let equityC = v128.load(place, 2 * VECTOR);
    let equityD = v128.load(place, 3 * VECTOR);
    let notionalA = f64x2.splat(0);
    let notionalB = notionalA;
    let notionalC = notionalA;
    let notionalD = notionalA;
    for (const end = int(pools, pool + 1); slot < end; slot++) {
      const exposure = worst + <usize>int(ranks, slot) * ROW;
      const amount = quantity + <usize>slot * ROW;
      const a = here(v128.load(exposure), v128.load(amount));
      equityA = f64x2.add(equityA, a);
      notionalA = f64x2.add(notionalA, v128.and(a, withoutSign));
      const b = here(v128.load(exposure, VECTOR), v128.load(amount, VECTOR));
      equityB = f64x2.add(equityB, b);
      notionalB = f64x2.add(notionalB, v128.and(b, withoutSign));
      const c = here(v128.load(exposure, 2 * VECTOR), v128.load(amount, 2 * VECTOR));
      equityC = f64x2.add(equityC, c);
      notionalC = f64x2.add(notionalC, v128.and(c, withoutSign));
      const d = here(v128.load(exposure, 3 * VECTOR), v128.load(amount, 3 * VECTOR));
      equityD = f64x2.add(equityD, d);
      notionalD = f64x2.add(notionalD, v128.and(d, withoutSign));
    }
    for (let c = 0; c < coins; c++) {
      const amount = coin + <usize>(pool * coins + c) * ROW;
      equityA = f64x2.add(equityA, leastOf(v128.load(amount), c, 0));
      equityB = f64x2.add(equityB, leastOf(v128.load(amount, VECTOR), c, VECTOR));
      equityC = f64x2.add(equityC, leastOf(v128.load(amount, 2 * VECTOR), c, 2 * VECTOR));
      equityD = f64x2.add(equityD, leastOf(v128.load(amount, 3 * VECTOR), c, 3 * VECTOR));
    }
    const belowA = f64x2.lt(equityA, f64x2.mul(notionalA, v128.load(clear)));
    const belowB = f64x2.lt(equityB, f64x2.mul(notionalB, v128.load(clear, VECTOR)));
    const belowC = f64x2.lt(equityC, f64x2.mul(notionalC, v128.load(clear, 2 * VECTOR)));
    const belowD = f64x2.lt(equityD, f64x2.mul(notionalD, v128.load(clear, 3 * VECTOR)));
    const first = v128.or(belowA, belowB);
    const second = v128.or(belowC, belowD);
    if (v128.any_true(v128.or(first, second))) {
      if (v128.any_true(first)) followPool<T>(pool, 0, from, to);
      if (v128.any_true(second)) followPool<T>(pool, 2 * VECTOR, from, to);
      followed = true;
    }
    place += ROW;
  }
  return followed;
}

/** Lowers the lowest ratios of four lanes to those of a pool, step by step. */
function followPool<T>(pool: i32, half: usize, from: i32, to: i32): void {
  weighPool<T>(pool, half);
  const first = inRow<T>(half);
  for (let at = first; at < first + 4 * sizeof<T>(); at += VECTOR) {
    for (let step = from; step <= to; step += 4) followSteps<T>(pool, at, step, to);
  }
}

/** What the slots of a pool are worth at the block's start, equity without coins, notional, and the amounts of coins. */
function weighPool<T>(pool: i32, half: usize): void {
  const at = inRow<T>(half);
  const end = int(poolSlots, pool + 1);
  const place = base + <usize>pool * ROW + half;
  const withoutSign = v128.load64_splat(WITHOUT_SIGN);
  let equityA = v128.load(place);
  let equityB = v128.load(place, VECTOR);
  let notionalA = f64x2.splat(0);
  let notionalB = notionalA;
  for (let slot = int(poolSlots, pool); slot < end; slot++) {
    const start = price + <usize>int(slotAsset, slot) * ROW + half;
    const held = quantity + <usize>slot * ROW + half;
    const a = f64x2.mul(v128.load(held), v128.load(start));
    const b = f64x2.mul(v128.load(held, VECTOR), v128.load(start, VECTOR));
    equityA = f64x2.add(equityA, a);
    equityB = f64x2.add(equityB, b);
    notionalA = f64x2.add(notionalA, v128.and(a, withoutSign));
    notionalB = f64x2.add(notionalB, v128.and(b, withoutSign));
    storeFour<T>(poolExposures + <usize>int(slotPosition, slot) * row<T>() + at, a, b);
  }
  storeFour<T>(startEquity() + at, equityA, equityB);
  storeFour<T>(startNotional() + at, notionalA, notionalB);
  for (let c = 0; c < coins; c++) {
    const amount = coin + <usize>(pool * coins + c) * ROW + half;
    const to = exposures + <usize>(positions + c) * row<T>() + at;
    storeFour<T>(to, v128.load(amount), v128.load(amount, VECTOR));
  }
}

/**
 * Up to four steps, from `step` to `to`; `at` is the byte offset of the lanes in a row of T. Steps beyond are summed up with the
 * rest and left out: they have growths of another span.
 */
function followSteps<T>(pool: i32, at: usize, step: i32, to: i32): void {
  const assets = slotAsset;
  const ranks = slotPosition;
  const withoutSign = v128.load_splat<T>(sizeof<T>() == 4 ? WITHOUT_SIGN_SINGLE : WITHOUT_SIGN);
  const held = poolExposures + at;
  const rows = growths + <usize>step * row<T>() + at;
  let equity0 = v128.load(startEquity() + at);
  let notional0 = v128.load(startNotional() + at);
  let equity1 = equity0;
  let notional1 = notional0;
  let equity2 = equity0;
  let notional2 = notional0;
  let equity3 = equity0;
  let notional3 = notional0;
  let slot = int(poolSlots, pool);
  for (const end = int(poolSlots, pool + 1); slot < end; slot++) {
    const from = rows + <usize>int(assets, slot) * column<T>();
    const exposure = v128.load(held + <usize>int(ranks, slot) * row<T>());
    const size = v128.and(exposure, withoutSign);
    let growth = v128.load(from);
    equity0 = v128.add<T>(equity0, v128.mul<T>(exposure, growth));
    notional0 = v128.add<T>(notional0, v128.mul<T>(size, growth));
    growth = v128.load(from, row<T>());
    equity1 = v128.add<T>(equity1, v128.mul<T>(exposure, growth));
    notional1 = v128.add<T>(notional1, v128.mul<T>(size, growth));
    growth = v128.load(from, 2 * row<T>());
    equity2 = v128.add<T>(equity2, v128.mul<T>(exposure, growth));
    notional2 = v128.add<T>(notional2, v128.mul<T>(size, growth));
    growth = v128.load(from, 3 * row<T>());
    equity3 = v128.add<T>(equity3, v128.mul<T>(exposure, growth));
    notional3 = v128.add<T>(notional3, v128.mul<T>(size, growth));
  }
  let lowest = lowered<T>(v128.load(lowestRatio() + at), step, at, equity0, notional0);
  if (step + 1 <= to) lowest = lowered<T>(lowest, step + 1, at, equity1, notional1);
  if (step + 2 <= to) lowest = lowered<T>(lowest, step + 2, at, equity2, notional2);
  if (step + 3 <= to) lowest = lowered<T>(lowest, step + 3, at, equity3, notional3);
  v128.store(lowestRatio() + at, lowest);
}

/**
 * The lowest ratios after a step. A ratio is compared before it is divided: a closed pool has an equity of Infinity and no
 * notional. The branch around the division would often be mistaken.
 */
@inline
function lowered<T>(lowest: v128, step: i32, at: usize, equity: v128, notional: v128): v128 {
  for (let c = 0; c < coins; c++) {
    const amount = v128.load(exposures + <usize>(positions + c) * row<T>() + at);
    const worth = v128.load(coinGrowths + <usize>c * column<T>() + <usize>step * row<T>() + at);
    equity = v128.add<T>(equity, v128.mul<T>(amount, worth));
  }
  const below = v128.lt<T>(equity, v128.mul<T>(lowest, notional));
  return v128.bitselect(v128.div<T>(equity, notional), lowest, below);
}

/** Takes over the lowest ratios where they are lower than before in the precision they were found in. */
function keepLowest<T>(place: usize): void {
  for (let pair: usize = 0; pair < ROW / VECTOR; pair++) {
    const before = v128.load(place + pair * VECTOR);
    const found = doubles<T>(lowestRatio(), pair);
    const lower = f64x2.lt(found, rounded<T>(before));
    v128.store(place + pair * VECTOR, v128.bitselect(found, before, lower));
  }
}

/** Doubles rounded to the precision of T. */
@inline
function rounded<T>(value: v128): v128 {
  if (sizeof<T>() == 4) return f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(value));
  return value;
}
