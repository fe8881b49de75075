import { VECTOR } from './lanes';
import { FOUR, UNITS, UNITS_SINGLE, wordBytes } from './radii';

/** sin(pi v) / v in powers of v squared, for |v| <= 1/2: relative errors 5e-9 and 7e-14. */
const SINE_SINGLE = memory.data<f32>([
  0.07756038755178452, -0.5982421040534973, 2.550069808959961, -5.167709827423096, 3.1415927410125732,
]);
const SINE = memory.data<f64>([
  0.00044720029516305294, -0.007363785026591501, 0.08214473211475079, -0.5992644257356645, 2.550164035419324,
  -5.167712779977312, 3.1415926535895973,
]);
/** cos(pi v) in powers of v squared: absolute errors 5e-8 and 8e-13. */
const COSINE_SINGLE = memory.data<f32>([
  0.2196968048810959, -1.3318802118301392, 4.058412075042725, -4.934792995452881, 0.9999999403953552,
]);
const COSINE = memory.data<f64>([
  0.00184002170358743, -0.025776340615184773, 0.2353254433865834, -1.3352623161423263, 4.058712107589014,
  -4.934802200250956, 0.9999999999992518,
]);

/**
 * Pass 3: the two normals of each radius at `second` and word at `from`: radius times sin(pi v) to `first`, radius times cos(pi v)
 * to `second`, until `end`. v in [-1/2, 1/2) are the lower 31 bits of the word; its upper bit is the sign of the cosine.
 */
export function turn<T>(from: usize, first: usize, second: usize, end: usize): void {
  for (; second < end; second += FOUR) {
    if (sizeof<T>() == 4) turnSingle(from, first, second);
    else turnDouble(from, first, second);
    from += wordBytes<T>();
    first += FOUR;
  }
}

@inline
function turnSingle(from: usize, first: usize, second: usize): void {
  let k = v128.load32_splat(UNITS_SINGLE, 4);
  const a = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shl(v128.load(from), 1)), k);
  const b = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shl(v128.load(from, VECTOR), 1)), k);
  const c = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shl(v128.load(from, 2 * VECTOR), 1)), k);
  const d = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shl(v128.load(from, 3 * VECTOR), 1)), k);
  const qA = f32x4.mul(a, a);
  const qB = f32x4.mul(b, b);
  const qC = f32x4.mul(c, c);
  const qD = f32x4.mul(d, d);
  k = v128.load32_splat(SINE_SINGLE);
  let l = v128.load32_splat(SINE_SINGLE, 4);
  let m = v128.load32_splat(COSINE_SINGLE);
  let n = v128.load32_splat(COSINE_SINGLE, 4);
  let sineA = f32x4.add(f32x4.mul(k, qA), l);
  let cosineA = f32x4.add(f32x4.mul(m, qA), n);
  let sineB = f32x4.add(f32x4.mul(k, qB), l);
  let cosineB = f32x4.add(f32x4.mul(m, qB), n);
  let sineC = f32x4.add(f32x4.mul(k, qC), l);
  let cosineC = f32x4.add(f32x4.mul(m, qC), n);
  let sineD = f32x4.add(f32x4.mul(k, qD), l);
  let cosineD = f32x4.add(f32x4.mul(m, qD), n);
  k = v128.load32_splat(SINE_SINGLE, 8);
  m = v128.load32_splat(COSINE_SINGLE, 8);
  sineA = f32x4.add(f32x4.mul(sineA, qA), k);
  cosineA = f32x4.add(f32x4.mul(cosineA, qA), m);
  sineB = f32x4.add(f32x4.mul(sineB, qB), k);
  cosineB = f32x4.add(f32x4.mul(cosineB, qB), m);
  sineC = f32x4.add(f32x4.mul(sineC, qC), k);
  cosineC = f32x4.add(f32x4.mul(cosineC, qC), m);
  sineD = f32x4.add(f32x4.mul(sineD, qD), k);
  cosineD = f32x4.add(f32x4.mul(cosineD, qD), m);
  k = v128.load32_splat(SINE_SINGLE, 12);
  m = v128.load32_splat(COSINE_SINGLE, 12);
  sineA = f32x4.add(f32x4.mul(sineA, qA), k);
  cosineA = f32x4.add(f32x4.mul(cosineA, qA), m);
  sineB = f32x4.add(f32x4.mul(sineB, qB), k);
  cosineB = f32x4.add(f32x4.mul(cosineB, qB), m);
  sineC = f32x4.add(f32x4.mul(sineC, qC), k);
  cosineC = f32x4.add(f32x4.mul(cosineC, qC), m);
  sineD = f32x4.add(f32x4.mul(sineD, qD), k);
  cosineD = f32x4.add(f32x4.mul(cosineD, qD), m);
  k = v128.load32_splat(SINE_SINGLE, 16);
  m = v128.load32_splat(COSINE_SINGLE, 16);
  sineA = f32x4.add(f32x4.mul(sineA, qA), k);
  cosineA = f32x4.add(f32x4.mul(cosineA, qA), m);
  sineB = f32x4.add(f32x4.mul(sineB, qB), k);
  cosineB = f32x4.add(f32x4.mul(cosineB, qB), m);
  sineC = f32x4.add(f32x4.mul(sineC, qC), k);
  cosineC = f32x4.add(f32x4.mul(cosineC, qC), m);
  sineD = f32x4.add(f32x4.mul(sineD, qD), k);
  cosineD = f32x4.add(f32x4.mul(cosineD, qD), m);
  const radiusA = v128.load(second);
  v128.store(first, f32x4.mul(radiusA, f32x4.mul(sineA, a)));
  v128.store(second, v128.xor(f32x4.mul(radiusA, cosineA), signs(v128.load(from))));
  const radiusB = v128.load(second, VECTOR);
  v128.store(first, f32x4.mul(radiusB, f32x4.mul(sineB, b)), VECTOR);
  v128.store(second, v128.xor(f32x4.mul(radiusB, cosineB), signs(v128.load(from, VECTOR))), VECTOR);
  const radiusC = v128.load(second, 2 * VECTOR);
  v128.store(first, f32x4.mul(radiusC, f32x4.mul(sineC, c)), 2 * VECTOR);
  v128.store(second, v128.xor(f32x4.mul(radiusC, cosineC), signs(v128.load(from, 2 * VECTOR))), 2 * VECTOR);
  const radiusD = v128.load(second, 3 * VECTOR);
  v128.store(first, f32x4.mul(radiusD, f32x4.mul(sineD, d)), 3 * VECTOR);
  v128.store(second, v128.xor(f32x4.mul(radiusD, cosineD), signs(v128.load(from, 3 * VECTOR))), 3 * VECTOR);
}

@inline
function turnDouble(from: usize, first: usize, second: usize): void {
  let k = v128.load64_splat(UNITS, 8);
  const a = f64x2.mul(f64x2.convert_low_i32x4_s(i32x4.shl(v128.load64_zero(from), 1)), k);
  const b = f64x2.mul(f64x2.convert_low_i32x4_s(i32x4.shl(v128.load64_zero(from, 8), 1)), k);
  const c = f64x2.mul(f64x2.convert_low_i32x4_s(i32x4.shl(v128.load64_zero(from, 16), 1)), k);
  const d = f64x2.mul(f64x2.convert_low_i32x4_s(i32x4.shl(v128.load64_zero(from, 24), 1)), k);
  const qA = f64x2.mul(a, a);
  const qB = f64x2.mul(b, b);
  const qC = f64x2.mul(c, c);
  const qD = f64x2.mul(d, d);
  k = v128.load64_splat(SINE);
  let l = v128.load64_splat(SINE, 8);
  let m = v128.load64_splat(COSINE);
  let n = v128.load64_splat(COSINE, 8);
  let sineA = f64x2.add(f64x2.mul(k, qA), l);
  let cosineA = f64x2.add(f64x2.mul(m, qA), n);
  let sineB = f64x2.add(f64x2.mul(k, qB), l);
  let cosineB = f64x2.add(f64x2.mul(m, qB), n);
  let sineC = f64x2.add(f64x2.mul(k, qC), l);
  let cosineC = f64x2.add(f64x2.mul(m, qC), n);
  let sineD = f64x2.add(f64x2.mul(k, qD), l);
  let cosineD = f64x2.add(f64x2.mul(m, qD), n);
  k = v128.load64_splat(SINE, 16);
  m = v128.load64_splat(COSINE, 16);
  sineA = f64x2.add(f64x2.mul(sineA, qA), k);
  cosineA = f64x2.add(f64x2.mul(cosineA, qA), m);
  sineB = f64x2.add(f64x2.mul(sineB, qB), k);
  cosineB = f64x2.add(f64x2.mul(cosineB, qB), m);
  sineC = f64x2.add(f64x2.mul(sineC, qC), k);
  cosineC = f64x2.add(f64x2.mul(cosineC, qC), m);
  sineD = f64x2.add(f64x2.mul(sineD, qD), k);
  cosineD = f64x2.add(f64x2.mul(cosineD, qD), m);
  k = v128.load64_splat(SINE, 24);
  m = v128.load64_splat(COSINE, 24);
  sineA = f64x2.add(f64x2.mul(sineA, qA), k);
  cosineA = f64x2.add(f64x2.mul(cosineA, qA), m);
  sineB = f64x2.add(f64x2.mul(sineB, qB), k);
  cosineB = f64x2.add(f64x2.mul(cosineB, qB), m);
  sineC = f64x2.add(f64x2.mul(sineC, qC), k);
  cosineC = f64x2.add(f64x2.mul(cosineC, qC), m);
  sineD = f64x2.add(f64x2.mul(sineD, qD), k);
  cosineD = f64x2.add(f64x2.mul(cosineD, qD), m);
  k = v128.load64_splat(SINE, 32);
  m = v128.load64_splat(COSINE, 32);
  sineA = f64x2.add(f64x2.mul(sineA, qA), k);
  cosineA = f64x2.add(f64x2.mul(cosineA, qA), m);
  sineB = f64x2.add(f64x2.mul(sineB, qB), k);
  cosineB = f64x2.add(f64x2.mul(cosineB, qB), m);
  sineC = f64x2.add(f64x2.mul(sineC, qC), k);
  cosineC = f64x2.add(f64x2.mul(cosineC, qC), m);
  sineD = f64x2.add(f64x2.mul(sineD, qD), k);
  cosineD = f64x2.add(f64x2.mul(cosineD, qD), m);
  k = v128.load64_splat(SINE, 40);
  m = v128.load64_splat(COSINE, 40);
  sineA = f64x2.add(f64x2.mul(sineA, qA), k);
  cosineA = f64x2.add(f64x2.mul(cosineA, qA), m);
  sineB = f64x2.add(f64x2.mul(sineB, qB), k);
  cosineB = f64x2.add(f64x2.mul(cosineB, qB), m);
  sineC = f64x2.add(f64x2.mul(sineC, qC), k);
  cosineC = f64x2.add(f64x2.mul(cosineC, qC), m);
  sineD = f64x2.add(f64x2.mul(sineD, qD), k);
  cosineD = f64x2.add(f64x2.mul(cosineD, qD), m);
  k = v128.load64_splat(SINE, 48);
  m = v128.load64_splat(COSINE, 48);
  sineA = f64x2.add(f64x2.mul(sineA, qA), k);
  cosineA = f64x2.add(f64x2.mul(cosineA, qA), m);
  sineB = f64x2.add(f64x2.mul(sineB, qB), k);
  cosineB = f64x2.add(f64x2.mul(cosineB, qB), m);
  sineC = f64x2.add(f64x2.mul(sineC, qC), k);
  cosineC = f64x2.add(f64x2.mul(cosineC, qC), m);
  sineD = f64x2.add(f64x2.mul(sineD, qD), k);
  cosineD = f64x2.add(f64x2.mul(cosineD, qD), m);
  const radiusA = v128.load(second);
  v128.store(first, f64x2.mul(radiusA, f64x2.mul(sineA, a)));
  v128.store(second, v128.xor(f64x2.mul(radiusA, cosineA), signsDouble(v128.load64_zero(from))));
  const radiusB = v128.load(second, VECTOR);
  v128.store(first, f64x2.mul(radiusB, f64x2.mul(sineB, b)), VECTOR);
  v128.store(second, v128.xor(f64x2.mul(radiusB, cosineB), signsDouble(v128.load64_zero(from, 8))), VECTOR);
  const radiusC = v128.load(second, 2 * VECTOR);
  v128.store(first, f64x2.mul(radiusC, f64x2.mul(sineC, c)), 2 * VECTOR);
  v128.store(second, v128.xor(f64x2.mul(radiusC, cosineC), signsDouble(v128.load64_zero(from, 16))), 2 * VECTOR);
  const radiusD = v128.load(second, 3 * VECTOR);
  v128.store(first, f64x2.mul(radiusD, f64x2.mul(sineD, d)), 3 * VECTOR);
  v128.store(second, v128.xor(f64x2.mul(radiusD, cosineD), signsDouble(v128.load64_zero(from, 24))), 3 * VECTOR);
}

@inline
function signs(words: v128): v128 {
  return i32x4.shl(i32x4.shr_u(words, 31), 31);
}

/** The signs of the lower two words, where doubles have theirs. */
@inline
function signsDouble(words: v128): v128 {
  return i64x2.shl(i64x2.shr_u(i32x4.shuffle(words, words, 0, 0, 1, 1), 63), 63);
}
