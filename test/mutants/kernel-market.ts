import { mutantsOf } from './mutant.ts';

const shocks = ['test/kernel/draws.test.ts'];
const group = ['test/engine/group.test.ts'];
const returns = ['test/engine/returns.test.ts'];
const rare = ['test/engine/rare.test.ts'];
const prices = ['test/engine/prices.test.ts'];
const funding = ['test/engine/funding.test.ts'];

/** The kernel: time, streams of a path, returns, what happens seldom, prices, and rates of funding. */
export const marketKernelMutants = [
  ...mutantsOf('src/kernel/clock.ts', funding, [
    ['a span runs over a settlement', 'end = min(end, settlement);', ''],
    [
      'funding is settled a step late',
      'done - (done % stepsPerSettlement) + stepsPerSettlement;',
      'done - (done % stepsPerSettlement) + stepsPerSettlement + 1;',
    ],
    ['a settlement at the end of a block is left out', 'settlement <= end', 'settlement < end'],
  ]),
  ...mutantsOf('src/kernel/stream-order.ts', group, [
    [
      'the jumps of an asset and its rate draw from one stream',
      'Stream.SHOCKS + pairs + 2 * assetCount + asset',
      'Stream.SHOCKS + pairs + assetCount + asset',
    ],
  ]),
  ...mutantsOf('src/kernel/advance.ts', group, [
    ['pairs of assets share their shocks', 'Purpose.SHOCKS, pair)', 'Purpose.SHOCKS, 0)'],
    ['assets share their jumps', 'Purpose.SINGLE_JUMP, asset)', 'Purpose.SINGLE_JUMP, 0)'],
    [
      'assets share their spread in a common jump',
      'Purpose.COMMON_JUMP_SPREAD, asset)',
      'Purpose.COMMON_JUMP_SPREAD, 0)',
    ],
    ['assets share their funding noise', 'Purpose.FUNDING, asset)', 'Purpose.FUNDING, 0)'],
    ['the mixing variable has the stream of the jumps', 'Purpose.MIXING, 0)', 'Purpose.COMMON_JUMP, 0)'],
  ]),
  ...mutantsOf('src/kernel/shocks.ts', shocks, [
    ['Student-t shocks are not scaled to unit variance', '<T>(degrees - 2)', '<T>degrees'],
    ['half of the degrees', 'const pairsOfDegrees = degrees >> 1;', 'const pairsOfDegrees = degrees >> 2;'],
    ['a chi-square of 0 is divided by', 'v128.pmax<T>(v128.load(to), least)', 'v128.load(to)'],
    ['chi-square grows from block to block', '  memory.fill(mixing, 0, column<T>());\n', ''],
    [
      'an odd degree counts as two',
      'turn<T>(from + WORD_COLUMN, radii + column<T>(), radii, radii + column<T>());\n    addSquares<T>(radii + column<T>());',
      'addSquares<T>(radii);',
    ],
    [
      'pairs of assets draw one after the other from the first',
      'drawWords(Stream.SHOCKS + pair, 2,',
      'drawWords(Stream.SHOCKS, 2,',
    ],
    [
      'radius and angle of one word',
      'drawRadii<T>(words + <usize>(2 * pair) * WORD_COLUMN,',
      'drawRadii<T>(words + <usize>(2 * pair + 1) * WORD_COLUMN,',
    ],
  ]),
  ...mutantsOf('src/kernel/returns.ts', returns, [
    ['the last shock of a pair of assets is left out', 'term < terms;', 'term < terms - 1;'],
    [
      'the next pair begins half way',
      'coefficients += <usize>(2 * terms) * row<T>();',
      'coefficients += <usize>terms * row<T>();',
    ],
    ['the shock of the second asset alone is that before', '  z += column<T>();\n  b0', '  b0'],
    ['two assets drift alike', 'second = v128.load(drifts, row<T>());', 'second = first;'],
    ['an unmixed shock every fourth step', '    b3 = v128.mul<T>(b3, m3);\n', ''],
    [
      'a new regime keeps the old drift',
      'copyToLane<T>(regimeDrift + <usize>(regime * 2 * pairs) * sizeof<T>(), drift + at, 2 * pairs);',
      'copyToLane<T>(regimeDrift, drift + at, 2 * pairs);',
    ],
  ]),
  ...mutantsOf(
    'src/kernel/returns.ts',
    ['test/engine/lanes.test.ts'],
    [
      [
        'lanes drift as their neighbours do',
        'formPair<T>(coefficients + half, terms, drifts + half, to + half, half);',
        'formPair<T>(coefficients + half, terms, drifts, to + half, half);',
      ],
    ],
  ),
  ...mutantsOf('src/kernel/rare.ts', rare, [
    [
      'the regime may change before the first return',
      'setInt(nextSwitch, lane, 1 + waitingTime',
      'setInt(nextSwitch, lane, waitingTime',
    ],
    ['a regime takes hold a step late', 'let k = step - blockFirst; k <', 'let k = step - blockFirst + 1; k <'],
    [
      'a switch in the last step of a block waits for the next',
      'const last = blockFirst + BLOCK_STEPS - 1;',
      'const last = blockFirst + BLOCK_STEPS - 2;',
    ],
    [
      'waiting times are those of the regime that was left',
      'step += waitingTime(Stream.REGIME, lane, double(logStay, current));',
      'step += waitingTime(Stream.REGIME, lane, double(logStay, int(regime, lane)));',
    ],
    ['the last regime is never chosen', 'index < regimeCount - 1 &&', 'index < regimeCount - 2 &&'],
    [
      'single jumps are accepted in every regime',
      'if (uniform(stream, lane) < double(law, 0)) {',
      'if (uniform(stream, lane) < 2) {',
    ],
    [
      'common jumps are accepted in every regime',
      'uniform(Stream.COMMON_JUMP, lane) < double(law, 0);',
      'uniform(Stream.COMMON_JUMP, lane) < 2;',
    ],
    [
      'a jump has the law of the regime at the start of the block',
      'const current = int(regimes, k * LANES + lane);',
      'const current = int(regimes, lane);',
    ],
    [
      'jumps never come at two steps in a row',
      'step += waitingTime(stream, lane, double(singleLogNone, single));',
      'step += 1 + waitingTime(stream, lane, double(singleLogNone, single));',
    ],
    ['a common jump strikes all assets alike', 'double(beta, coefficient) * size + own', 'size + own'],
    ['a common jump has no spread', 'double(beta, coefficient) * size + own', 'double(beta, coefficient) * size'],
    [
      'single jumps wait for something else to happen',
      'next = min(next, int(nextSingleJump, single * LANES + lane));',
      'next = min(next, next);',
    ],
  ]),
  ...mutantsOf('src/kernel/rare.ts', returns, [
    ['an asset keeps its return when the regime changes', 'asset < 2 * pairs;', 'asset < 2 * pairs - 1;'],
  ]),
  ...mutantsOf(
    'src/kernel/rare.ts',
    ['test/engine/neighbours.test.ts'],
    [
      ['a draw less for a common jump that is not accepted', 'else skipNormal(Stream.COMMON_JUMP, lane);', ''],
      ['a draw less of its spread', 'else skipNormal(spreadStream(asset), lane);', ''],
    ],
  ),
  ...mutantsOf(
    'src/kernel/rare.ts',
    ['test/engine/lanes.test.ts'],
    [
      ['a switch strikes the path beside', 'takeOver<T>(lane, k);', 'takeOver<T>(lane ^ 1, k);'],
      [
        'only the lower lanes are asked whether something happens',
        'i32x4.min_s(v128.load(nextRare), v128.load(nextRare, VECTOR))',
        'v128.load(nextRare)',
      ],
    ],
  ),
  ...mutantsOf('src/kernel/prices.ts', prices, [
    ['low is high', 'f64x2.mul(below, least)', 'f64x2.mul(below, most)'],
    ['the high bound lacks its square', 'f64x2.add(most, f64x2.mul(most, most))', 'most'],
    ['bounds take instead of giving away', '[1 - 1e-13, 1 + 1e-13]', '[1 + 1e-13, 1 - 1e-13]'],
    [
      'the bounds miss the first step',
      'let at = from + first + quarter;',
      'let at = from + first + row<T>() + quarter;',
    ],
    [
      'large falls have the bounds of small ones',
      'v128.or(v128.gt<T>(most, limit), v128.lt<T>(least, limitBelow))',
      'v128.gt<T>(most, limit)',
    ],
    ['the last price is the lowest', 'grownLittle<T>(start, end)', 'grownLittle<T>(start, least)'],
    [
      'large returns of some lanes are overlooked',
      'v128.or(beyond<T>(leastA, mostA), beyond<T>(leastB, mostB))',
      'beyond<T>(leastB, mostB)',
    ],
    [
      'the bounds of large returns miss a step',
      'let step = spanFrom; step < spanTo',
      'let step = spanFrom + 1; step < spanTo',
    ],
    [
      'prices of steps are those of an earlier block',
      'if (int(priceBlock, asset) == blockFirst) return;',
      'if (int(priceBlock, asset)) return;',
    ],
  ]),
  ...mutantsOf('src/kernel/prices.ts', returns, [
    ['the last return of a block is not added', '      addTo<T>(sum, from + 7 * row<T>());\n', ''],
    [
      'two lanes start every block where the last one did',
      '    v128.store(start, v128.load(end, 3 * VECTOR), 3 * VECTOR);\n',
      '',
    ],
  ]),
  ...mutantsOf('src/kernel/funding.ts', funding, [
    [
      'the rate is not clamped on two lanes',
      'charged(moveRate(rate, law, 0, random), interest, damper, limit)',
      'moveRate(rate, law, 0, random)',
    ],
    [
      'the clamp is that of one side',
      'f64x2.pmax(f64x2.pmin(rate, limit), f64x2.neg(limit))',
      'f64x2.pmin(rate, limit)',
    ],
    ['the rate follows the regime at the start of the block', 'regimes + <usize>spanTo * WORD_ROW', 'regimes'],
    ['the first rate is the mean', 'random ? double(fundingSd, law) * double(noise, lane) : 0', '<f64>0'],
    ['the rate forgets at once', 'let rate = f64x2.add(mean, kept);', 'let rate = mean;'],
    [
      'intervals of a settlement share their noise',
      'if (random) drawNoise(asset);\n    a =',
      'if (random && !interval) drawNoise(asset);\n    a =',
    ],
    ['the rate is paid on the price of the first asset', 'v128.load(mark + place));', 'v128.load(mark));'],
    ['a settlement pays one interval', 'b = f64x2.add(b, charged(', 'b = f64x2.add(f64x2.splat(0), charged('],
  ]),
  ...mutantsOf(
    'src/kernel/funding.ts',
    ['test/engine/lanes.test.ts'],
    [
      [
        'only the lower lanes follow their regimes',
        'if (!v128.any_true(v128.or(a, b))) return;',
        'if (!v128.any_true(a)) return;',
      ],
    ],
  ),
];
