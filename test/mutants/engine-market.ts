import { mutantsOf } from './mutant.ts';

const kernel = [
  'test/engine/kernel',
  'test/engine/group.test.ts',
  'test/engine/neighbours.test.ts',
  'test/engine/replay.test.ts',
];
/** The market half of the engine. */
export const marketKernelMutants = [
  ...mutantsOf('src/engine/compile-market.ts', kernel, [
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
    [...kernel, 'test/engine/compile.test.ts'],
    [['periods run over settlements', 'if (stepsPerSettlement % steps === 0) return steps;', 'return steps;']],
  ),
  ...mutantsOf('src/engine/group.ts', kernel, [
    ['all lanes simulate the same path', 'firstPath + lane, purpose', 'firstPath, purpose'],
    ['pairs of assets share their shocks', 'purposes.shocks, pair)', 'purposes.shocks, 0)'],
    ['assets share their jumps', 'purposes.singleJump, asset)', 'purposes.singleJump, 0)'],
    [
      'assets share their spread in a common jump',
      'purposes.commonJumpSpread, asset)',
      'purposes.commonJumpSpread, 0)',
    ],
    ['assets share their funding noise', 'purposes.funding, asset)', 'purposes.funding, 0)'],
    ['the mixing variable is drawn from the stream of the jumps', 'purposes.mixing, 0)', 'purposes.commonJump, 0)'],
  ]),
  ...mutantsOf('src/engine/kernel/shocks.ts', kernel, [
    ['Student-t shocks are not scaled to unit variance', '(degrees - 2) / mixing[k]!', 'degrees / mixing[k]!'],
    ['the generator falls back at each period', 'states[at] = s0;', ''],
    [
      'both normals of a pair are the same',
      'normals[second + k] = sineTimes(radius, word)',
      'normals[second + k] = cosineTimes(radius, word)',
    ],
  ]),
  ...mutantsOf('src/engine/kernel/returns.ts', kernel, [
    ['after a switch shocks are not mixed', '(market.degrees > 0 ? mixing[k]! * sum : sum)', 'sum'],
    ['after a switch an asset forgets its own shock', 'j <= i; j++) sum', 'j < i; j++) sum'],
    ['the odd term of an asset is left out', 'if (j === i) addLast', 'if (j < i) addLast'],
  ]),
  ...mutantsOf('src/engine/kernel/rare.ts', kernel, [
    ['the regime may change before the first return', '= 1 + waitingTime', '= waitingTime'],
    ['a regime takes hold a step late', 'for (let s = step; s <= until', 'for (let s = step + 1; s <= until'],
    [
      'the coefficients of a new regime are forgotten after the period',
      'group.switched[lane] = 1;\n  loadCoefficients(group, compiled, lane, regime[lane]!);',
      'group.switched[lane] = 1;',
    ],
    ['single jumps are accepted in every regime', 'if (accepted) returns', 'returns'],
    ['common jumps are accepted in every regime', 'if (!accepted) continue;', ''],
    [
      'jumps never come at two steps in a row',
      'nextSingleJump[place] = nextSingleJump[place]! +',
      'nextSingleJump[place] = 1 + nextSingleJump[place]! +',
    ],
    ['a common jump strikes all assets alike', 'market.beta[coefficient]! * size', 'size'],
    [
      'a draw less for jumps that are not accepted',
      'const own = normal(states,',
      'const own = !accepted ? 0 : normal(states,',
    ],
  ]),
  ...mutantsOf('src/engine/kernel/prices.ts', kernel, [
    ['low is high', 'low[asset * LANES + lane] = least;', 'low[asset * LANES + lane] = most;'],
    ['the bounds miss the last step', 'k < column + steps * LANES', 'k < column + (steps - 1) * LANES'],
    [
      'large falls take the polynomial for small ones',
      'x <= SMALL_EXPONENT && x >= -SMALL_EXPONENT',
      'x <= SMALL_EXPONENT',
    ],
  ]),
  ...mutantsOf('src/engine/kernel/funding.ts', kernel, [
    ['the rate is not clamped', 'clamp(rate, funding.clamp)', 'rate'],
    [
      'the rate follows the regime at the start of the period',
      'group.regimes[(steps - 1) * LANES + lane]!',
      'group.regimes[lane]!',
    ],
    ['the first rate is the mean', 'funding.mean[law]! + funding.sd[law]! * group.noise[lane]!', 'funding.mean[law]!'],
    [
      'funding is settled a step early',
      'lastStep % funding.stepsPerSettlement',
      '(lastStep + 1) % funding.stepsPerSettlement',
    ],
    [
      'the rate is paid on the price at the start',
      'due[place]! * price[place]!',
      'due[place]! * market.startPrices[i]!',
    ],
  ]),
  ...mutantsOf('src/engine/replay.ts', kernel, [
    ['a replayed rate is a payment', 'due / prices[i]!', 'due'],
    [
      'a replay has the haircuts of the first regime',
      'market.haircut[regime * market.assets + i]!',
      'market.haircut[i]!',
    ],
  ]),
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
      ['the first step counts as a switch', 'this.last[lane] !== -1 && ', ''],
      ['correlation is not centred', 'cross - (this.sum', 'cross - 0 * (this.sum'],
    ],
  ),
];
