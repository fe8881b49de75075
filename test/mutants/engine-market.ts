import { mutantsOf } from './mutant.ts';

const market = [
  'test/engine/returns.test.ts',
  'test/engine/rare.test.ts',
  'test/engine/funding.test.ts',
  'test/engine/replay.test.ts',
];

/** The market half of the engine, outside the kernel. */
export const marketEngineMutants = [
  ...mutantsOf('src/market/regime-arrays.ts', market, [
    ['the drift lacks -sigma^2/2', '(law.drift[i]! - 0.5 * sigma * sigma) * dt', 'law.drift[i]! * dt'],
    ['the square root of dt is missing', 'law.volatility[i]! * Math.sqrt(dt)', 'law.volatility[i]! * dt'],
    ['jumps are compensated twice the wrong way', '* dt - compensation', '* dt + compensation'],
    ['the spread of a common jump is not compensated', 'commonSd * commonSd + spread * spread', 'commonSd * commonSd'],
    [
      'jumps come as often in every regime',
      '-logOrZero(1 - law.probability) * (stepHours',
      '-logOrZero(1 - Math.max(...laws.map((other) => other?.probability ?? 0))) * (stepHours',
    ],
    ['a hazard is its probability', '-logOrZero(1 - law.probability) * (stepHours', 'law.probability * (stepHours'],
    ['the chance to stay counts as a chance to switch', '(next === r ? 0 : p)', 'p'],
  ]),
  ...mutantsOf('src/engine/compile/market.ts', market, [
    [
      'a rate without noise never reverts',
      'funding[i]!.sd > 0 || funding[i]!.reversionHours > 0',
      'funding[i]!.sd > 0',
    ],
    ['a step pays for one interval only', 'Math.round(stepHours / rules.everyHours)', '1'],
    [
      'the rate has the noise of its stationary law at each interval',
      'law.sd * Math.sqrt(1 - persistence[k]! * persistence[k]!)',
      'law.sd',
    ],
    ['the rate never forgets', 'exponential(-rules.everyHours / law.reversionHours)', '1'],
  ]),
  ...mutantsOf(
    'src/engine/compile/compile.ts',
    ['test/engine/watch.test.ts'],
    [
      ['period ends are settlements only', 'step % BLOCK_STEPS === 0 || ', ''],
      ['settlements are no period ends', ' || step % settlement === 0', ''],
    ],
  ),
  ...mutantsOf(
    'src/engine/memory/market.ts',
    ['test/engine/returns.test.ts', 'test/engine/rare.test.ts', 'test/engine/neighbours.test.ts'],
    [
      ['the factor is read by columns', '(i * (i + 1)) / 2 + j', '(j * (j + 1)) / 2 + i'],
      [
        'a pair counts if its first asset is held',
        'isPriced.has(2 * pair) || isPriced.has(2 * pair + 1)',
        'isPriced.has(2 * pair)',
      ],
      [
        'mean and deviation of jumps are swapped',
        'hazardMean: hazards.flatMap(({ law }) => [...law.mean]),\n    hazardSd: hazards.flatMap(({ law }) => [...law.sd]),',
        'hazardMean: hazards.flatMap(({ law }) => [...law.sd]),\n    hazardSd: hazards.flatMap(({ law }) => [...law.mean]),',
      ],
      [
        'all single jumps have the law of the first asset',
        'market.laws.singleJumps[asset] ?? null',
        'market.laws.singleJumps[0] ?? null',
      ],
      [
        'the jumps of an asset strike the one before',
        'hazards.map(({ asset }) => asset)',
        'hazards.map(({ asset }) => Math.max(0, asset - 1))',
      ],
      ['the last asset of an odd number has no drift', 'i < assets ? laws.drift', 'i < assets - 1 ? laws.drift'],
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
    'src/stats/market/laws.ts',
    ['test/engine/market-figures.test.ts', 'test/stats/path-weights.test.ts'],
    [
      ['tail dependence is a joint probability', 'joint / (share * first.total)', 'joint / first.total'],
      ['the error of a variance is that of a mean', 'variance * (scores[index]! ** 2 - 1)', 'scores[index]!'],
      [
        'the weights of paths are left out of a law',
        'sum += weights[index]! * valueAt(index);',
        'sum += valueAt(index);',
      ],
    ],
  ),
  ...mutantsOf(
    'src/engine/observer.ts',
    ['test/engine/market-figures.test.ts', 'test/engine/observer.test.ts'],
    [
      ['which paths are observed depends on the range', 'observes(firstPath + lane)', 'observes(lane)'],
      ['the first step counts as a switch', ' && last[lane] !== -1', ''],
      ['correlation is not centred', 'lane]! - (sum[x]', 'lane]! - 0 * (sum[x]'],
    ],
  ),
];
