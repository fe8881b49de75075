import { mutantsOf } from './mutant.ts';

const market = [
  'test/engine/returns.test.ts',
  'test/engine/rare.test.ts',
  'test/engine/funding.test.ts',
  'test/engine/replay.test.ts',
];

/** The market half of the engine, outside the kernel. */
export const marketEngineMutants = [
  ...mutantsOf('src/engine/compile-market.ts', market, [
    ['the drift lacks -sigma^2/2', '(regime.drift[i]! - 0.5 * sigma * sigma) * dt', 'regime.drift[i]! * dt'],
    ['the square root of dt is missing', 'regime.volatility[i]! * Math.sqrt(dt)', 'regime.volatility[i]! * dt'],
    ['jumps are compensated twice the wrong way', '* dt - compensation', '* dt + compensation'],
    ['the spread of a common jump is not compensated', 'commonSd * commonSd + spread * spread', 'commonSd * commonSd'],
    ['jumps come as often in every regime', '(p) => p / largest', '() => 1'],
    ['the chance to stay counts as a chance to switch', '(next === r ? 0 : p)', 'p'],
    ['a step pays for one interval only', 'Math.round(stepHours / rules.everyHours)', '1'],
    [
      'the rate has the noise of its stationary law at each interval',
      'law.sd * Math.sqrt(1 - persistence[k]! * persistence[k]!)',
      'law.sd',
    ],
    ['the rate never forgets', 'exponential(-rules.everyHours / law.reversionHours)', '1'],
  ]),
  ...mutantsOf(
    'src/engine/compile.ts',
    ['test/engine/watch.test.ts'],
    [
      ['period ends are settlements only', 'step % BLOCK_STEPS === 0 || ', ''],
      ['settlements are no period ends', ' || step % settlement === 0', ''],
    ],
  ),
  ...mutantsOf(
    'src/engine/kernel-market.ts',
    ['test/engine/returns.test.ts', 'test/engine/rare.test.ts', 'test/engine/neighbours.test.ts'],
    [
      ['the factor has entries above its diagonal', 'i < market.drawn && j <= i ?', 'i < market.drawn ?'],
      [
        'a pair counts if its first asset is held',
        'isPriced.has(2 * pair) || isPriced.has(2 * pair + 1)',
        'isPriced.has(2 * pair)',
      ],
      [
        'mean and deviation of jumps are swapped',
        '[jump.accept[r]!, jump.mean[r]!, jump.sd[r]!]',
        '[jump.accept[r]!, jump.sd[r]!, jump.mean[r]!]',
      ],
      ['the last asset of an odd number has no drift', 'i < assets ? market.drift', 'i < assets - 1 ? market.drift'],
    ],
  ),
  ...mutantsOf(
    'src/engine/replay.ts',
    ['test/engine/replay.test.ts', 'test/engine/funding.test.ts'],
    [
      ['a replayed rate is a payment', 'due / prices[i]!', 'due'],
      [
        'a replay has the haircuts of the first regime',
        'market.haircut[regime * market.assets + i]!',
        'market.haircut[i]!',
      ],
    ],
  ),
  ...mutantsOf(
    'src/engine/market-figures.ts',
    ['test/engine/market-figures.test.ts'],
    [
      ['tail dependence is a joint probability', 'joint / (share * x.length)', 'joint / x.length'],
      ['the error of a variance is that of a mean', 'variance * (z * z - 1)', 'z'],
    ],
  ),
  ...mutantsOf(
    'src/engine/market-sample.ts',
    ['test/engine/market-figures.test.ts'],
    [
      ['the first step counts as a switch', ' && last[lane] !== -1', ''],
      ['correlation is not centred', 'lane]! - (sum[x]', 'lane]! - 0 * (sum[x]'],
    ],
  ),
];
