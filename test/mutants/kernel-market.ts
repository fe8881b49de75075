import { mutantsOf } from './mutant.ts';

const shocks = ['test/kernel/draws.test.ts'];
const group = ['test/engine/group.test.ts'];
const returns = ['test/engine/returns.test.ts'];
const rare = ['test/engine/rare.test.ts'];
const clock = ['test/engine/market-clock.test.ts'];
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
  ...mutantsOf('src/kernel/draws/streams.ts', group, [
    [
      'the jumps of an asset and its rate draw from one stream',
      'Stream.SHOCKS + pairCount + 2 * assetCount + asset',
      'Stream.SHOCKS + pairCount + assetCount + asset',
    ],
  ]),
  ...mutantsOf('src/kernel/sources/regime-model.ts', group, [
    ['pairs of assets share their shocks', 'Purpose.SHOCKS, pair)', 'Purpose.SHOCKS, 0)'],
    ['assets share their jumps', 'Purpose.SINGLE_JUMP, asset)', 'Purpose.SINGLE_JUMP, 0)'],
    [
      'assets share their spread in a common jump',
      'Purpose.COMMON_JUMP_SPREAD, asset)',
      'Purpose.COMMON_JUMP_SPREAD, 0)',
    ],
    ['the mixing variable has the stream of the jumps', 'Purpose.MIXING, 0)', 'Purpose.COMMON_JUMP, 0)'],
    [
      'assets share the shocks of a change within a step',
      'Purpose.SWITCHED_SHOCKS, asset)',
      'Purpose.SWITCHED_SHOCKS, 0)',
    ],
  ]),
  ...mutantsOf('src/kernel/prices/funding.ts', group, [
    ['assets share their funding noise', 'Purpose.FUNDING, asset)', 'Purpose.FUNDING, 0)'],
  ]),
  ...mutantsOf('src/kernel/sources/regime-model.ts', rare, [
    [
      'the stream of deleveraging is not seeded',
      '    else seedStream(Stream.DELEVERAGING, path, Purpose.DELEVERAGING, 0);\n',
      '',
    ],
  ]),
  ...mutantsOf('src/kernel/sources/regime-model.ts', shocks, [
    [
      'pairs of assets draw one after the other from the first',
      'drawWords(Stream.SHOCKS + pair,',
      'drawWords(Stream.SHOCKS,',
    ],
    [
      'radius and angle of one word',
      'drawSquaredRadiiOf<T>(pairCount, words, 2,',
      'drawSquaredRadiiOf<T>(pairCount, words + WORD_ROW, 2,',
    ],
    [
      'the next pair of assets has its radii from the last steps of this one',
      'words, 2, 2 * WORD_COLUMN, second,',
      'words, 2, WORD_COLUMN, second,',
    ],
  ]),
  ...mutantsOf('src/kernel/sources/mixing.ts', shocks, [
    ['Student-t shocks are not scaled to unit variance', '<T>(degrees - 2)', '<T>degrees'],
    ['half of the degrees', 'const pairsOfDegrees = degrees >> 1;', 'const pairsOfDegrees = degrees >> 2;'],
    ['a chi-square of 0 is divided by', 'v128.pmax<T>(v128.load(offset), least)', 'v128.load(offset)'],
    ['chi-square grows from block to block', '  memory.fill(target, 0, column<T>());\n', ''],
    [
      'an odd degree counts as two',
      'addColumn<T>(target, normal, true);',
      'addColumn<T>(target, normal, true);\n    addColumn<T>(target, squares, true);',
    ],
    ['an odd degree adds a normal, not its square', '(target, normal, true)', '(target, normal, false)'],
    ['all degrees have the words of the first two', '    from += WORD_ROW;\n', ''],
  ]),
  ...mutantsOf('src/kernel/sources/mixing.ts', clock, [
    [
      'a new block draws new intervals',
      'if (first > firstInterval) {',
      'if (first >= firstInterval) {\n    drawnIntervals = first;',
    ],
    ['a path begins with the intervals of the last one', '  drawnIntervals = 0;\n', ''],
    [
      'a step has the first interval that it covers',
      'const end = min(to, <f64>++interval * intervalSeconds);',
      'const end = to;\n    ++interval;',
    ],
    [
      'intervals count alike however little of them a step covers',
      '(end - from) / stepSeconds',
      'intervalSeconds / stepSeconds',
    ],
    ['intervals that are left stay', 'kept, <usize>(drawnIntervals - first) * row<T>()', 'kept, 0'],
    ['the upper half of the quantiles is the lower', 'const half = usize(word < 0);', 'const half: usize = 0;'],
  ]),
  ...mutantsOf('src/kernel/sources/returns.ts', returns, [
    ['the last shock of a pair of assets is left out', 'term < terms;', 'term < terms - 1;'],
    [
      'the next pair begins half way',
      'coefficients += <usize>(2 * terms) * row<T>();',
      'coefficients += <usize>terms * row<T>();',
    ],
    ['the shock of the second asset alone is that before', '  z += column<T>();\n  b0', '  b0'],
    ['two assets drift alike', 'second = v128.load(drifts, row<T>());', 'second = first;'],
    ['an unmixed shock every fourth step', '    b3 = v128.mul<T>(b3, shock);\n', ''],
    [
      'a new regime keeps the old drift',
      'copyToLane<T>(regimeDrift + <usize>(regime * 2 * pairCount) * sizeof<T>(), drift + offset, 2 * pairCount);',
      'copyToLane<T>(regimeDrift, drift + offset, 2 * pairCount);',
    ],
  ]),
  ...mutantsOf(
    'src/kernel/sources/returns.ts',
    ['test/engine/lanes.test.ts'],
    [
      [
        'lanes drift as their neighbours do',
        'formPair<T>(coefficients + half, terms, drifts + half, to + half, half);',
        'formPair<T>(coefficients + half, terms, drifts, to + half, half);',
      ],
    ],
  ),
  ...mutantsOf('src/kernel/sources/regime-model.ts', rare, [
    [
      'the regime may change before the first return',
      'setInt(nextSwitch, lane, 1 + waitingTime',
      'setInt(nextSwitch, lane, waitingTime',
    ],
    [
      'a switch in the last step of a block waits for the next',
      'const last = blockFirst + BLOCK_STEPS - 1;',
      'const last = blockFirst + BLOCK_STEPS - 2;',
    ],
    ['nothing jumps at the first step', 'drawHazard(hazard, lane, 0, first)', 'drawHazard(hazard, lane, 1, first)'],
    [
      'the last hazard waits for something else to happen',
      'hazard < hazardCount; hazard++) next = min',
      'hazard < hazardCount - 1; hazard++) next = min',
    ],
  ]),
  ...mutantsOf('src/kernel/sources/regimes.ts', rare, [
    ['a regime takes hold a step late', 'const first = step - blockFirst;', 'const first = step - blockFirst + 1;'],
    [
      'waiting times are those of the regime that was left',
      'part += waitingTime(Stream.REGIME, lane, double(logStay, after))',
      'part += waitingTime(Stream.REGIME, lane, double(logStay, before))',
    ],
    ['the last regime is never chosen', 'index < regimeCount - 1 &&', 'index < regimeCount - 2 &&'],
    [
      'an asset keeps its return when the regime changes',
      'asset < 2 * pairCount; asset++) {\n    store<T>',
      'asset < 2 * pairCount - 1; asset++) {\n    store<T>',
    ],
  ]),
  ...mutantsOf('src/kernel/advance.ts', rare, [
    [
      'the regimes of an earlier group stand',
      'is that of an earlier group.\n  markSwitch();',
      'is that of an earlier group.',
    ],
  ]),
  ...mutantsOf('src/kernel/sources/hazards.ts', rare, [
    [
      'hazards are those of the first regime',
      'double(hazardRate, hazard * regimeCount + regime)',
      'double(hazardRate, hazard * regimeCount)',
    ],
    [
      'hazards go on as in the regime that was left',
      'schedule(hazard, lane, max(time, double(hazardFrom, place)), after);',
      'schedule(hazard, lane, max(time, double(hazardFrom, place)), before);',
    ],
    [
      'the hazard of a new regime counts from a step late',
      'schedule(hazard, lane, max(time, double(hazardFrom, place)), after);',
      'schedule(hazard, lane, max(time, double(hazardFrom, place)) + 1, after);',
    ],
    [
      'what a lane has survived of a hazard is forgotten when the regime changes',
      '    setDouble(hazardLeft, place, max(left, 0));\n',
      '',
    ],
    [
      'what a lane has survived counts by the regime that follows',
      'double(hazardRate, hazard * regimeCount + before)',
      'double(hazardRate, hazard * regimeCount + after)',
    ],
    [
      'what a lane survives is counted from the first step on',
      '  setDouble(hazardFrom, place, from);\n',
      '  setDouble(hazardFrom, place, 0);\n',
    ],
    [
      'a jump at a switch has the law of the regime that is left',
      'strike<T>(hazard, lane, step, current);',
      'strike<T>(hazard, lane, step, before);',
    ],
    [
      'jumps never come at two steps in a row',
      'drawHazard(hazard, lane, from, current);',
      'drawHazard(hazard, lane, from + 1, current);',
    ],
    [
      'a jump may come twice at a step',
      'drawHazard(hazard, lane, from, current);',
      'drawHazard(hazard, lane, <f64>(step - 1), current);',
    ],
    [
      'the share that is given up is that of the first regime',
      'setDouble(deleveraging, k * LANES + lane, double(hazardMean, law));',
      'setDouble(deleveraging, k * LANES + lane, double(hazardMean, hazard * regimeCount));',
    ],
    ['deleveraging draws from the stream of common jumps', ': Stream.DELEVERAGING;', ': Stream.COMMON_JUMP;'],
    ['a common jump strikes all assets alike', 'double(beta, coefficient) * size + own', 'size + own'],
    ['a common jump has no spread', 'double(beta, coefficient) * size + own', 'double(beta, coefficient) * size'],
  ]),
  ...mutantsOf('src/kernel/block.ts', rare, [
    [
      'the venue deleverages once more a block later',
      '  if (deleverages) memory.fill(deleveraging, 0, <usize>BLOCK_STEPS * ROW);\n',
      '',
    ],
  ]),
  ...mutantsOf('src/kernel/sources/hazards.ts', clock, [
    ['a jump in a later interval is one at rest', 'max(time, double(hazardFrom, place))', 'time'],
    ['the next interval is that after the next', '+ 1e-9) + 1)', '+ 1e-9) + 2)'],
  ]),
  ...mutantsOf('src/kernel/sources/regimes.ts', clock, [
    [
      'the regime of a step is the first one',
      'setInt(regimes, k * LANES + lane, after);',
      'setInt(regimes, k * LANES + lane, before);',
    ],
    [
      'a step that changes keeps the shocks of its beginning',
      ': normal(switchedShockStream(asset), lane);',
      ': <f64>load<T>(normals + <usize>asset * stride + at);',
    ],
    [
      'a part counts by its time, not by its variance',
      'Math.sqrt(double(regimeVariance, regime))',
      'Math.sqrt(double(regimeTime, regime))',
    ],
    ['drift counts for the whole step', 'time * <f64>load<T>(drift)', '<f64>load<T>(drift)'],
    [
      'a regime that returns begins anew',
      'setDouble(regimeTime, r, double(regimeTime, r) + (to - from));',
      'setDouble(regimeTime, r, to - from);',
    ],
    [
      'the second asset of a pair has the shock of the first',
      'load<T>(coefficients, sizeof<T>()) * shock',
      'load<T>(coefficients) * shock',
    ],
  ]),
  ...mutantsOf(
    'src/kernel/sources/hazards.ts',
    ['test/engine/neighbours.test.ts'],
    [
      [
        'what a lane survives is drawn anew when the regime changes',
        'changeLaw(hazard, lane, double(stretchFrom, s), current, next);',
        'drawHazard(hazard, lane, double(stretchFrom, s), next);',
      ],
      [
        'the spread of an asset has the stream of the common jump',
        'normal(spreadStream(asset), lane)',
        'normal(Stream.COMMON_JUMP, lane)',
      ],
      [
        'single jumps have the stream of the first asset',
        'singleJumpStream(int(hazardAsset, hazard))',
        'singleJumpStream(0)',
      ],
    ],
  ),
  ...mutantsOf(
    'src/kernel/sources/regimes.ts',
    ['test/engine/lanes.test.ts'],
    [['a switch strikes the path beside', 'takeOver<T>(lane, k);', 'takeOver<T>(lane ^ 1, k);']],
  ),
  ...mutantsOf(
    'src/kernel/sources/regime-model.ts',
    ['test/engine/lanes.test.ts'],
    [
      [
        'only the lower lanes are asked whether something happens',
        'i32x4.min_s(v128.load(nextChange), v128.load(nextChange, VECTOR))',
        'v128.load(nextChange)',
      ],
    ],
  ),
  ...mutantsOf('src/kernel/prices/prices.ts', prices, [
    ['low is high', 'f64x2.mul(belowA, minA)', 'f64x2.mul(belowA, maxA)'],
    [
      'low and high singles are swapped',
      'promoteRow(minLogPrice + offset, low + to);\n    promoteRow(maxLogPrice + offset, high + to);',
      'promoteRow(maxLogPrice + offset, low + to);\n    promoteRow(minLogPrice + offset, high + to);',
    ],
    [
      'low and high doubles are swapped',
      'minLogPrice + place, maxLogPrice + place, end',
      'maxLogPrice + place, minLogPrice + place, end',
    ],
    [
      'singles of two lanes are those of the lanes below',
      'promote_low_f32x4(v128.load64_zero(from, 16))',
      'promote_low_f32x4(v128.load64_zero(from, 8))',
    ],
    ['the high bound lacks its square', 'f64x2.add(maxA, f64x2.mul(maxA, maxA))', 'maxA'],
    ['bounds take instead of giving away', '[1 - 1e-13, 1 + 1e-13]', '[1 + 1e-13, 1 - 1e-13]'],
    [
      'the bounds miss the first step',
      'let offset = from + first; offset < end',
      'let offset = from + first + row<T>(); offset < end',
    ],
    ['large falls have the bounds of small ones', 'v128.pmax<T>(maxA, v128.neg<T>(minA))', 'maxA'],
    ['the last price is the lowest', 'grownLittle<T>(startA, endA)', 'grownLittle<T>(startA, minA)'],
    [
      'large returns of some lanes are overlooked',
      'storeBoth(maxAbsLogPrice + half, absoluteA, absoluteB);',
      'storeBoth(maxAbsLogPrice + half, absoluteA, absoluteA);',
    ],
    [
      'large returns of all assets but the last are overlooked',
      'v128.pmax<T>(absoluteA, v128.pmax',
      'v128.pmax<T>(v128.splat<T>(0), v128.pmax',
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
  ...mutantsOf('src/kernel/prices/prices.ts', returns, [
    ['the last return of a block is not added', '  a = v128.add<T>(a, v128.load(offset, 7 * row<T>()));\n', ''],
  ]),
  ...mutantsOf('src/kernel/lanes.ts', returns, [
    ['two lanes start every block where the last one did', 'v128.load(from, 3 * VECTOR)', 'v128.load(to, 3 * VECTOR)'],
    ['two lanes have what the next two have', 'v128.store(to, c, 2 * VECTOR);', 'v128.store(to, d, 2 * VECTOR);'],
  ]),
  ...mutantsOf('src/kernel/prices/funding.ts', funding, [
    ['a rate that moves is not clamped on two lanes', 'charged(rateA, interest, damper, limit)', 'rateA'],
    [
      'a steady rate is not clamped',
      'charged(mean, f64x2.splat(fundingInterest), f64x2.splat(fundingDamper), limit)',
      'mean',
    ],
    [
      'a steady rate stays when the regime changes',
      'if (!int(fundingMoves, asset)) chargeSteady',
      'if (!int(fundingMoves, asset) && !double(fundingCharge + <usize>asset * ROW, lane)) chargeSteady',
    ],
    ['a steady rate is paid for one interval', 'sum = f64x2.add(sum, once)', 'sum = once'],
    [
      'the clamp is that of one side',
      'f64x2.pmax(f64x2.pmin(rate, limit), f64x2.neg(limit))',
      'f64x2.pmin(rate, limit)',
    ],
    ['the damper drives the rate away from the interest', 'f64x2.sub(interest, p)', 'f64x2.sub(p, interest)'],
    ['the rate follows the regime at the start of the block', 'regimes + <usize>spanTo * WORD_ROW', 'regimes'],
    ['the first rate is the mean', 'double(fundingSd, law) * double(noiseOf(k), lane)', '<f64>0'],
    ['the rate forgets at once', 'f64x2.add(f64x2.add(mean, kept),', 'f64x2.add(mean,'],
    [
      'intervals of a settlement share their noise',
      '    drawNoise();\n    for (let k',
      '    if (!interval) drawNoise();\n    for (let k',
    ],
    [
      'two lanes go on from the rates of the lanes below',
      'storeRow(rate, rateA, rateB, rateC, rateD);',
      'storeRow(rate, rateA, rateB, rateC, rateC);',
    ],
    ['the rates of all assets have the noise of the first', 'noiseOf(k), interval == 0', 'noiseOf(0), interval == 0'],
    ['a settlement pays what the last one came to once more', 'noiseOf(k), interval == 0', 'noiseOf(k), interval < 0'],
    [
      'the rate is paid on the price of the first asset',
      'multiplyRows(charge, mark + asset * ROW,',
      'multiplyRows(charge, mark,',
    ],
    ['a settlement pays one interval', '    sumB = f64x2.add(v128.load(to, VECTOR), sumB);\n', ''],
  ]),
  ...mutantsOf(
    'src/kernel/prices/funding.ts',
    ['test/engine/lanes.test.ts'],
    [
      [
        'only the lower lanes follow their regimes',
        'if (!v128.any_true(v128.or(a, b))) return;',
        'if (!v128.any_true(a)) return;',
      ],
      [
        'a steady rate is that of the first lane',
        '<usize>(asset * LAW * LANES + lane)',
        '<usize>(asset * LAW * LANES)',
      ],
    ],
  ),
];
