import { blockFirst, done, spanFrom, spanTo } from './clock';
import { grown, grownLittle, SMALL } from './growth';
import { BLOCK_STEPS, column, int, LANES, ROW, row, setInt, VECTOR } from './lanes';
import { high, low, mark, price, priceBlock, priced, pricedCount, prices, returns } from './layout';

/**
 * What a bound gives away, as a share of the price: far above the rounding of the sums that it goes into (1e-16 a term), far below
 * anything that would make many suspects.
 */
const SLACK = memory.data<f64>([1 - 1e-13, 1 + 1e-13]);

/** The largest and the least log price for which `boundPair` holds. */
const LIMITS = memory.data<f64>([SMALL, -SMALL]);
const LIMITS_SINGLE = memory.data<f32>([<f32>SMALL, -<f32>SMALL]);

/**
 * The end of the last span in which a log price was too far from 0 for `boundPair`. That of an earlier group may be taken for one of
 * this, which costs time and moves no bit.
 */
export let largeSpan: i32 = 0;

/** Two lanes of a row of T as doubles: the first pair, the second, ... */
@inline
export function doubles<T>(place: usize, pair: usize): v128 {
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
    let large = f64x2.splat(0);
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
      if (sizeof<T>() == 4) {
        boundPair<T>(place, lower(leastA), lower(mostA), lower(v128.load(end)));
        boundPair<T>(place + VECTOR, upper(leastA), upper(mostA), upper(v128.load(end)));
        boundPair<T>(place + 2 * VECTOR, lower(leastB), lower(mostB), lower(v128.load(end, VECTOR)));
        boundPair<T>(place + 3 * VECTOR, upper(leastB), upper(mostB), upper(v128.load(end, VECTOR)));
      } else {
        boundPair<T>(place, leastA, mostA, v128.load(end));
        boundPair<T>(place + VECTOR, leastB, mostB, v128.load(end, VECTOR));
      }
      large = v128.or(large, v128.or(beyond<T>(leastA, mostA), beyond<T>(leastB, mostB)));
    }
    // Asked at the end and done in a function of its own: a call in between would have all registers saved in every case.
    if (v128.any_true(large)) boundLarge<T>(<i32>asset);
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

/** Bounds and last prices of two lanes; `place` is their byte offset in the rows of prices. */
@inline
function boundPair<T>(place: usize, least: v128, most: v128, end: v128): void {
  const start = v128.load(price + place);
  const below = f64x2.mul(start, v128.load64_splat(SLACK));
  const above = f64x2.mul(start, v128.load64_splat(SLACK, 8));
  v128.store(low + place, f64x2.add(below, f64x2.mul(below, least)));
  v128.store(high + place, f64x2.add(above, f64x2.mul(above, f64x2.add(most, f64x2.mul(most, most)))));
  v128.store(mark + place, grownLittle<T>(start, end));
}

/** Where the least or the largest log price is too far from 0 for `boundPair`. */
@inline
function beyond<T>(least: v128, most: v128): v128 {
  const limit = v128.load_splat<T>(sizeof<T>() == 4 ? LIMITS_SINGLE : LIMITS);
  const limitBelow = v128.load_splat<T>(sizeof<T>() == 4 ? LIMITS_SINGLE : LIMITS, sizeof<T>());
  return v128.or(v128.gt<T>(most, limit), v128.lt<T>(least, limitBelow));
}

/** The same for any returns: far from 1 the simple bounds are wide, and beyond -1 or 1.79 none. */
function boundLarge<T>(asset: i32): void {
  largeSpan = done;
  const from = returns + <usize>asset * column<T>();
  for (let pair: usize = 0; pair < ROW / VECTOR; pair++) {
    const end = doubles<T>(from + <usize>spanTo * row<T>(), pair);
    let least = end;
    let most = end;
    for (let step = spanFrom; step < spanTo; step++) {
      const x = doubles<T>(from + <usize>step * row<T>(), pair);
      least = f64x2.pmin(least, x);
      most = f64x2.pmax(most, x);
    }
    const place = <usize>asset * ROW + pair * VECTOR;
    const start = v128.load(price + place);
    v128.store(low + place, grown<T>(f64x2.mul(start, v128.load64_splat(SLACK)), least));
    v128.store(high + place, grown<T>(f64x2.mul(start, v128.load64_splat(SLACK, 8)), most));
    v128.store(mark + place, grown<T>(start, end));
  }
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
      v128.store(to + <usize>step * ROW + half * VECTOR, grown<T>(start, x));
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
