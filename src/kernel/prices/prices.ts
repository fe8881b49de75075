import { blockFirst, done, spanFrom, spanTo } from '../clock';
import { BLOCK_STEPS, column, copyRow, int, LANES, ROW, row, setInt, storeBoth, storeRow, VECTOR } from '../lanes';
import {
  high,
  low,
  mark,
  maxAbsLogPrice,
  maxLogPrice,
  minLogPrice,
  price,
  priceBlock,
  priced,
  pricedCount,
  prices,
  returns,
} from '../layout';
import { grown, grownLittle, SMALL } from './growth';

/**
 * What a bound gives away, as a share of the price: far above the rounding of the sums that it goes into (1e-16 a term), far below
 * anything that would make many candidates.
 */
const SLACK = memory.data<f64>([1 - 1e-13, 1 + 1e-13]);

/**
 * The end of the last span in which a log price was too far from 0 for `boundPair`. That of an earlier group may be taken for one of
 * this, which costs time and moves no bit.
 */
export let largeSpan: i32 = 0;

/** Two lanes of a row of T as doubles: the first pair, the second, ... @inline */
export function doubles<T extends number>(place: usize, pair: usize): v128 {
  if (sizeof<T>() == 4) return f64x2.promote_low_f32x4(v128.load64_zero(place + (pair << 3)));
  return v128.load(place + (pair << 4));
}

/** The block begins where the last one ended; returns become log prices relative to its start. */
export function sumReturns<T extends number>(): void {
  for (let p = 0; p < pricedCount; p++) {
    const asset = <usize>int(priced, p);
    copyRow(mark + asset * ROW, price + asset * ROW);
    const from = returns + asset * column<T>();
    for (let half: usize = 0; half < row<T>(); half += 2 * VECTOR) sumSteps<T>(from + half);
  }
}

/** Written out: a loop would take as many operations again. @inline */
function sumSteps<T extends number>(offset: usize): void {
  let a = v128.load(offset);
  let b = v128.load(offset, VECTOR);
  a = v128.add<T>(a, v128.load(offset, row<T>()));
  b = v128.add<T>(b, v128.load(offset, VECTOR + row<T>()));
  v128.store(offset, b, VECTOR + row<T>());
  v128.store(offset, a, row<T>());
  a = v128.add<T>(a, v128.load(offset, 2 * row<T>()));
  b = v128.add<T>(b, v128.load(offset, VECTOR + 2 * row<T>()));
  v128.store(offset, b, VECTOR + 2 * row<T>());
  v128.store(offset, a, 2 * row<T>());
  a = v128.add<T>(a, v128.load(offset, 3 * row<T>()));
  b = v128.add<T>(b, v128.load(offset, VECTOR + 3 * row<T>()));
  v128.store(offset, b, VECTOR + 3 * row<T>());
  v128.store(offset, a, 3 * row<T>());
  a = v128.add<T>(a, v128.load(offset, 4 * row<T>()));
  b = v128.add<T>(b, v128.load(offset, VECTOR + 4 * row<T>()));
  v128.store(offset, b, VECTOR + 4 * row<T>());
  v128.store(offset, a, 4 * row<T>());
  a = v128.add<T>(a, v128.load(offset, 5 * row<T>()));
  b = v128.add<T>(b, v128.load(offset, VECTOR + 5 * row<T>()));
  v128.store(offset, b, VECTOR + 5 * row<T>());
  v128.store(offset, a, 5 * row<T>());
  a = v128.add<T>(a, v128.load(offset, 6 * row<T>()));
  b = v128.add<T>(b, v128.load(offset, VECTOR + 6 * row<T>()));
  v128.store(offset, b, VECTOR + 6 * row<T>());
  v128.store(offset, a, 6 * row<T>());
  a = v128.add<T>(a, v128.load(offset, 7 * row<T>()));
  b = v128.add<T>(b, v128.load(offset, VECTOR + 7 * row<T>()));
  v128.store(offset, b, VECTOR + 7 * row<T>());
  v128.store(offset, a, 7 * row<T>());
}

/**
 * Bounds of the price of every asset over the span, and its price at the end. Prices of single steps are left to whoever
 * needs them (`formPrices`): few do, and an exponential a step would cost a third of all time.
 */
export function boundPrices<T extends number>(): void {
  const isLarge = boundReturns<T>();
  if (sizeof<T>() == 4) promoteBounds();
  for (let p = 0; p < pricedCount; p++) {
    const asset = <usize>int(priced, p);
    const place = asset * ROW;
    const end = returns + asset * column<T>() + <usize>spanTo * row<T>();
    if (sizeof<T>() == 4) boundLanes<T>(place, low + place, high + place, mark + place);
    else boundLanes<T>(place, minLogPrice + place, maxLogPrice + place, end);
  }
  // Asked at the end and done in a function of its own: a call in between would have all registers saved in every case.
  if (isLarge) boundLarge<T>();
}

/** The least and the largest log price of the span; whether any is too far from 0 for `boundLanes`. */
function boundReturns<T extends number>(): bool {
  const first = <usize>spanFrom * row<T>();
  const last = <usize>spanTo * row<T>();
  for (let half: usize = 0; half < row<T>(); half += 2 * VECTOR) {
    let absoluteA = v128.splat<T>(<T>0);
    let absoluteB = absoluteA;
    for (let p = 0; p < pricedCount; p++) {
      const asset = <usize>int(priced, p);
      const from = returns + asset * column<T>() + half;
      const end = from + last;
      let minA = v128.load(end);
      let minB = v128.load(end, VECTOR);
      let maxA = minA;
      let maxB = minB;
      for (let offset = from + first; offset < end; offset += row<T>()) {
        const a = v128.load(offset);
        const b = v128.load(offset, VECTOR);
        minA = v128.pmin<T>(minA, a);
        minB = v128.pmin<T>(minB, b);
        maxA = v128.pmax<T>(maxA, a);
        maxB = v128.pmax<T>(maxB, b);
      }
      storeBoth(minLogPrice + asset * row<T>() + half, minA, minB);
      storeBoth(maxLogPrice + asset * row<T>() + half, maxA, maxB);
      absoluteA = v128.pmax<T>(absoluteA, v128.pmax<T>(maxA, v128.neg<T>(minA)));
      absoluteB = v128.pmax<T>(absoluteB, v128.pmax<T>(maxB, v128.neg<T>(minB)));
    }
    storeBoth(maxAbsLogPrice + half, absoluteA, absoluteB);
  }
  let large = v128.splat<T>(<T>0);
  for (let half: usize = 0; half < row<T>(); half += VECTOR) {
    large = v128.or(large, v128.gt<T>(v128.load(maxAbsLogPrice + half), v128.splat<T>(<T>SMALL)));
  }
  return v128.any_true(large);
}

/** Single log prices as doubles, where the prices will stand: the least, the largest, the last. */
function promoteBounds(): void {
  for (let p = 0; p < pricedCount; p++) {
    const asset = <usize>int(priced, p);
    const offset = asset * row<f32>();
    const to = asset * ROW;
    promoteRow(minLogPrice + offset, low + to);
    promoteRow(maxLogPrice + offset, high + to);
    promoteRow(returns + asset * column<f32>() + <usize>spanTo * row<f32>(), mark + to);
  }
}

/** @inline */
function promoteRow(from: usize, to: usize): void {
  v128.store(to, f64x2.promote_low_f32x4(v128.load64_zero(from)));
  v128.store(to, f64x2.promote_low_f32x4(v128.load64_zero(from, 8)), VECTOR);
  v128.store(to, f64x2.promote_low_f32x4(v128.load64_zero(from, 16)), 2 * VECTOR);
  v128.store(to, f64x2.promote_low_f32x4(v128.load64_zero(from, 24)), 3 * VECTOR);
}

/**
 * Bounds and last prices of all lanes from their least, largest and last log price x: 1 + x <= e^x <= 1 + x + x^2, the right side for
 * x <= 1.79. `place` is the byte offset of an asset in the rows of prices.
 * @inline
 */
function boundLanes<T extends number>(place: usize, minimums: usize, maximums: usize, ends: usize): void {
  const starts = price + place;
  const startA = v128.load(starts);
  const startB = v128.load(starts, VECTOR);
  const startC = v128.load(starts, 2 * VECTOR);
  const startD = v128.load(starts, 3 * VECTOR);
  const endA = v128.load(ends);
  const endB = v128.load(ends, VECTOR);
  const endC = v128.load(ends, 2 * VECTOR);
  const endD = v128.load(ends, 3 * VECTOR);
  const minA = v128.load(minimums);
  const minB = v128.load(minimums, VECTOR);
  const minC = v128.load(minimums, 2 * VECTOR);
  const minD = v128.load(minimums, 3 * VECTOR);
  const maxA = v128.load(maximums);
  const maxB = v128.load(maximums, VECTOR);
  const maxC = v128.load(maximums, 2 * VECTOR);
  const maxD = v128.load(maximums, 3 * VECTOR);
  let slack = v128.load64_splat(SLACK);
  const belowA = f64x2.mul(startA, slack);
  const belowB = f64x2.mul(startB, slack);
  const belowC = f64x2.mul(startC, slack);
  const belowD = f64x2.mul(startD, slack);
  slack = v128.load64_splat(SLACK + 8);
  const aboveA = f64x2.mul(startA, slack);
  const aboveB = f64x2.mul(startB, slack);
  const aboveC = f64x2.mul(startC, slack);
  const aboveD = f64x2.mul(startD, slack);
  storeRow(
    low + place,
    f64x2.add(belowA, f64x2.mul(belowA, minA)),
    f64x2.add(belowB, f64x2.mul(belowB, minB)),
    f64x2.add(belowC, f64x2.mul(belowC, minC)),
    f64x2.add(belowD, f64x2.mul(belowD, minD)),
  );
  storeRow(
    high + place,
    f64x2.add(aboveA, f64x2.mul(aboveA, f64x2.add(maxA, f64x2.mul(maxA, maxA)))),
    f64x2.add(aboveB, f64x2.mul(aboveB, f64x2.add(maxB, f64x2.mul(maxB, maxB)))),
    f64x2.add(aboveC, f64x2.mul(aboveC, f64x2.add(maxC, f64x2.mul(maxC, maxC)))),
    f64x2.add(aboveD, f64x2.mul(aboveD, f64x2.add(maxD, f64x2.mul(maxD, maxD)))),
  );
  storeRow(
    mark + place,
    grownLittle<T>(startA, endA),
    grownLittle<T>(startB, endB),
    grownLittle<T>(startC, endC),
    grownLittle<T>(startD, endD),
  );
}

/** The same for any returns: far from 1 the simple bounds are wide, and beyond -1 or 1.79 none. */
function boundLarge<T extends number>(): void {
  largeSpan = done;
  for (let p = 0; p < pricedCount; p++) boundLargeAsset<T>(int(priced, p));
}

function boundLargeAsset<T extends number>(asset: i32): void {
  const from = returns + <usize>asset * column<T>();
  for (let pair: usize = 0; pair < ROW / VECTOR; pair++) {
    const end = doubles<T>(from + <usize>spanTo * row<T>(), pair);
    let minLogPrice = end;
    let maxLogPrice = end;
    for (let step = spanFrom; step < spanTo; step++) {
      const x = doubles<T>(from + <usize>step * row<T>(), pair);
      minLogPrice = f64x2.pmin(minLogPrice, x);
      maxLogPrice = f64x2.pmax(maxLogPrice, x);
    }
    const place = <usize>asset * ROW + pair * VECTOR;
    const start = v128.load(price + place);
    v128.store(low + place, grown<T>(f64x2.mul(start, v128.load64_splat(SLACK)), minLogPrice));
    v128.store(high + place, grown<T>(f64x2.mul(start, v128.load64_splat(SLACK, 8)), maxLogPrice));
    v128.store(mark + place, grown<T>(start, end));
  }
}

/** Prices of an asset at every step of the block, unless they stand there already. */
export function formPrices<T extends number>(asset: i32): void {
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

export function formAllPrices<T extends number>(): void {
  for (let p = 0; p < pricedCount; p++) formPrices<T>(int(priced, p));
}

/** Price of an asset at a step of the block on one lane; its prices must have been formed. @inline */
export function priceAt(asset: i32, step: i32, lane: i32): f64 {
  return load<f64>(prices + ((<usize>((asset * BLOCK_STEPS + step) * LANES + lane)) << 3));
}
