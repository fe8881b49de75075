import { storeBoth, VECTOR, WORD_ROW } from '../lanes';
import { FOUR, UNITS, UNITS_SINGLE } from './radius';

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

/** The upper bit of a word; of a double. */
const SIGN_SINGLE = memory.data<u32>([0x80000000]);
const SIGN = memory.data<u64>([0x8000000000000000]);
/** 2^52 + 2^51: an integer added to its bits gives the double of both. */
const INTEGERS = memory.data<f64>([6755399441055744.0]);

/**
 * The two normals of each squared radius at `second` and word at `from`: radius times sin(pi v) to `first`, radius times
 * cos(pi v) to `second`, on for `bytes`. v in [-1/2, 1/2) are the lower 31 bits of the word; its upper bit is the sign of the cosine.
 * The root is taken here, beside the polynomials, and not at the end of the long chain of a logarithm.
 */
export function applyAngles<T extends number>(
  from: usize,
  perStep: i32,
  first: usize,
  second: usize,
  bytes: usize,
): void {
  applyAnglesTo<T>(1, from, perStep, 0, first, second, 0, bytes);
}

/** The same for several columns, some bytes from one to the next. */
export function applyAnglesTo<T extends number>(
  columns: i32,
  from: usize,
  perStep: i32,
  fromStride: usize,
  first: usize,
  second: usize,
  stride: usize,
  bytes: usize,
): void {
  const nextRow = <usize>perStep * WORD_ROW;
  const unit = v128.load_splat<T>(sizeof<T>() == 4 ? UNITS_SINGLE + 4 : UNITS + 8);
  const sign = v128.load_splat<T>(sizeof<T>() == 4 ? SIGN_SINGLE : SIGN);
  const s4 = v128.load_splat<T>(sizeof<T>() == 4 ? SINE_SINGLE : SINE + 16);
  const s3 = v128.load_splat<T>(sizeof<T>() == 4 ? SINE_SINGLE + 4 : SINE + 24);
  const s2 = v128.load_splat<T>(sizeof<T>() == 4 ? SINE_SINGLE + 8 : SINE + 32);
  const s1 = v128.load_splat<T>(sizeof<T>() == 4 ? SINE_SINGLE + 12 : SINE + 40);
  const s0 = v128.load_splat<T>(sizeof<T>() == 4 ? SINE_SINGLE + 16 : SINE + 48);
  const c4 = v128.load_splat<T>(sizeof<T>() == 4 ? COSINE_SINGLE : COSINE + 16);
  const c3 = v128.load_splat<T>(sizeof<T>() == 4 ? COSINE_SINGLE + 4 : COSINE + 24);
  const c2 = v128.load_splat<T>(sizeof<T>() == 4 ? COSINE_SINGLE + 8 : COSINE + 32);
  const c1 = v128.load_splat<T>(sizeof<T>() == 4 ? COSINE_SINGLE + 12 : COSINE + 40);
  const c0 = v128.load_splat<T>(sizeof<T>() == 4 ? COSINE_SINGLE + 16 : COSINE + 48);
  for (; columns; columns--) {
    let words = from;
    for (const end = second + bytes; second < end; second += FOUR) {
      const wordsA = v128.load(words);
      const wordsB = sizeof<T>() == 4 ? v128.load(words, VECTOR) : wordsA;
      if (sizeof<T>() == 4) words += nextRow;
      const wordsC = sizeof<T>() == 4 ? v128.load(words) : v128.load(words, VECTOR);
      const wordsD = sizeof<T>() == 4 ? v128.load(words, VECTOR) : wordsC;
      words += nextRow;
      const a = v128.mul<T>(angle<T>(wordsA, false), unit);
      const b = v128.mul<T>(angle<T>(wordsB, true), unit);
      const c = v128.mul<T>(angle<T>(wordsC, false), unit);
      const d = v128.mul<T>(angle<T>(wordsD, true), unit);
      const squareA = v128.mul<T>(a, a);
      const squareB = v128.mul<T>(b, b);
      const squareC = v128.mul<T>(c, c);
      const squareD = v128.mul<T>(d, d);
      let sineA = s4;
      let sineB = s4;
      let sineC = s4;
      let sineD = s4;
      let cosineA = c4;
      let cosineB = c4;
      let cosineC = c4;
      let cosineD = c4;
      if (sizeof<T>() == 8) {
        const s6 = v128.load64_splat(SINE);
        const s5 = v128.load64_splat(SINE + 8);
        const c6 = v128.load64_splat(COSINE);
        const c5 = v128.load64_splat(COSINE + 8);
        sineA = higher(s6, s5, s4, squareA);
        sineB = higher(s6, s5, s4, squareB);
        sineC = higher(s6, s5, s4, squareC);
        sineD = higher(s6, s5, s4, squareD);
        cosineA = higher(c6, c5, c4, squareA);
        cosineB = higher(c6, c5, c4, squareB);
        cosineC = higher(c6, c5, c4, squareC);
        cosineD = higher(c6, c5, c4, squareD);
      }
      sineA = v128.add<T>(v128.mul<T>(sineA, squareA), s3);
      sineB = v128.add<T>(v128.mul<T>(sineB, squareB), s3);
      sineC = v128.add<T>(v128.mul<T>(sineC, squareC), s3);
      sineD = v128.add<T>(v128.mul<T>(sineD, squareD), s3);
      cosineA = v128.add<T>(v128.mul<T>(cosineA, squareA), c3);
      cosineB = v128.add<T>(v128.mul<T>(cosineB, squareB), c3);
      cosineC = v128.add<T>(v128.mul<T>(cosineC, squareC), c3);
      cosineD = v128.add<T>(v128.mul<T>(cosineD, squareD), c3);
      sineA = v128.add<T>(v128.mul<T>(sineA, squareA), s2);
      sineB = v128.add<T>(v128.mul<T>(sineB, squareB), s2);
      sineC = v128.add<T>(v128.mul<T>(sineC, squareC), s2);
      sineD = v128.add<T>(v128.mul<T>(sineD, squareD), s2);
      cosineA = v128.add<T>(v128.mul<T>(cosineA, squareA), c2);
      cosineB = v128.add<T>(v128.mul<T>(cosineB, squareB), c2);
      cosineC = v128.add<T>(v128.mul<T>(cosineC, squareC), c2);
      cosineD = v128.add<T>(v128.mul<T>(cosineD, squareD), c2);
      sineA = v128.add<T>(v128.mul<T>(sineA, squareA), s1);
      sineB = v128.add<T>(v128.mul<T>(sineB, squareB), s1);
      sineC = v128.add<T>(v128.mul<T>(sineC, squareC), s1);
      sineD = v128.add<T>(v128.mul<T>(sineD, squareD), s1);
      cosineA = v128.add<T>(v128.mul<T>(cosineA, squareA), c1);
      cosineB = v128.add<T>(v128.mul<T>(cosineB, squareB), c1);
      cosineC = v128.add<T>(v128.mul<T>(cosineC, squareC), c1);
      cosineD = v128.add<T>(v128.mul<T>(cosineD, squareD), c1);
      sineA = v128.add<T>(v128.mul<T>(sineA, squareA), s0);
      sineB = v128.add<T>(v128.mul<T>(sineB, squareB), s0);
      sineC = v128.add<T>(v128.mul<T>(sineC, squareC), s0);
      sineD = v128.add<T>(v128.mul<T>(sineD, squareD), s0);
      cosineA = v128.add<T>(v128.mul<T>(cosineA, squareA), c0);
      cosineB = v128.add<T>(v128.mul<T>(cosineB, squareB), c0);
      cosineC = v128.add<T>(v128.mul<T>(cosineC, squareC), c0);
      cosineD = v128.add<T>(v128.mul<T>(cosineD, squareD), c0);
      const radiusA = v128.sqrt<T>(v128.load(second));
      const radiusB = v128.sqrt<T>(v128.load(second, VECTOR));
      const radiusC = v128.sqrt<T>(v128.load(second, 2 * VECTOR));
      const radiusD = v128.sqrt<T>(v128.load(second, 3 * VECTOR));
      sineA = v128.mul<T>(radiusA, v128.mul<T>(sineA, a));
      sineB = v128.mul<T>(radiusB, v128.mul<T>(sineB, b));
      sineC = v128.mul<T>(radiusC, v128.mul<T>(sineC, c));
      sineD = v128.mul<T>(radiusD, v128.mul<T>(sineD, d));
      cosineA = v128.xor(v128.mul<T>(radiusA, cosineA), v128.and(uppermost<T>(wordsA, false), sign));
      cosineB = v128.xor(v128.mul<T>(radiusB, cosineB), v128.and(uppermost<T>(wordsB, true), sign));
      cosineC = v128.xor(v128.mul<T>(radiusC, cosineC), v128.and(uppermost<T>(wordsC, false), sign));
      cosineD = v128.xor(v128.mul<T>(radiusD, cosineD), v128.and(uppermost<T>(wordsD, true), sign));
      storeBoth(first, sineA, sineB);
      v128.store(first, sineD, 3 * VECTOR);
      v128.store(first, sineC, 2 * VECTOR);
      storeBoth(second, cosineA, cosineB);
      v128.store(second, cosineD, 3 * VECTOR);
      v128.store(second, cosineC, 2 * VECTOR);
      first += FOUR;
    }
    from += fromStride;
    first += stride - bytes;
    second += stride - bytes;
  }
}

/** The two highest powers in double precision. @inline */
function higher(c6: v128, c5: v128, c4: v128, square: v128): v128 {
  return f64x2.add(f64x2.mul(f64x2.add(f64x2.mul(c6, square), c5), square), c4);
}

/**
 * The lower 31 bits of words as signed numbers, twice as large: of all four as floats, of the lower or the upper two as doubles.
 * @inline
 */
function angle<T extends number>(words: v128, upper: bool): v128 {
  const doubled = i32x4.shl(words, 1);
  if (sizeof<T>() == 4) return f32x4.convert_i32x4_s(doubled);
  const zero = v128.load64_splat(INTEGERS);
  const wide = upper ? i64x2.extend_high_i32x4_s(doubled) : i64x2.extend_low_i32x4_s(doubled);
  return f64x2.sub(i64x2.add(wide, zero), zero);
}

/** Words whose upper bit is where a number of T has its sign. @inline */
function uppermost<T extends number>(words: v128, upper: bool): v128 {
  if (sizeof<T>() == 4) return words;
  return i64x2.shl(upper ? i64x2.extend_high_i32x4_u(words) : i64x2.extend_low_i32x4_u(words), 32);
}
