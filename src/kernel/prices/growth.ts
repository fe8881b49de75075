/**
 * e^x in lanes, made of + - * / alone, so that IEEE 754 fixes its bits on every machine. The polynomials are minimax fits of our own
 * (Remez exchange in 40 digits, rounded), highest power first.
 */
/** (e^x - 1) / x for |x| <= ln(2) / 2: error 1.1e-8 for single precision returns (whose own is 6e-8), 8e-14 for double ones. */
const GROWTH_SINGLE = memory.data<f64>([
  0.001394858678186044, 0.008369150631038796, 0.04166624061540648, 0.16666505234869497, 0.5000000080831083,
  1.0000000107754075,
]);
const GROWTH = memory.data<f64>([
  2.764020193732009e-6, 2.4876165497502208e-5, 0.00019841172485997283, 0.001388882167451611, 0.008333333380942417,
  0.041666666890976, 0.16666666666582913, 0.49999999999797906, 1.0000000000000024,
]);

/** Largest |x| that needs no reduction: below ln(2) / 2, and the same number in both precisions. */
export const SMALL: f64 = 0.34375;
/** Beyond this a price leaves the range of doubles in any case; the bound keeps the exponent below in range. */
const LARGEST: f64 = 700;

/** e^x - 1 for |x| <= ln(2) / 2. @inline */
function growthOfSmall<T extends number>(x: v128): v128 {
  const table = sizeof<T>() == 4 ? GROWTH_SINGLE : GROWTH;
  let p = v128.load64_splat(table);
  p = f64x2.add(f64x2.mul(p, x), v128.load64_splat(table, 8));
  p = f64x2.add(f64x2.mul(p, x), v128.load64_splat(table, 16));
  p = f64x2.add(f64x2.mul(p, x), v128.load64_splat(table, 24));
  p = f64x2.add(f64x2.mul(p, x), v128.load64_splat(table, 32));
  p = f64x2.add(f64x2.mul(p, x), v128.load64_splat(table, 40));
  if (sizeof<T>() == 8) {
    p = f64x2.add(f64x2.mul(p, x), v128.load64_splat(table, 48));
    p = f64x2.add(f64x2.mul(p, x), v128.load64_splat(table, 56));
    p = f64x2.add(f64x2.mul(p, x), v128.load64_splat(table, 64));
  }
  return f64x2.mul(p, x);
}

/** price e^x for |x| <= SMALL, far above an hour's return. @inline */
export function grownLittle<T extends number>(price: v128, x: v128): v128 {
  return f64x2.add(price, f64x2.mul(price, growthOfSmall<T>(x)));
}

/**
 * price e^x for any x: x = n ln 2 + r with |r| <= ln(2) / 2, and price e^r 2^n. A lane that is small has n = 0 and gets the very
 * bits of `grownLittle`: the result of a lane never depends on its neighbours.
 */
export function grown<T extends number>(price: v128, x: v128): v128 {
  const large = f64x2.gt(f64x2.abs(x), f64x2.splat(SMALL));
  if (!v128.any_true(large)) return grownLittle<T>(price, x);
  const bounded = f64x2.pmax(f64x2.pmin(x, f64x2.splat(LARGEST)), f64x2.splat(-LARGEST));
  const n = f64x2.nearest(f64x2.mul(bounded, f64x2.splat(1.4426950408889634)));
  const r = f64x2.sub(
    f64x2.sub(bounded, f64x2.mul(n, f64x2.splat(0.69314718036912381649))),
    f64x2.mul(n, f64x2.splat(1.90821492927058770002e-10)),
  );
  const exponent = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(n));
  const power = i64x2.shl(i64x2.add(exponent, i64x2.splat(1023)), 52);
  return f64x2.mul(grownLittle<T>(price, r), power);
}
