import { blockFirst, spanFrom, spanTo } from './clock';
import { grown, grownLittle, isLarge } from './growth';
import { BLOCK_STEPS, column, int, LANES, ROW, row, setInt, VECTOR } from './lanes';
import { high, low, mark, price, priceBlock, priced, pricedCount, prices, returns } from './layout';

/**
 * What a bound gives away, as a share of the price: far above the rounding of the sums that it goes into (1e-16 a term), far below
 * anything that would make many suspects.
 */
const SLACK = memory.data<f64>([1 - 1e-13, 1 + 1e-13]);

/** Two lanes of a row of T as doubles: the first pair, the second, ... */
@inline
function doubles<T>(place: usize, pair: usize): v128 {
  if (sizeof<T>() == 4) return f64x2.promote_low_f32x4(v128.load64_zero(place + (pair << 3)));
  return v128.load(place + (pair << 4));
}

/** The block begins where the last one ended; returns become log prices relative to its start. */
export function sumReturns<T>(): void {
  for (let p = 0; p < pricedCount; p++) {
    const asset = <usize>int(priced, p);
    const end = mark + asset * ROW;
    const start = price + asset * ROW;
    v128.store(start, v128.load(end));
    v128.store(start, v128.load(end, VECTOR), VECTOR);
    v128.store(start, v128.load(end, 2 * VECTOR), 2 * VECTOR);
    v128.store(start, v128.load(end, 3 * VECTOR), 3 * VECTOR);
    let from = returns + asset * column<T>();
    for (let half: usize = 0; half < row<T>(); half += VECTOR) {
      let sum = v128.load(from);
      sum = addTo<T>(sum, from + row<T>());
      sum = addTo<T>(sum, from + 2 * row<T>());
      sum = addTo<T>(sum, from + 3 * row<T>());
      sum = addTo<T>(sum, from + 4 * row<T>());
      sum = addTo<T>(sum, from + 5 * row<T>());
      sum = addTo<T>(sum, from + 6 * row<T>());
      addTo<T>(sum, from + 7 * row<T>());
      from += VECTOR;
    }
  }
}

@inline
function addTo<T>(sum: v128, place: usize): v128 {
  const next = v128.add<T>(sum, v128.load(place));
  v128.store(place, next);
  return next;
}

/**
 * Pass 6: bounds of the price of every asset over the span, and its price at the end. Prices of single steps are left to whoever
 * needs them (`formPrices`): few do, and an exponential a step would cost a third of all time.
 *
 * From the least and the largest log price x: 1 + x <= e^x <= 1 + x + x^2, the right side for x <= 1.79.
 */
export function boundPrices<T>(): void {
  const first = <usize>spanFrom * row<T>();
  const last = <usize>spanTo * row<T>();
  for (let p = 0; p < pricedCount; p++) {
    const asset = <usize>int(priced, p);
    const from = returns + asset * column<T>();
    for (let quarter: usize = 0; quarter < row<T>(); quarter += 2 * VECTOR) {
      // The rows of doubles that belong to two vectors of T.
      const place = asset * ROW + quarter * (8 / sizeof<T>());
      const end = from + last + quarter;
      let leastA = v128.load(end);
      let leastB = v128.load(end, VECTOR);
      let mostA = leastA;
      let mostB = leastB;
      for (let at = from + first + quarter; at < end; at += row<T>()) {
        const a = v128.load(at);
        const b = v128.load(at, VECTOR);
        leastA = v128.pmin<T>(leastA, a);
        leastB = v128.pmin<T>(leastB, b);
        mostA = v128.pmax<T>(mostA, a);
        mostB = v128.pmax<T>(mostB, b);
      }
      const a = v128.load(end);
      const b = v128.load(end, VECTOR);
      if (sizeof<T>() == 4) {
        boundPairs<T>(place, lower(leastA), upper(leastA), lower(mostA), upper(mostA), lower(a), upper(a));
        boundPairs<T>(place + 2 * VECTOR, lower(leastB), upper(leastB), lower(mostB), upper(mostB), lower(b), upper(b));
      } else {
        boundPairs<T>(place, leastA, leastB, mostA, mostB, a, b);
      }
    }
  }
}

/** The lower and the upper two of four floats, as doubles. */
@inline
function lower(vector: v128): v128 {
  return f64x2.promote_low_f32x4(vector);
}

@inline
function upper(vector: v128): v128 {
  return f64x2.promote_low_f32x4(i64x2.shuffle(vector, vector, 1, 1));
}

/** Bounds and last prices of four lanes; `place` is their byte offset in the rows of prices. */
@inline
function boundPairs<T>(place: usize, leastA: v128, leastB: v128, mostA: v128, mostB: v128, a: v128, b: v128): void {
  const startA = v128.load(price + place);
  const startB = v128.load(price + place, VECTOR);
  let slack = v128.load64_splat(SLACK);
  const belowA = f64x2.mul(startA, slack);
  const belowB = f64x2.mul(startB, slack);
  slack = v128.load64_splat(SLACK, 8);
  const aboveA = f64x2.mul(startA, slack);
  const aboveB = f64x2.mul(startB, slack);
  const largest = f64x2.pmax(f64x2.pmax(mostA, mostB), f64x2.neg(f64x2.pmin(leastA, leastB)));
  if (isLarge(largest)) {
    // Far from 1 the bounds below are wide, and beyond -1 or 1.79 none.
    v128.store(low + place, grown<T>(belowA, leastA));
    v128.store(low + place, grown<T>(belowB, leastB), VECTOR);
    v128.store(high + place, grown<T>(aboveA, mostA));
    v128.store(high + place, grown<T>(aboveB, mostB), VECTOR);
    v128.store(mark + place, grown<T>(startA, a));
    v128.store(mark + place, grown<T>(startB, b), VECTOR);
    return;
  }
  v128.store(low + place, f64x2.add(belowA, f64x2.mul(belowA, leastA)));
  v128.store(low + place, f64x2.add(belowB, f64x2.mul(belowB, leastB)), VECTOR);
  v128.store(high + place, f64x2.add(aboveA, f64x2.mul(aboveA, f64x2.add(mostA, f64x2.mul(mostA, mostA)))));
  v128.store(high + place, f64x2.add(aboveB, f64x2.mul(aboveB, f64x2.add(mostB, f64x2.mul(mostB, mostB)))), VECTOR);
  v128.store(mark + place, grownLittle<T>(startA, a));
  v128.store(mark + place, grownLittle<T>(startB, b), VECTOR);
}

/** Prices of an asset at every step of the block, unless they stand there already. */
export function formPrices<T>(asset: i32): void {
  if (int(priceBlock, asset) == blockFirst) return;
  setInt(priceBlock, asset, blockFirst);
  const from = returns + <usize>asset * column<T>();
  const to = prices + <usize>(asset * BLOCK_STEPS) * ROW;
  for (let half: usize = 0; half < ROW / VECTOR; half++) {
    const start = v128.load(price + <usize>asset * ROW + half * VECTOR);
    for (let step = 0; step < BLOCK_STEPS; step++) {
      const x = doubles<T>(from + <usize>step * row<T>(), half);
      const grownPrice = isLarge(x) ? grown<T>(start, x) : grownLittle<T>(start, x);
      v128.store(to + <usize>step * ROW + half * VECTOR, grownPrice);
    }
  }
}

export function formAllPrices<T>(): void {
  for (let p = 0; p < pricedCount; p++) formPrices<T>(int(priced, p));
}

/** Price of an asset at a step of the block on one lane; its prices must have been formed. */
@inline
export function priceAt(asset: i32, step: i32, lane: i32): f64 {
  return load<f64>(prices + (<usize>((asset * BLOCK_STEPS + step) * LANES + lane) << 3));
}
