import { VECTOR } from './lanes';

/**
 * Normals by Box and Muller (1958), without a branch: a radius from one word, an angle (`turn.ts`) from another. The largest radius
 * is 6.66. A ziggurat or an inverse distribution function in lanes looked no cheaper.
 *
 * Both passes take four vectors at a time. A vector constant in the code costs three operations to make and the two passes have
 * more coefficients than there are registers, so each is loaded where it is used, once for four vectors. One vector at a time took
 * 45 % longer. Even and odd powers of a polynomial are summed apart: two short chains instead of a long one, 9 % less. The
 * polynomials are minimax fits of our own (Remez exchange in 40 digits, rounded), highest power first.
 */
export const FOUR: usize = 4 * VECTOR;

/** 2^-31, 2^-32. */
export const UNITS_SINGLE = memory.data<f32>([1.0 / 2147483648.0, 0.5 / 2147483648.0]);
export const UNITS = memory.data<f64>([1.0 / 2147483648.0, 0.5 / 2147483648.0]);
/** The bits of 3/4, the mask of sign and exponent, 1, and -2 ln 2. */
const SPLIT_SINGLE = memory.data<u32>([0x3f400000, 0xff800000, 0x3f800000, 0xbfb17218]);
const SPLIT = memory.data<u64>([0x3fe8000000000000, 0xfff0000000000000, 0x3ff0000000000000, 0xbff62e42fefa39ef]);
/** -2 ln(1 + t) / t for t in [-1/4, 1/2): relative error 1.8e-7. */
const LOG_SINGLE = memory.data<f32>([
  0.13292096555233002, -0.28263697028160095, 0.3474443256855011, -0.4021607041358948, 0.49953582882881165,
  -0.6665952801704407, 1.0000042915344238, -2.000000238418579,
]);
/** -4 atanh(s) / s in powers of s squared, for |s| <= 1/5: absolute error 7e-13 of the polynomial, 1.4e-13 of the logarithm. */
const LOG = memory.data<f64>([
  -0.40315536837511284, -0.44262485014487607, -0.571466771930366,
  -0.7999996389706991, -1.3333333345790266, -3.999999999999304,
]);

/**
 * Pass 2: the radius sqrt(-2 ln u) of each word at `from`, to `to` and on until `end`; u = (w + 1/2) 2^-31 in (0, 1) of the upper
 * 31 bits w. As a float it is rounded to 24 bits (and may be 1), but small ones keep their resolution, so the tail of the normal is that of 31
 * bits. (To convert all 32 bits, unsigned, costs eight operations instead of one.)
 *
 * u = m 2^e with m in [3/4, 3/2), split by the bits.
 */
export function drawRadii<T>(from: usize, to: usize, end: usize): void {
  for (; to < end; to += FOUR) {
    if (sizeof<T>() == 4) radiiSingle(from, to);
    else radiiDouble(from, to);
    from += wordBytes<T>();
  }
}

@inline
function radiiSingle(from: usize, to: usize): void {
  let k = v128.load32_splat(UNITS_SINGLE);
  let l = v128.load32_splat(UNITS_SINGLE, 4);
  let a = f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(v128.load(from), 1)), k), l);
  let b = f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(v128.load(from, VECTOR), 1)), k), l);
  let c = f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(v128.load(from, 2 * VECTOR), 1)), k), l);
  let d = f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(v128.load(from, 3 * VECTOR), 1)), k), l);
  k = v128.load32_splat(SPLIT_SINGLE);
  l = v128.load32_splat(SPLIT_SINGLE, 4);
  const one = v128.load32_splat(SPLIT_SINGLE, 8);
  let eA = i32x4.sub(a, k);
  a = f32x4.sub(i32x4.sub(a, v128.and(eA, l)), one);
  eA = f32x4.convert_i32x4_s(i32x4.shr_s(eA, 23));
  let eB = i32x4.sub(b, k);
  b = f32x4.sub(i32x4.sub(b, v128.and(eB, l)), one);
  eB = f32x4.convert_i32x4_s(i32x4.shr_s(eB, 23));
  let eC = i32x4.sub(c, k);
  c = f32x4.sub(i32x4.sub(c, v128.and(eC, l)), one);
  eC = f32x4.convert_i32x4_s(i32x4.shr_s(eC, 23));
  let eD = i32x4.sub(d, k);
  d = f32x4.sub(i32x4.sub(d, v128.and(eD, l)), one);
  eD = f32x4.convert_i32x4_s(i32x4.shr_s(eD, 23));
  const squareA = f32x4.mul(a, a);
  const squareB = f32x4.mul(b, b);
  const squareC = f32x4.mul(c, c);
  const squareD = f32x4.mul(d, d);
  k = v128.load32_splat(LOG_SINGLE, 4);
  l = v128.load32_splat(LOG_SINGLE);
  let m = v128.load32_splat(LOG_SINGLE, 12);
  let n = v128.load32_splat(LOG_SINGLE, 8);
  let evenA = f32x4.add(f32x4.mul(k, squareA), m);
  let oddA = f32x4.add(f32x4.mul(l, squareA), n);
  let evenB = f32x4.add(f32x4.mul(k, squareB), m);
  let oddB = f32x4.add(f32x4.mul(l, squareB), n);
  let evenC = f32x4.add(f32x4.mul(k, squareC), m);
  let oddC = f32x4.add(f32x4.mul(l, squareC), n);
  let evenD = f32x4.add(f32x4.mul(k, squareD), m);
  let oddD = f32x4.add(f32x4.mul(l, squareD), n);
  k = v128.load32_splat(LOG_SINGLE, 20);
  l = v128.load32_splat(LOG_SINGLE, 16);
  evenA = f32x4.add(f32x4.mul(evenA, squareA), k);
  oddA = f32x4.add(f32x4.mul(oddA, squareA), l);
  evenB = f32x4.add(f32x4.mul(evenB, squareB), k);
  oddB = f32x4.add(f32x4.mul(oddB, squareB), l);
  evenC = f32x4.add(f32x4.mul(evenC, squareC), k);
  oddC = f32x4.add(f32x4.mul(oddC, squareC), l);
  evenD = f32x4.add(f32x4.mul(evenD, squareD), k);
  oddD = f32x4.add(f32x4.mul(oddD, squareD), l);
  k = v128.load32_splat(LOG_SINGLE, 28);
  l = v128.load32_splat(LOG_SINGLE, 24);
  evenA = f32x4.add(f32x4.mul(evenA, squareA), k);
  oddA = f32x4.add(f32x4.mul(oddA, squareA), l);
  evenB = f32x4.add(f32x4.mul(evenB, squareB), k);
  oddB = f32x4.add(f32x4.mul(oddB, squareB), l);
  evenC = f32x4.add(f32x4.mul(evenC, squareC), k);
  oddC = f32x4.add(f32x4.mul(oddC, squareC), l);
  evenD = f32x4.add(f32x4.mul(evenD, squareD), k);
  oddD = f32x4.add(f32x4.mul(oddD, squareD), l);
  k = v128.load32_splat(SPLIT_SINGLE, 12);
  a = f32x4.mul(f32x4.add(evenA, f32x4.mul(oddA, a)), a);
  b = f32x4.mul(f32x4.add(evenB, f32x4.mul(oddB, b)), b);
  c = f32x4.mul(f32x4.add(evenC, f32x4.mul(oddC, c)), c);
  d = f32x4.mul(f32x4.add(evenD, f32x4.mul(oddD, d)), d);
  v128.store(to, f32x4.sqrt(f32x4.add(a, f32x4.mul(eA, k))));
  v128.store(to, f32x4.sqrt(f32x4.add(b, f32x4.mul(eB, k))), VECTOR);
  v128.store(to, f32x4.sqrt(f32x4.add(c, f32x4.mul(eC, k))), 2 * VECTOR);
  v128.store(to, f32x4.sqrt(f32x4.add(d, f32x4.mul(eD, k))), 3 * VECTOR);
}

/** ln m = 2 atanh(s) with s = (m - 1) / (m + 1): half the terms of a polynomial in m, for one division. */
@inline
function radiiDouble(from: usize, to: usize): void {
  let k = v128.load64_splat(UNITS);
  let l = v128.load64_splat(UNITS, 8);
  let a = f64x2.add(f64x2.mul(f64x2.convert_low_i32x4_s(i32x4.shr_u(v128.load64_zero(from), 1)), k), l);
  let b = f64x2.add(f64x2.mul(f64x2.convert_low_i32x4_s(i32x4.shr_u(v128.load64_zero(from, 8), 1)), k), l);
  let c = f64x2.add(f64x2.mul(f64x2.convert_low_i32x4_s(i32x4.shr_u(v128.load64_zero(from, 16), 1)), k), l);
  let d = f64x2.add(f64x2.mul(f64x2.convert_low_i32x4_s(i32x4.shr_u(v128.load64_zero(from, 24), 1)), k), l);
  k = v128.load64_splat(SPLIT);
  l = v128.load64_splat(SPLIT, 8);
  const one = v128.load64_splat(SPLIT, 16);
  let eA = i64x2.sub(a, k);
  a = i64x2.sub(a, v128.and(eA, l));
  a = f64x2.div(f64x2.sub(a, one), f64x2.add(a, one));
  eA = exponents(eA);
  let eB = i64x2.sub(b, k);
  b = i64x2.sub(b, v128.and(eB, l));
  b = f64x2.div(f64x2.sub(b, one), f64x2.add(b, one));
  eB = exponents(eB);
  let eC = i64x2.sub(c, k);
  c = i64x2.sub(c, v128.and(eC, l));
  c = f64x2.div(f64x2.sub(c, one), f64x2.add(c, one));
  eC = exponents(eC);
  let eD = i64x2.sub(d, k);
  d = i64x2.sub(d, v128.and(eD, l));
  d = f64x2.div(f64x2.sub(d, one), f64x2.add(d, one));
  eD = exponents(eD);
  const wA = f64x2.mul(a, a);
  const wB = f64x2.mul(b, b);
  const wC = f64x2.mul(c, c);
  const wD = f64x2.mul(d, d);
  k = v128.load64_splat(LOG);
  l = v128.load64_splat(LOG, 8);
  let pA = f64x2.add(f64x2.mul(k, wA), l);
  let pB = f64x2.add(f64x2.mul(k, wB), l);
  let pC = f64x2.add(f64x2.mul(k, wC), l);
  let pD = f64x2.add(f64x2.mul(k, wD), l);
  k = v128.load64_splat(LOG, 16);
  pA = f64x2.add(f64x2.mul(pA, wA), k);
  pB = f64x2.add(f64x2.mul(pB, wB), k);
  pC = f64x2.add(f64x2.mul(pC, wC), k);
  pD = f64x2.add(f64x2.mul(pD, wD), k);
  k = v128.load64_splat(LOG, 24);
  pA = f64x2.add(f64x2.mul(pA, wA), k);
  pB = f64x2.add(f64x2.mul(pB, wB), k);
  pC = f64x2.add(f64x2.mul(pC, wC), k);
  pD = f64x2.add(f64x2.mul(pD, wD), k);
  k = v128.load64_splat(LOG, 32);
  pA = f64x2.add(f64x2.mul(pA, wA), k);
  pB = f64x2.add(f64x2.mul(pB, wB), k);
  pC = f64x2.add(f64x2.mul(pC, wC), k);
  pD = f64x2.add(f64x2.mul(pD, wD), k);
  k = v128.load64_splat(LOG, 40);
  pA = f64x2.add(f64x2.mul(pA, wA), k);
  pB = f64x2.add(f64x2.mul(pB, wB), k);
  pC = f64x2.add(f64x2.mul(pC, wC), k);
  pD = f64x2.add(f64x2.mul(pD, wD), k);
  k = v128.load64_splat(SPLIT, 24);
  v128.store(to, f64x2.sqrt(f64x2.add(f64x2.mul(pA, a), f64x2.mul(eA, k))));
  v128.store(to, f64x2.sqrt(f64x2.add(f64x2.mul(pB, b), f64x2.mul(eB, k))), VECTOR);
  v128.store(to, f64x2.sqrt(f64x2.add(f64x2.mul(pC, c), f64x2.mul(eC, k))), 2 * VECTOR);
  v128.store(to, f64x2.sqrt(f64x2.add(f64x2.mul(pD, d), f64x2.mul(eD, k))), 3 * VECTOR);
}

/** The exponents of doubles, as doubles: they stand in the upper words, and are converted in the lower half. */
@inline
function exponents(bits: v128): v128 {
  const words = i32x4.shr_s(bits, 20);
  return f64x2.convert_low_i32x4_s(i32x4.shuffle(words, words, 1, 3, 1, 3));
}

/** Bytes of the words of four vectors of T. */
@inline
export function wordBytes<T>(): usize {
  return FOUR / (sizeof<T>() / 4);
}
