import { mutantsOf } from './mutant.ts';

const words = ['test/kernel/streams.test.ts'];
const draws = ['test/kernel/draws.test.ts'];
const elementary = ['test/kernel/elementary.test.ts'];

/** The kernel: words, normals, waiting times, and the exponential. */
export const drawMutants = [
  ...mutantsOf('src/kernel/draws/streams.ts', words, [
    ['nine rounds', 'round < 10', 'round < 9'],
    ['lower words pass for upper ones', 'i32x4.shuffle(even, odd, 1, 3, 5, 7)', 'i32x4.shuffle(even, odd, 0, 2, 4, 6)'],
    ['all lanes simulate the same path', 'setInt(place, lane, <i32>(path + lane));', 'setInt(place, lane, <i32>path);'],
    ['paths repeat after 32 bits', '<i32>((path + lane) >> 32)', '0'],
    ['the index is ignored', '(purpose << 16) | index', 'purpose << 16'],
    ['the purpose is ignored', '(purpose << 16) | index', 'index'],
    ['half of the key counts twice', 'let k1 = v128.load32_splat(key, 4);', 'let k1 = v128.load32_splat(key);'],
    ['another rotation in the upper lanes', 'rotated(i32x4.add(b0, b3), 7)', 'rotated(i32x4.add(b0, b3), 8)'],
    [
      'the upper lanes draw the words of the lower ones',
      'rotated(i32x4.add(b0, b3), 7), b0)',
      'rotated(i32x4.add(a0, a3), 7), a0)',
    ],
    ['a stream falls back at each block', 'storeBoth(place, a0, b0);', 'storeBoth(place, v128.load(place), b0);'],
    ['rows of words stand in one another', 'to < end; to += WORD_ROW', 'to < end; to += VECTOR'],
    ['a lane alone has another generator', 'c ^ (s1 << 9)', 'c ^ (s1 << 8)'],
  ]),
  ...mutantsOf('src/kernel/draws/single-lane.ts', draws, [
    ['uniforms have 26 bits', '<f64>high * 67108864 + <f64>low + 0.5', '<f64>high * 67108864 + 0.5'],
    ['a uniform can be 0', '<f64>low + 0.5)', '<f64>low)'],
    ['waiting times count from 0', '1 + <i32>trials', '<i32>trials'],
    ['what cannot happen happens at once', 'if (logFailure == 0) return NEVER;', 'if (logFailure == 0) return 1;'],
    [
      'an exponential takes one word',
      'return -logarithm(uniform(stream, lane));',
      'return -logarithm((<f64>nextWord(stream, lane) + 0.5) / 4294967296);',
    ],
    [
      'radius and angle of one word',
      'second, ROW);\n  store<u32>(ONE_NORMAL, nextWord(stream, lane));',
      'second, ROW);\n  nextWord(stream, lane);',
    ],
    ['a normal alone is the second of its pair', 'return load<f64>(second + ROW);', 'return load<f64>(second);'],
  ]),
  ...mutantsOf('src/kernel/draws/single-lane.ts', elementary, [
    ['the small part of ln 2 is dropped', ' + k * 1.90821492927058770002e-10', ''],
    ['a term of the logarithm', '0.19999999997693615', '0.1999'],
  ]),
  ...mutantsOf('src/kernel/draws/radius.ts', draws, [
    ['a uniform can be 0', 'v128.load32_splat(UNITS_SINGLE + 4)', 'f32x4.splat(0)'],
    ['a uniform in double can be 0', 'v128.load64_splat(UNITS + 8)', 'f64x2.splat(0)'],
    [
      'the second vector of radii has the words of the first',
      'let b = f32x4.convert_i32x4_s(i32x4.shr_u(v128.load(words, VECTOR), 1))',
      'let b = f32x4.convert_i32x4_s(i32x4.shr_u(v128.load(words), 1))',
    ],
    ['the last doubles have the exponents of others', 'f64x2.mul(eD, perExponent)', 'f64x2.mul(eB, perExponent)'],
    ['the exponent of a double is counted from 0', 'v128.load64_splat(INTEGERS + 8)', 'v128.load64_splat(INTEGERS)'],
    ['the exponent of a single stands a bit to the right', '0xb4317218', '0xb4b17218'],
    [
      'upper doubles have the fractions of the lower ones',
      'i64x2.extend_high_i32x4_u(second)',
      'i64x2.extend_low_i32x4_u(second)',
    ],
    [
      'the next column of words is the first again',
      '    from += fromStride;\n    to += toStride - bytes;\n  }\n}\n\n/**',
      '    to += toStride - bytes;\n  }\n}\n\n/**',
    ],
  ]),
  ...mutantsOf('src/kernel/draws/angle.ts', draws, [
    ['cosines are positive', 'v128.load_splat<T>(sizeof<T>() == 4 ? SIGN_SINGLE : SIGN)', 'v128.splat<T>(0)'],
    [
      'upper doubles have the signs of the lower ones',
      'upper ? i64x2.extend_high_i32x4_u(words) :',
      'upper ? i64x2.extend_low_i32x4_u(words) :',
    ],
    [
      'upper doubles have the angles of the lower ones',
      'upper ? i64x2.extend_high_i32x4_s(doubled) :',
      'upper ? i64x2.extend_low_i32x4_s(doubled) :',
    ],
    [
      'both normals of a pair are the same',
      'v128.mul<T>(radiusA, v128.mul<T>(sineA, a))',
      'v128.mul<T>(radiusA, cosineA)',
    ],
    ['the root of the squared radius is left out', 'v128.sqrt<T>(v128.load(second))', 'v128.load(second)'],
    [
      'the last singles have the words of those before',
      'const wordsD = sizeof<T>() == 4 ? v128.load(words, VECTOR) : wordsC;',
      'const wordsD = wordsC;',
    ],
    ['two steps of singles have the words of one', '      if (sizeof<T>() == 4) words += nextRow;\n', ''],
  ]),
  ...mutantsOf('src/kernel/draws/radius.ts', elementary, [
    ['a term of the logarithm in single', '-0.66659528017044', '-0.6665'],
    ['a term of the logarithm in double', '-0.571466771930366', '-0.57146'],
  ]),
  ...mutantsOf('src/kernel/draws/angle.ts', elementary, [
    ['a term of the sine in double', '0.08214473211475079', '0.08214'],
    ['a term of the cosine in single', '4.058412075042725', '4.0584'],
  ]),
  ...mutantsOf('src/kernel/prices/growth.ts', elementary, [
    ['a term of the exponential in single', '0.04166624061540648', '0.0416'],
    ['a term of the exponential in double', '0.041666666890976', '0.0416666'],
    ['the small part of ln 2 is dropped', 'f64x2.mul(n, f64x2.splat(1.90821492927058770002e-10))', 'f64x2.splat(0)'],
    ['large falls take the polynomial for small ones', 'f64x2.gt(f64x2.abs(x), f64', 'f64x2.gt(x, f64'],
    ['exponents leave their range', 'f64x2.pmin(x, f64x2.splat(LARGEST))', 'x'],
  ]),
];
