import { mutantsOf } from './mutant.ts';

/** Draws. */
export const randomMutants = [
  ...mutantsOf(
    'src/random/philox.ts',
    ['test/random/philox.test.ts'],
    [
      ['nine rounds', 'round < 10', 'round < 9'],
      ['a carry is lost', 'Math.floor(carry / 65536)', '0'],
    ],
  ),
  ...mutantsOf(
    'src/random/streams.ts',
    ['test/random', 'test/engine/simulate.test.ts'],
    [
      ['another rotation', '(sum << 7) | (sum >>> 25)', '(sum << 8) | (sum >>> 24)'],
      ['paths repeat after 32 bits', 'Math.floor(path / 4294967296)', '0'],
      ['the index is ignored', '(purpose << 16) | index', 'purpose << 16'],
      ['the purpose is ignored', '(purpose << 16) | index', 'index'],
    ],
  ),
  ...mutantsOf(
    'src/random/draws.ts',
    ['test/random'],
    [
      ['a uniform can be 0', '((word >>> 0) + 0.5) * TWO_POW_MINUS_32', '(word >>> 0) * TWO_POW_MINUS_32'],
      [
        'waiting times count from 0',
        'return 1 + Math.floor(logarithm(u) / logFailure);',
        'return Math.floor(logarithm(u) / logFailure);',
      ],
      ['the series of the logarithm ends early', '1 / 3 + r * (-1 / 4', '1 / 3 + 0 * r * (-1 / 4'],
      ['an arc is off by one', '((arc & 63) - 31.5)', '((arc & 63) - 30.5)'],
      ['uniforms have 26 bits', 'high * 67108864 + low + 0.5', 'high * 67108864 + 0.5'],
    ],
  ),
  ...mutantsOf(
    'src/random/chi-square.ts',
    ['test/random'],
    [
      ['an odd degree is not squared', 'out[k]! + z * z', 'out[k]! + z'],
      ['half of the even degrees', 'out[k]! - 2 * logOfWord', 'out[k]! - logOfWord'],
    ],
  ),
  ...mutantsOf(
    'src/random/key.ts',
    ['test/random'],
    [['all seeds are one', '`margin-lab:${seed.length}:${seed}`', "'margin-lab'"]],
  ),
  ...mutantsOf(
    'src/base/elementary.ts',
    ['test/base/elementary.test.ts'],
    [
      ['the small part of ln 2 is dropped', '(2 * s * tail + k * LN2_LOW)', '2 * s * tail'],
      ['squared three times', '  y = y * (2 + y);\n  // 2^k', '  // 2^k'],
      ['a term of the cosine', '-1 / 2 +\n        w *\n          (1 / 24', '-1 / 2 +\n        w *\n          (1 / 25'],
    ],
  ),
];

/** Laws of the market. */
export const marketMutants = [
  ...mutantsOf(
    'src/market/step-probability.ts',
    ['test/market', 'test/engine/kernel/rare.test.ts'],
    [
      ['probabilities add up', 'return a + b * (1 - a);', 'return a + b;'],
      ['half of a probability is half of it', 'part /= 1 + Math.sqrt(1 - part);', 'part /= 2;'],
    ],
  ),
  ...mutantsOf(
    'src/market/transition.ts',
    ['test/market/transition.test.ts'],
    [
      [
        'even powers are odd',
        'if (left % 2 === 1) result = result.mmul(square);',
        'if (left % 2 === 0) result = result.mmul(square);',
      ],
      ['the stationary law forgets the ways around', ' + share * p.get(last, to)', ''],
      ['a negative root is let pass', 'value >= -rootTolerance', 'value >= -1'],
    ],
  ),
  ...mutantsOf(
    'src/market/correlation.ts',
    ['test/market/correlation.test.ts', 'test/engine/kernel/returns.test.ts'],
    [
      ['a semidefinite factor has signs at random', 'if (upper.get(i, i) < 0)', 'if (upper.get(i, i) > 0)'],
      [
        'a matrix that is not positive semidefinite passes',
        'smallest >= -eigenvalueTolerance * matrix.length',
        'smallest >= -1',
      ],
    ],
  ),
  ...mutantsOf(
    'src/market/nearest-correlation.ts',
    ['test/market/nearest-correlation.test.ts'],
    [["without Dykstra's correction", 'Matrix.sub(unitDiagonal, correction)', 'unitDiagonal']],
  ),
];
