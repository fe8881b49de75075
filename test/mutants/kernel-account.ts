import { mutantsOf } from './mutant.ts';

const exact = ['test/differential'];
const screen = ['test/engine/screen.test.ts'];
const funding = ['test/engine/funding.test.ts'];
const watch = ['test/engine/watch.test.ts'];

const source = ['test/engine/path-source.test.ts'];

/** The kernel: sums over pools, the screen, the inspection, what is watched, and the way through a span. */
export const accountKernelMutants = [
  ...mutantsOf('src/kernel/accounts/units.ts', screen, [
    ['long positions are bounded by the high price', '(isLong ? low : high) + asset', 'high + asset'],
    ['short positions are bounded by the low price', '(isLong ? low : high) + asset', 'low + asset'],
    ['the requirement of a short one is given to it', 'f64x2.mul(sign, requiredB)', 'requiredB'],
    [
      'a requirement is that of its last piece',
      'requiredA = f64x2.pmax(requiredA, f64x2.sub(',
      'requiredA = f64x2.pmax(f64x2.splat(0), f64x2.sub(',
    ],
    ['pieces have no amount', 'f64x2.sub(f64x2.mul(rate, a), amount)', 'f64x2.mul(rate, a)'],
    [
      'coins count by the regime at the start of the span',
      'share = min(share, shareAt(c, step, lane));',
      'share = min(share, share);',
    ],
    ['coins are bounded without their haircut', 'share * double(least, lane)', 'double(least, lane)'],
  ]),
  ...mutantsOf('src/kernel/accounts/units.ts', exact, [
    ['coins count in full in the ratio', 'shareAt(c, spanTo, lane) * double(from, lane)', 'double(from, lane)'],
    [
      'the share of a coin is that of the first',
      'int(regimes, step * LANES + lane) * collateralCount + collateral',
      'int(regimes, step * LANES + lane) * collateralCount',
    ],
    [
      'funding is charged where none is settled',
      '    memory.fill(unitFundingDue, 0, <usize>positionCount * ROW);\n    return;',
      '    return;',
    ],
    [
      'funding is owed on the mark where the entry counts',
      'const a = f64x2.mul(unit, v128.load(from));',
      'const a = v128.load(from);',
    ],
  ]),
  ...mutantsOf('src/kernel/accounts/units.ts', watch, [
    [
      'funding does not count in the drawdown',
      'f64x2.sub(f64x2.sub(price, start), f64x2.mul(unit, index))',
      'f64x2.sub(price, start)',
    ],
  ]),
  ...mutantsOf('src/kernel/accounts/pools.ts', screen, [
    ['the screen forgets funding that is due', '      headroomB = f64x2.sub(headroomB, f64x2.pmax(dueB, zero));\n', ''],
    ['the screen counts on funding to be received', 'f64x2.pmax(dueA, zero)', 'dueA'],
    [
      'the screen mixes up lanes',
      'f64x2.le(v128.load(headrooms, 2 * VECTOR), zero)',
      'f64x2.le(v128.load(headrooms, VECTOR), zero)',
    ],
    [
      'the last lanes have no least cover',
      '    lowestD = f64x2.pmin(lowestD, v128.load(headrooms, 3 * VECTOR));\n',
      '',
    ],
    [
      'suspects of the upper lanes are sought in the lower ones',
      'double(headrooms, lane) <= 0',
      'double(headrooms, lane & 3) <= 0',
    ],
    [
      'suspects of the upper lanes are overlooked',
      'lane < LANES; lane++) {\n      if (!screened',
      'lane < LANES / 2; lane++) {\n      if (!screened',
    ],
  ]),
  ...mutantsOf('src/kernel/accounts/pools.ts', exact, [
    [
      'two lanes owe what they owed before',
      'storeRow(poolFundingDue + place, dueA, dueB,',
      'storeRow(poolFundingDue + place, dueA, v128.load(poolFundingDue + place, VECTOR),',
    ],
    ['the ratio is that before the funding of its step', '    equityB = f64x2.sub(equityB, dueB);\n', ''],
    ['coins are worth what they are on the lanes below', 'v128.load(worth, VECTOR)', 'v128.load(worth)'],
    [
      'the lowest ratio is that of the pool with the least equity',
      'f64x2.lt(f64x2.mul(eC, notionalC), f64x2.mul(equityC, nC))',
      'f64x2.lt(eC, equityC)',
    ],
    [
      'the lowest ratio has the notional of another pool',
      '    notionalD = v128.bitselect(nD, notionalD, belowD);\n',
      '',
    ],
  ]),
  ...mutantsOf('src/kernel/accounts/pools.ts', watch, [
    ['the ratio is that of the net notional', 'v128.and(valueA, withoutSign)', 'valueA'],
    [
      'a ratio is compared with the lowest times its own notional',
      'f64x2.mul(equityA, nA)',
      'f64x2.mul(equityA, notionalA)',
    ],
  ]),
  ...mutantsOf('src/kernel/accounts/pools.ts', screen, [
    ['requirements in coins are bounded at one end', '  if (anyEitherEnd) boundOtherEnds();\n', ''],
  ]),
  ...mutantsOf('src/kernel/accounts/inspect.ts', screen, [
    ['equality does not fire', 'headroom < 0 || (headroom == 0 && equalityFires)', 'headroom < 0'],
    ['equality always fires', 'headroom < 0 || (headroom == 0 && equalityFires)', 'headroom <= 0'],
    [
      'a bracket bound belongs to the upper bracket',
      'while (notional > double(bracketCap, bracket))',
      'while (notional >= double(bracketCap, bracket))',
    ],
    ['a requirement can be negative', 'return requirement > 0 ? requirement : 0;', 'return requirement;'],
    ['a requirement in coins is one in quote', 'required * bracketWorth(entry, price)', 'required'],
    ['a haircut does not count in the check', 'amount * shareAt(c, step, lane) * priceAt', 'amount * priceAt'],
  ]),
  ...mutantsOf('src/kernel/accounts/inspect.ts', funding, [
    [
      'funding that is due does not count in its check',
      '    if (paysAt(step)) headroom -= fundingDueOf(pool, lane);\n',
      '',
    ],
    [
      'funding is due at every step',
      'settles && fundingBeforeCheck && step == spanTo',
      'settles && fundingBeforeCheck',
    ],
    [
      'funding is due before every check',
      'settles && fundingBeforeCheck && step == spanTo',
      'settles && step == spanTo',
    ],
  ]),
  ...mutantsOf('src/kernel/accounts/inspect.ts', exact, [
    ['one pool a step', 'setInt(events, count++, place);', 'setInt(events, (count = 1) - 1, place);'],
    [
      'what fires later fires with the first',
      '      eventStep = step;\n      count = 0;\n',
      '      eventStep = step;\n',
    ],
    ['the last step of a span is not inspected', 'step <= to; step++', 'step < to; step++'],
    [
      'a pool has the coins of its neighbour',
      '(pool * collateralCount + c) * LANES + lane',
      '(pool + c) * LANES + lane',
    ],
    [
      'coins have the prices of an earlier block',
      '  for (let c = 0; c < collateralCount; c++) formPrices<T>(int(collateralAsset, c));\n',
      '',
    ],
  ]),
  ...mutantsOf('src/kernel/watching/span-end.ts', watch, [
    ['a drawdown is counted from the start', '  storeRow(highest, highestA, highestB, highestC, highestD);\n', ''],
  ]),
  ...mutantsOf('src/kernel/watching/span-end.ts', exact, [
    [
      'ratios are kept of the first scheme only',
      'schemeRow < <usize>schemeCount * ROW; schemeRow',
      'schemeRow < ROW; schemeRow',
    ],
    [
      'two lanes have no coins in their drawdown',
      '    c = f64x2.add(c, f64x2.mul(v128.load(units, 2 * VECTOR), f64x2.sub(v128.load(from, 2 * VECTOR), start)));\n',
      '',
    ],
    [
      'coins that went are forgotten',
      'let a = f64x2.add(v128.load(settled), v128.load(gone));',
      'let a = v128.load(settled);',
    ],
    ['schemes have the drawdown of another, whatever has happened', 'if (!int(dirty, scheme)) {', 'if (scheme >= 0) {'],
    [
      'the highest wealth of an untouched scheme is that of the start',
      '  copyRow(highestPnl + <usize>from * ROW, highestPnl + <usize>to * ROW);\n',
      '',
    ],
  ]),
  ...mutantsOf('src/kernel/watching/within-span.ts', exact, [
    [
      'drawdowns miss the first step',
      'let change = pnlChanges + <usize>from * row<T>();',
      'let change = pnlChanges + <usize>(from + 1) * row<T>();',
    ],
    ['the last four steps have the changes of the first', 'sumChanges<T>(four + half);', 'sumChanges<T>(half);'],
    ['some lanes have the changes of an earlier step', '  v128.store(to, b2, VECTOR + 2 * row<T>());\n', ''],
    [
      'coins of the treasury are not looked at between the ends',
      'for (let c = 0; c < collateralCount; c++) addHeldCollateral<T>(scheme, c, <usize>from * row<T>(), end);',
      '',
    ],
    [
      'schemes have the exposures of another, whatever has happened',
      'exposuresStand = !isDirty;',
      'exposuresStand = true;',
    ],
    ['profits of the last span stand after an event', 'quiet && spanFrom == 0 &&', 'spanFrom == 0 &&'],
    ['profits of the last span stand within a block', 'quiet && spanFrom == 0 &&', 'quiet &&'],
    [
      'pools are cleared by their better end',
      '(double(signs, position) > 0 ? low : high)',
      '(double(signs, position) > 0 ? high : low)',
    ],
  ]),
  ...mutantsOf('src/kernel/watching/pool-ratios.ts', exact, [
    ['the fourth step is not watched', 'if (step + 3 <= to) lower', 'if (step + 3 < to) lower'],
    ['a pool is followed one step too far', 'if (step + 1 <= to) lower', 'if (step <= to) lower'],
    [
      'the notional does not move',
      'notional2 = v128.add<T>(notional2, v128.mul<T>(size, growth));',
      'notional2 = notional2;',
    ],
    ['the second vector is not followed', 'storeBoth(to, next, otherNext);', 'storeBoth(to, next, otherLowest);'],
    [
      'the second vector grows as the first',
      'other2 = v128.add<T>(other2, v128.mul<T>(otherExposure, otherGrowth));',
      'other2 = v128.add<T>(other2, v128.mul<T>(otherExposure, growth));',
    ],
  ]),
  ...mutantsOf('src/kernel/watching/pool-ratios.ts', exact, [
    [
      'the upper lanes are not followed',
      'offset < row<T>(); offset += 2 * VECTOR',
      'offset < 2 * VECTOR; offset += 2 * VECTOR',
    ],
  ]),
  ...mutantsOf('src/kernel/watching/ratios.ts', watch, [
    [
      'the ratio at the end counts though something happens',
      'quiet ? nextMarginRatio : lowestMarginRatio',
      'nextMarginRatio',
    ],
    [
      'rich pools are cleared by a bound that does not hold',
      'f64x2.le(f64x2.abs(clear), one)',
      'f64x2.eq(clear, clear)',
    ],
  ]),
  ...mutantsOf('src/kernel/watching/growths.ts', exact, [
    [
      'the last step has a growth of an earlier span',
      '<usize>(to - from + 1) * row<T>()',
      '<usize>(to - from) * row<T>()',
    ],
    ['coins stand at their price at the start of the block', ' * (1 + <f64>load<T>(growth + offset));', ';'],
    ['coins count in full between the ends', 'shareAt(c, k / LANES, lane) * double(price', 'double(price'],
  ]),
  ...mutantsOf('src/kernel/watching/growths.ts', watch, [
    ['large returns grow as small ones', 'if (sizeof<T>() == 8 || largeSpan == done)', 'if (sizeof<T>() == 8)'],
  ]),
  ...mutantsOf(
    'src/kernel/watching/growths.ts',
    ['test/engine/lanes.test.ts'],
    [
      [
        'small returns beside large ones are more precise',
        'growth = v128.bitselect(growth, doubles<T>(growths + place, 0), large);',
        '',
      ],
    ],
  ),
  ...mutantsOf('src/kernel/advance.ts', exact, [
    ['the step after a liquidation is not inspected', 'inspectFrom = eventStep + 1;', 'inspectFrom = eventStep + 2;'],
    ['closed pools pay until the end of the span', '  if (eventful) sweep();\n', ''],
    ['a liquidation changes what was watched before', '  if (watchEveryStep) lookBefore<T>(eventStep);\n', ''],
    ['a step is left out by those who watch', 'watchFrom = step;', 'watchFrom = step + 1;'],
    [
      'funding is booked after the look',
      'if (settles) bookFunding();\n  watchEnd();',
      'watchEnd();\n  if (settles) bookFunding();',
    ],
    ['the prices of a group are those of the last one', '    setInt(priceBlock, asset, 0);\n', ''],
    ['funding is counted from group to group', '      setDouble(fundingIndex + <usize>asset * ROW, lane, 0);\n', ''],
  ]),
  ...mutantsOf('src/kernel/advance.ts', watch, [
    [
      'what is watched before a liquidation is what would be without it',
      '  eventful = true;\n  inspectFrom',
      '  inspectFrom',
    ],
  ]),
  ...mutantsOf('src/kernel/prices/funding.ts', exact, [
    ['funding is not remembered for closed positions', '  addRows(fundingIndex, fundingDue, assetCount);\n', ''],
    ['open pools do not pay', '  else subtractRows(equityIntercept, poolFundingDue, poolCount);\n', ''],
  ]),
  ...mutantsOf('src/kernel/sources/regimes.ts', screen, [
    ['nobody hears of a switch of regime', '  markSwitch();\n', ''],
  ]),
  ...mutantsOf(
    'src/kernel/block.ts',
    ['test/engine/watch.test.ts'],
    [['shares of coins outlive a switch of regime', '  regimeChanges++;\n', '']],
  ),
  ...mutantsOf('src/kernel/block.ts', source, [
    ['nobody hears of a switch of regime in a block from outside', 'if (now != before) markSwitch();', ''],
  ]),
  ...mutantsOf('src/kernel/advance.ts', source, [
    ['rates of funding begin with no regime', 'if (blockFirst == 1) startFunding(regimes);', ''],
    ['a block is asked for once', '  isFilled = false;\n  const count', '  const count'],
  ]),
  ...mutantsOf('src/kernel/sources/hazards.ts', source, [
    ['a venue deleverages no block from outside', 'followHazard<T>(hazard, lane, blockFirst + step, before, 1);', ''],
  ]),
  ...mutantsOf('src/engine/memory/source.ts', source, [
    ['weights outlive their paths', 'logWeights.fill(0);', ''],
    ['the last block is as long as any', 'Math.min(BLOCK_STEPS, steps - kernel.done)', 'BLOCK_STEPS'],
  ]),
  ...mutantsOf('src/engine/outcomes.ts', source, [
    ['every path counts alike', 'exponential(group.logWeights[lane]!)', '1'],
  ]),
];
