import { storeBoth, VECTOR, WORD_ROW } from '../lanes';

/**
 * Normals by Box and Muller (1958), without a branch: a squared radius from one word, an angle (`angle.ts`) from another. The largest
 * radius is 6.66. A ziggurat or an inverse distribution function in lanes looked no cheaper.
 *
 * Both passes take four vectors at a time, step by step side by side: one chain of operations alone would wait for itself. Even and odd
 * powers of a polynomial are summed apart for the same reason. Coefficients are loaded once, before the loop. The polynomials are
 * minimax fits of our own (Remez exchange in 40 digits, rounded), highest power first.
 */
export const FOUR: usize = 4 * VECTOR;

/** 2^-31, 2^-32. */
export const UNITS_SINGLE = memory.data<f32>([1.0 / 2147483648.0, 0.5 / 2147483648.0]);
export const UNITS = memory.data<f64>([1.0 / 2147483648.0, 0.5 / 2147483648.0]);
/** The bits of 3/4, the mask of sign and exponent, 1, and -2 ln 2 for an exponent that stands 23 bits to the left. */
const SPLIT_SINGLE = memory.data<u32>([0x3f400000, 0xff800000, 0x3f800000, 0xb4317218]);
/** The bits of 3/4 less those of 1, the mask of sign and exponent, 1, and -2 ln 2. */
const SPLIT = memory.data<u64>([0xfff8000000000000, 0xfff0000000000000, 0x3ff0000000000000, 0xbff62e42fefa39ef]);
/** 2^52, and 2^52 + 1023: an integer below 2^52 in the fraction of the first is the double of it and 2^52. */
const INTEGERS = memory.data<f64>([4503599627370496.0, 4503599627371519.0]);
/** -2 ln(1 + t) / t for t in [-1/4, 1/2): relative error 1.8e-7. */
const LOG_SINGLE = memory.data<f32>([
  0.13292096555233002, -0.28263697028160095, 0.3474443256855011, -0.4021607041358948, 0.49953582882881165,
  -0.6665952801704407, 1.0000042915344238, -2.000000238418579,
]);
/** -4 atanh(s) / s in powers of s squared, for |s| <= 1/5: absolute error 7e-13 of the polynomial, 1.4e-13 of the logarithm. */
const LOG = memory.data<f64>([
  -0.40315536837511284, -0.44262485014487607, -0.571466771930366, -0.7999996389706991, -1.3333333345790266,
  -3.999999999999304,
]);

/**
 * The squared radius -2 ln u of a word of every step and lane: rows of words from `from` on, `perStep` rows from one step to the
 * next, to `to` and on for `bytes`. u = (w + 1/2) 2^-31 in (0, 1) of the upper 31 bits w. As a float it is rounded to 24 bits (and may
 * be 1), but small ones keep their resolution, so the tail of the normal is that of 31 bits. (To convert all 32 bits, unsigned, costs
 * eight operations instead of one.)
 *
 * u = m 2^e with m in [3/4, 3/2), split by the bits.
 */
export function drawSquaredRadii<T extends number>(from: usize, perStep: i32, to: usize, bytes: usize): void {
  drawSquaredRadiiOf<T>(1, from, perStep, 0, to, 0, bytes);
}

/** The same for several columns, some bytes from one to the next: the coefficients are loaded once for all of them. */
export function drawSquaredRadiiOf<T extends number>(
  columns: i32,
  from: usize,
  perStep: i32,
  fromStride: usize,
  to: usize,
  toStride: usize,
  bytes: usize,
): void {
  const nextRow = <usize>perStep * WORD_ROW;
  if (sizeof<T>() == 4) squaredRadiiSingle(columns, from, nextRow, fromStride, to, toStride, bytes);
  else squaredRadiiDouble(columns, from, nextRow, fromStride, to, toStride, bytes);
}

/** @inline */
function squaredRadiiSingle(
  columns: i32,
  from: usize,
  nextRow: usize,
  fromStride: usize,
  to: usize,
  toStride: usize,
  bytes: usize,
): void {
  const unit = v128.load32_splat(UNITS_SINGLE);
  const halfUnit = v128.load32_splat(UNITS_SINGLE + 4);
  const threeQuarters = v128.load32_splat(SPLIT_SINGLE);
  const exponent = v128.load32_splat(SPLIT_SINGLE + 4);
  const one = v128.load32_splat(SPLIT_SINGLE + 8);
  const perExponent = v128.load32_splat(SPLIT_SINGLE + 12);
  const c7 = v128.load32_splat(LOG_SINGLE);
  const c6 = v128.load32_splat(LOG_SINGLE + 4);
  const c5 = v128.load32_splat(LOG_SINGLE + 8);
  const c4 = v128.load32_splat(LOG_SINGLE + 12);
  const c3 = v128.load32_splat(LOG_SINGLE + 16);
  const c2 = v128.load32_splat(LOG_SINGLE + 20);
  const c1 = v128.load32_splat(LOG_SINGLE + 24);
  const c0 = v128.load32_splat(LOG_SINGLE + 28);
  for (; columns; columns--) {
    let words = from;
    for (const end = to + bytes; to < end; to += FOUR) {
      let a = f32x4.convert_i32x4_s(i32x4.shr_u(v128.load(words), 1));
      let b = f32x4.convert_i32x4_s(i32x4.shr_u(v128.load(words, VECTOR), 1));
      words += nextRow;
      let c = f32x4.convert_i32x4_s(i32x4.shr_u(v128.load(words), 1));
      let d = f32x4.convert_i32x4_s(i32x4.shr_u(v128.load(words, VECTOR), 1));
      words += nextRow;
      a = f32x4.add(f32x4.mul(a, unit), halfUnit);
      b = f32x4.add(f32x4.mul(b, unit), halfUnit);
      c = f32x4.add(f32x4.mul(c, unit), halfUnit);
      d = f32x4.add(f32x4.mul(d, unit), halfUnit);
      const eA = v128.and(i32x4.sub(a, threeQuarters), exponent);
      const eB = v128.and(i32x4.sub(b, threeQuarters), exponent);
      const eC = v128.and(i32x4.sub(c, threeQuarters), exponent);
      const eD = v128.and(i32x4.sub(d, threeQuarters), exponent);
      a = f32x4.sub(i32x4.sub(a, eA), one);
      b = f32x4.sub(i32x4.sub(b, eB), one);
      c = f32x4.sub(i32x4.sub(c, eC), one);
      d = f32x4.sub(i32x4.sub(d, eD), one);
      const squareA = f32x4.mul(a, a);
      const squareB = f32x4.mul(b, b);
      const squareC = f32x4.mul(c, c);
      const squareD = f32x4.mul(d, d);
      let evenA = f32x4.add(f32x4.mul(c6, squareA), c4);
      let evenB = f32x4.add(f32x4.mul(c6, squareB), c4);
      let evenC = f32x4.add(f32x4.mul(c6, squareC), c4);
      let evenD = f32x4.add(f32x4.mul(c6, squareD), c4);
      let oddA = f32x4.add(f32x4.mul(c7, squareA), c5);
      let oddB = f32x4.add(f32x4.mul(c7, squareB), c5);
      let oddC = f32x4.add(f32x4.mul(c7, squareC), c5);
      let oddD = f32x4.add(f32x4.mul(c7, squareD), c5);
      evenA = f32x4.add(f32x4.mul(evenA, squareA), c2);
      evenB = f32x4.add(f32x4.mul(evenB, squareB), c2);
      evenC = f32x4.add(f32x4.mul(evenC, squareC), c2);
      evenD = f32x4.add(f32x4.mul(evenD, squareD), c2);
      oddA = f32x4.add(f32x4.mul(oddA, squareA), c3);
      oddB = f32x4.add(f32x4.mul(oddB, squareB), c3);
      oddC = f32x4.add(f32x4.mul(oddC, squareC), c3);
      oddD = f32x4.add(f32x4.mul(oddD, squareD), c3);
      evenA = f32x4.add(f32x4.mul(evenA, squareA), c0);
      evenB = f32x4.add(f32x4.mul(evenB, squareB), c0);
      evenC = f32x4.add(f32x4.mul(evenC, squareC), c0);
      evenD = f32x4.add(f32x4.mul(evenD, squareD), c0);
      oddA = f32x4.add(f32x4.mul(oddA, squareA), c1);
      oddB = f32x4.add(f32x4.mul(oddB, squareB), c1);
      oddC = f32x4.add(f32x4.mul(oddC, squareC), c1);
      oddD = f32x4.add(f32x4.mul(oddD, squareD), c1);
      a = f32x4.mul(f32x4.add(evenA, f32x4.mul(oddA, a)), a);
      b = f32x4.mul(f32x4.add(evenB, f32x4.mul(oddB, b)), b);
      c = f32x4.mul(f32x4.add(evenC, f32x4.mul(oddC, c)), c);
      d = f32x4.mul(f32x4.add(evenD, f32x4.mul(oddD, d)), d);
      a = f32x4.add(a, f32x4.mul(f32x4.convert_i32x4_s(eA), perExponent));
      b = f32x4.add(b, f32x4.mul(f32x4.convert_i32x4_s(eB), perExponent));
      c = f32x4.add(c, f32x4.mul(f32x4.convert_i32x4_s(eC), perExponent));
      d = f32x4.add(d, f32x4.mul(f32x4.convert_i32x4_s(eD), perExponent));
      storeBoth(to, a, b);
      v128.store(to, d, 3 * VECTOR);
      v128.store(to, c, 2 * VECTOR);
    }
    from += fromStride;
    to += toStride - bytes;
  }
}

/** ln m = 2 atanh(s) with s = (m - 1) / (m + 1): half the terms of a polynomial in m, for one division. @inline */
function squaredRadiiDouble(
  columns: i32,
  from: usize,
  nextRow: usize,
  fromStride: usize,
  to: usize,
  toStride: usize,
  bytes: usize,
): void {
  const unit = v128.load64_splat(UNITS);
  const halfUnit = v128.load64_splat(UNITS + 8);
  const threeQuarters = v128.load64_splat(SPLIT);
  const exponent = v128.load64_splat(SPLIT + 8);
  const one = v128.load64_splat(SPLIT + 16);
  const perExponent = v128.load64_splat(SPLIT + 24);
  const zero = v128.load64_splat(INTEGERS);
  const zeroExponent = v128.load64_splat(INTEGERS + 8);
  const c5 = v128.load64_splat(LOG);
  const c4 = v128.load64_splat(LOG + 8);
  const c3 = v128.load64_splat(LOG + 16);
  const c2 = v128.load64_splat(LOG + 24);
  const c1 = v128.load64_splat(LOG + 32);
  const c0 = v128.load64_splat(LOG + 40);
  for (; columns; columns--) {
    let words = from;
    for (const end = to + bytes; to < end; to += FOUR) {
      const first = i32x4.shr_u(v128.load(words), 1);
      const second = i32x4.shr_u(v128.load(words, VECTOR), 1);
      let a = f64x2.sub(v128.or(i64x2.extend_low_i32x4_u(first), zero), zero);
      let b = f64x2.sub(v128.or(i64x2.extend_high_i32x4_u(first), zero), zero);
      let c = f64x2.sub(v128.or(i64x2.extend_low_i32x4_u(second), zero), zero);
      let d = f64x2.sub(v128.or(i64x2.extend_high_i32x4_u(second), zero), zero);
      a = f64x2.add(f64x2.mul(a, unit), halfUnit);
      b = f64x2.add(f64x2.mul(b, unit), halfUnit);
      c = f64x2.add(f64x2.mul(c, unit), halfUnit);
      d = f64x2.add(f64x2.mul(d, unit), halfUnit);
      let eA = v128.and(i64x2.sub(a, threeQuarters), exponent);
      let eB = v128.and(i64x2.sub(b, threeQuarters), exponent);
      let eC = v128.and(i64x2.sub(c, threeQuarters), exponent);
      let eD = v128.and(i64x2.sub(d, threeQuarters), exponent);
      a = i64x2.add(i64x2.sub(a, eA), one);
      b = i64x2.add(i64x2.sub(b, eB), one);
      c = i64x2.add(i64x2.sub(c, eC), one);
      d = i64x2.add(i64x2.sub(d, eD), one);
      eA = f64x2.sub(v128.or(i64x2.shr_u(eA, 52), zero), zeroExponent);
      eB = f64x2.sub(v128.or(i64x2.shr_u(eB, 52), zero), zeroExponent);
      eC = f64x2.sub(v128.or(i64x2.shr_u(eC, 52), zero), zeroExponent);
      eD = f64x2.sub(v128.or(i64x2.shr_u(eD, 52), zero), zeroExponent);
      a = f64x2.div(f64x2.sub(a, one), f64x2.add(a, one));
      b = f64x2.div(f64x2.sub(b, one), f64x2.add(b, one));
      c = f64x2.div(f64x2.sub(c, one), f64x2.add(c, one));
      d = f64x2.div(f64x2.sub(d, one), f64x2.add(d, one));
      const squareA = f64x2.mul(a, a);
      const squareB = f64x2.mul(b, b);
      const squareC = f64x2.mul(c, c);
      const squareD = f64x2.mul(d, d);
      let pA = f64x2.add(f64x2.mul(c5, squareA), c4);
      let pB = f64x2.add(f64x2.mul(c5, squareB), c4);
      let pC = f64x2.add(f64x2.mul(c5, squareC), c4);
      let pD = f64x2.add(f64x2.mul(c5, squareD), c4);
      pA = f64x2.add(f64x2.mul(pA, squareA), c3);
      pB = f64x2.add(f64x2.mul(pB, squareB), c3);
      pC = f64x2.add(f64x2.mul(pC, squareC), c3);
      pD = f64x2.add(f64x2.mul(pD, squareD), c3);
      pA = f64x2.add(f64x2.mul(pA, squareA), c2);
      pB = f64x2.add(f64x2.mul(pB, squareB), c2);
      pC = f64x2.add(f64x2.mul(pC, squareC), c2);
      pD = f64x2.add(f64x2.mul(pD, squareD), c2);
      pA = f64x2.add(f64x2.mul(pA, squareA), c1);
      pB = f64x2.add(f64x2.mul(pB, squareB), c1);
      pC = f64x2.add(f64x2.mul(pC, squareC), c1);
      pD = f64x2.add(f64x2.mul(pD, squareD), c1);
      pA = f64x2.add(f64x2.mul(pA, squareA), c0);
      pB = f64x2.add(f64x2.mul(pB, squareB), c0);
      pC = f64x2.add(f64x2.mul(pC, squareC), c0);
      pD = f64x2.add(f64x2.mul(pD, squareD), c0);
      a = f64x2.add(f64x2.mul(pA, a), f64x2.mul(eA, perExponent));
      b = f64x2.add(f64x2.mul(pB, b), f64x2.mul(eB, perExponent));
      c = f64x2.add(f64x2.mul(pC, c), f64x2.mul(eC, perExponent));
      d = f64x2.add(f64x2.mul(pD, d), f64x2.mul(eD, perExponent));
      storeBoth(to, a, b);
      v128.store(to, d, 3 * VECTOR);
      v128.store(to, c, 2 * VECTOR);
      words += nextRow;
    }
    from += fromStride;
    to += toStride - bytes;
  }
}
