import { mutantsOf } from './mutant.ts';

/** The key of all draws, and elementary functions outside the kernel. */
export const keyMutants = [
  ...mutantsOf(
    'src/engine/stream-key.ts',
    ['test/engine/stream-key.test.ts'],
    [['all seeds are one', '`margin-lab:${seed.length}:${seed}`', "'margin-lab'"]],
  ),
  ...mutantsOf(
    'src/base/elementary.ts',
    ['test/base/elementary.test.ts'],
    [
      ['the small part of ln 2 is dropped', '(2 * s * tail + k * LN2_LOW)', '2 * s * tail'],
      ['squared three times', '  y = y * (2 + y);\n  // 2^k', '  // 2^k'],
      ['a term of the exponential', '1 / 5040 + y', '1 / 5000 + y'],
    ],
  ),
];

/** Laws of the market. */
export const marketMutants = [
  ...mutantsOf(
    'src/market/mixing-quantiles.ts',
    ['test/market/mixing-quantiles.test.ts'],
    [
      ['the mixing variable is not scaled to a mean of 1', '(degrees - 2) / (2 * y)', 'degrees / (2 * y)'],
      ['the upper half is read from the lower end', 'isLower ? lowerGamma', 'true ? lowerGamma'],
      ['a cell is straight', 'from + to - 2 * rise', '0'],
    ],
  ),
  ...mutantsOf(
    'src/market/clock.ts',
    ['test/engine/market-clock.test.ts'],
    [
      ['one regime governs a step however long it is', 'Math.ceil(nearestWhole(stepHours / transition.perHours))', '1'],
      ['the mixing variable is drawn for every step', 'hours: shocks.perHours ?? stepHours', 'hours: stepHours'],
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
    ['test/market/correlation.test.ts', 'test/engine/returns.test.ts'],
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
    'src/market/correlation.ts',
    ['test/market/nearest-correlation.test.ts'],
    [["without Dykstra's correction", 'Matrix.sub(unitDiagonal, correction)', 'unitDiagonal']],
  ),
];
