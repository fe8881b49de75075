import { mutantsOf } from './mutant.ts';

const stats = ['test/stats'];

/** The statistics. */
export const statsMutants = [
  ...mutantsOf('src/stats/inference/intervals.ts', stats, [
    ['intervals of 90 %', 'normalQuantile(0.5 + confidence / 2)', 'normalQuantile(confidence)'],
  ]),
  ...mutantsOf('src/stats/inference/proportion.ts', stats, [
    ['left and right are swapped', '(left.sum - right.sum) / paths', '(right.sum - left.sum) / paths'],
    ['the discordant shares do not exclude each other', '(2 * z * z * left * right) / paths', '0'],
    ['the mid-p is a whole p', 'paths - count)) / 2;', 'paths - count));'],
    ['an error without the two successes', '(count + 2) / trials', 'count / trials'],
    ['weights are ignored in the error', 'squares / paths - estimate * estimate', 'estimate - estimate * estimate'],
    ['the pairs do not covary', 'left + right - (left - right) ** 2', 'left + right'],
  ]),
  ...mutantsOf('src/stats/counts.ts', stats, [
    ['what never happened counts', 'if (column[path]! > 0)', 'if (column[path]! >= 0)'],
    ['the other side is not looked at', 'here[path]! > 0 && !(there[path]! > 0)', 'here[path]! > 0'],
  ]),
  ...mutantsOf('src/stats/spillover.ts', stats, [
    ['spillover is rescue', 'accumulator.spillover, at, here, alone', 'accumulator.spillover, at, alone, here'],
  ]),
  ...mutantsOf('src/stats/moments.ts', stats, [
    ['chunks are as if they had one mean', 'later.squares + step * step * share * into.paths', 'later.squares'],
    ['a merged mean leans to the later chunk', 'const share = next.paths / paths;', 'const share = 0.5;'],
    [
      'paths without an event are left out of the mean',
      'moments.sum[series]! - zeros * origin',
      'moments.sum[series]!',
    ],
    ['the variance has n, not n - 1', '(paths - 1) / paths)', 'paths / paths)'],
  ]),
  ...mutantsOf('src/stats/survival.ts', stats, [
    [
      'events fall into the next bin',
      'Math.ceil((step * grid) / shape.steps) - 1',
      'Math.min(grid - 1, Math.ceil((step * grid) / shape.steps))',
    ],
    ['survival is death', 'value === null ? null : 1 - value', 'value'],
  ]),
  ...mutantsOf('src/stats/liquidation-time.ts', stats, [
    ['steps are called hours', 'const estimate = mean * stepHours;', 'const estimate = mean;'],
  ]),
  ...mutantsOf('src/stats/means.ts', stats, [['a loss is a profit', 'sign: -1,', '']]),
  ...mutantsOf('src/stats/tail/level.ts', stats, [
    [
      'the percentile is that of the other tail',
      'wholeIfClose(paths * level, paths)',
      'wholeIfClose(paths * (1 - level), paths)',
    ],
    ['the interval of a quantile is a rank too wide', 'paths - fewestBelow - 1', 'paths - fewestBelow'],
    [
      'a whole number that floating point misses stays missed',
      '1e-9 + 1e-15 * paths ? whole : value',
      '1e-9 + 1e-15 * paths ? value : value',
    ],
    ['VaR is the next loss', 'cumulative[entry]! > mass', 'cumulative[entry]! >= mass'],
    ['a tie hides what is below it', '|| isTie(near.loss, tail.valueAtRisk) ?', '?'],
  ]),
  ...mutantsOf('src/stats/tail/shortfall.ts', stats, [
    ['ES divides by whole paths', 'valueAtRisk + sum / mass', 'valueAtRisk + sum / Math.max(1, full)'],
    ['more than all there is can be lost', 'Math.min(top, most)', 'top'],
    ['a tie that is not all there is knows its upper end', 'high: isAll ? estimate : null', 'high: estimate'],
  ]),
  ...mutantsOf('src/stats/tail/shortfall.ts', stats, [
    ['ES has the error of an unconditional mean', 'squares - (sum * sum) / paths', '0 * squares'],
  ]),
  ...mutantsOf('src/stats/tail/value-at-risk.ts', stats, [
    ['VaR is weighed with the rank before', 'incompleteBeta((entry + 1) / paths', 'incompleteBeta(entry / paths'],
  ]),
  ...mutantsOf('src/stats/tail/value-at-risk.ts', stats, [
    ['what was not seen does not differ', 'correlation - unseenDiscordant / tailPaths', 'correlation'],
    ['differences of VaR are not paired', 'lossAt(right, u - v)', 'lossAt(right, v - u)'],
  ]),
  ...mutantsOf('src/stats/tail/losses.ts', stats, [
    ['the smallest losses are kept', 'secondLoss - firstLoss', 'firstLoss - secondLoss'],
  ]),
  ...mutantsOf('src/stats/tail/shortfall.ts', stats, [
    ['the last path counts in full', 'rest * values[full]!', 'values[full]!'],
  ]),
  ...mutantsOf('src/stats/tail/keep.ts', stats, [
    ['nothing is kept in reserve', 'Math.ceil(expected + 10 * Math.sqrt(expected) + 32)', 'Math.ceil(expected)'],
  ]),
  ...mutantsOf('src/stats/block-paths.ts', stats, [
    ['an event under the right scheme alone is overlooked', 'left[path]! > 0 || right[path]! > 0', 'left[path]! > 0'],
  ]),
  ...mutantsOf('src/stats/tail/keep.ts', stats, [
    ['what is dropped depends on the blocks', 'pathsBefore + i', 'pathsBefore'],
    ['the parts of the loss are profits', '= -parts[part]![i]!', '= parts[part]![i]!'],
    ['merged paths without weights weigh nothing', 'into.weights?.fill(1, start, start + count);', ';'],
  ]),
  ...mutantsOf('src/stats/tail/tail.ts', stats, [
    ['moving collateral costs nobody anything', 'profit[path]! -= paid[path]!', 'profit[path]! -= 0'],
  ]),
  ...mutantsOf('src/stats/strategy/power-sums.ts', stats, [
    ['sums about another point forget the binomial', 'coefficient *= i / (k - i + 1);', ''],
    ['chunks keep their own origins', 'into.origin.set(next.origin)', 'into.origin.fill(0)'],
  ]),
  ...mutantsOf('src/stats/strategy/delta.ts', stats, [
    ['differences are not paired', 'add(2 * left!.u * right!.u, uu', 'add(0, uu'],
    ['a small difference is certain', 'Math.max(sum, noise)', 'sum'],
  ]),
  ...mutantsOf('src/stats/strategy/spread.ts', stats, [
    ['an error of the deviation costs the ratio nothing', '-mean / (2 * deviation ** 3)', '0'],
  ]),
  ...mutantsOf('src/stats/strategy/shortfall-ratio.ts', stats, [
    ['an error of the shortfall costs the ratio nothing', '-ratio / (shortfall * (1 - tail.level))', '0'],
    [
      'the profits of the wrong scheme meet the tail',
      'profitTimesExcess(left, right.own)',
      'profitTimesExcess(right, left.own)',
    ],
  ]),
  ...mutantsOf('src/stats/strategy/subjects.ts', stats, [
    ['given-up profit is no cost', '[fees, slippage, adl]', '[fees, slippage]'],
    ['the account moves collateral for nothing', 'cost_adl, cost_transfers]) addAt', 'cost_adl]) addAt'],
  ]),
  ...mutantsOf('src/stats/tail/difference.ts', stats, [
    ['differences are not paired', 'other === alone ? 0 : excessOf(right, other, rightFrom)', '0'],
    ['a hair is a path', 'amounts.largest <= hair * (1 + roundingShare)', 'false'],
    ['what only the right scheme loses does not count', 'collector.add(-excessOf(right, entry, rightFrom))', ';'],
  ]),
  ...mutantsOf('src/stats/summary.ts', stats, [
    ['chunks may be merged in any order', 'next.firstPath >= into.firstPath + into.paths', 'next.firstPath >= 0'],
  ]),
];
