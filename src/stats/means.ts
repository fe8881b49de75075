import { type Fault, record } from './check.ts';
import { checkMoments } from './check-moments.ts';
import { type Figure, figure, pairsOf, positionOrAccount, type Subject, wholeAccount } from './figure.ts';
import { meanDifference, meanFigure, meanIntervalMeaning } from './inference/mean.ts';
import { addSchemes, createMoments, type Moments, mergeMoments, smallestOf } from './moments.ts';
import {
  type AccountColumn,
  accountColumns,
  type ColumnDefinition,
  type OutcomeBlock,
  type OutcomeShape,
  type PositionColumn,
  positionColumns,
} from './outcome.ts';
import type { MetricDefinition, Statistic } from './statistic.ts';
import type { PathWeights } from './weights.ts';

/** A mean: the column of the account and of the positions that it is taken of; `sign` -1 turns a profit into a loss. */
interface Mean {
  readonly metric: string;
  readonly unit: MetricDefinition['unit'];
  /** Absent where neither direction is better. */
  readonly better?: 'lower' | 'higher';
  readonly meaning: string;
  readonly account: AccountColumn;
  readonly position?: PositionColumn;
  readonly sign?: -1;
}

/**
 * Always all of them, also those of policies and deleveraging in an experiment that has neither: summary.csv has the same metrics for
 * every experiment, so that files of several runs can be laid on top of each other. A person is only shown what is not 0 everywhere.
 */
const means: readonly Mean[] = [
  {
    metric: 'mean_pnl',
    unit: 'quote',
    better: 'higher',
    meaning: 'mean of terminal wealth minus initial wealth; of a position: its mean profit after all costs',
    account: 'pnl',
    position: 'pnl',
  },
  {
    metric: 'mean_loss',
    unit: 'quote',
    better: 'lower',
    meaning: 'mean loss of the account: mean_pnl with the other sign',
    account: 'pnl',
    sign: -1,
  },
  {
    metric: 'mean_bad_debt',
    unit: 'quote',
    better: 'lower',
    meaning:
      'mean amount that pools could not pay and others bore: the insurance fund, the venue, or winners (cost_adl), over all paths',
    account: 'bad_debt',
    position: 'bad_debt',
  },
  {
    metric: 'max_drawdown',
    unit: 'quote',
    better: 'lower',
    meaning: 'mean of the largest fall of wealth below its earlier maximum, at the watched times',
    account: 'max_drawdown',
  },
  {
    metric: 'lowest_margin_ratio',
    unit: 'ratio',
    better: 'higher',
    meaning: 'mean of the lowest equity / notional of any open pool, at the watched times and at liquidations',
    account: 'lowest_margin_ratio',
  },
  {
    metric: 'cost_funding',
    unit: 'quote',
    meaning: 'mean of funding paid minus received',
    account: 'cost_funding',
    position: 'funding',
  },
  {
    metric: 'cost_fees',
    unit: 'quote',
    better: 'lower',
    meaning:
      'mean of the fees of closes along the path, and of what the venue keeps of a liquidated pool, over all paths',
    account: 'cost_fees',
    position: 'fees',
  },
  {
    metric: 'cost_slippage',
    unit: 'quote',
    better: 'lower',
    meaning: 'mean loss of closes along the path against the mark price, over all paths',
    account: 'cost_slippage',
    position: 'slippage',
  },
  {
    metric: 'cost_adl',
    unit: 'quote',
    better: 'lower',
    meaning: 'mean profit given up in auto-deleveraging and to socialised losses, over all paths',
    account: 'cost_adl',
    position: 'adl',
  },
  {
    metric: 'cost_transfers',
    unit: 'quote',
    better: 'lower',
    meaning: 'mean of what it cost to move collateral between pools and from the treasury, over all paths',
    account: 'cost_transfers',
  },
  {
    metric: 'top_ups',
    unit: 'quote',
    meaning: 'mean amount that policies moved from the treasury to pools, costs included, over all paths',
    account: 'top_ups',
  },
  {
    metric: 'forced_closes',
    unit: 'count',
    meaning: 'mean number of closes of positions by force, in full or in part, by liquidation or auto-deleveraging',
    account: 'forced_closes',
  },
  {
    metric: 'policy_actions',
    unit: 'count',
    meaning: 'mean number of actions of policies that were carried out',
    account: 'policy_actions',
  },
  {
    metric: 'collateral_pnl',
    unit: 'quote',
    meaning: 'mean change in value of the collateral that is not held in the quote currency',
    account: 'collateral_pnl',
  },
];

const metrics = means.map(
  ({ metric, unit, meaning, better = null }): MetricDefinition => ({
    name: metric,
    unit,
    meaning,
    interval: meanIntervalMeaning,
    table: 'summary',
    better,
  }),
);

/** The distinct columns behind the means: each is accumulated once, for every scheme and every pair of schemes. */
const accountSources = [...new Set(means.map((mean) => mean.account))];
const positionSources = [...new Set(means.flatMap((mean) => mean.position ?? []))];

interface MeanAccumulator {
  readonly moments: Moments;
}

/** Series stand in the order: account columns, then positions by column; in each the schemes, then the pairs. */
function columnCount(shape: OutcomeShape): number {
  return accountSources.length + positionSources.length * shape.positions.length;
}

function column(block: OutcomeBlock, index: number, scheme: number): Float64Array {
  const account = accountSources[index];
  if (account !== undefined) return block.account[scheme]![account];
  const rest = index - accountSources.length;
  const position = Math.floor(rest / positionSources.length);
  return block.positions[scheme]![position]![positionSources[rest % positionSources.length]!];
}

function definition(index: number): ColumnDefinition {
  const account = accountSources[index];
  if (account !== undefined) return accountColumns[account];
  return positionColumns[positionSources[(index - accountSources.length) % positionSources.length]!];
}

/** Means of money and ratios, per scheme and position, and as paired differences between every two schemes. */
export const meansStatistic: Statistic<MeanAccumulator> = {
  name: 'means',
  paths: 'all',
  metrics,

  create(shape) {
    const width = shape.schemes.length + pairsOf(shape.schemes).length;
    return { moments: createMoments(columnCount(shape) * width) };
  },

  add({ moments }, block, paths) {
    const { weights, count, shape } = block;
    const width = shape.schemes.length + paths.eitherEventful.length;
    for (let index = 0; index < columnCount(shape); index++) {
      const { ofEvents = false } = definition(index);
      const columns = shape.schemes.map((_, scheme) => column(block, index, scheme));
      addSchemes(moments, index * width, columns, weights, paths, ofEvents);
    }
    moments.paths += count;
  },

  merge(into, next) {
    mergeMoments(into.moments, next.moments);
  },

  check(value, { shape, weights: { paths } }) {
    const series = columnCount(shape) * (shape.schemes.length + pairsOf(shape.schemes).length);
    const form = record({ moments: (part) => checkMoments(part, series, paths) });
    return form(value) ?? checkSigns(value as MeanAccumulator, shape);
  },

  figures(accumulator, shape, weights) {
    return means.flatMap((mean) => meanFigures(accumulator, shape, weights, mean));
  },
};

/** What cannot be below 0 never was. */
function checkSigns({ moments }: MeanAccumulator, shape: OutcomeShape): Fault {
  const width = shape.schemes.length + pairsOf(shape.schemes).length;
  for (let index = 0; index < columnCount(shape); index++) {
    if (definition(index).nonnegative !== true) continue;
    for (let scheme = 0; scheme < shape.schemes.length; scheme++) {
      const series = index * width + scheme;
      if (smallestOf(moments, series) < 0) return `.moments[${series}] is below 0 on a path`;
    }
  }
  return null;
}

/** The rows of one metric: per scheme the account and its positions, then the same per difference. */
function meanFigures({ moments }: MeanAccumulator, shape: OutcomeShape, weights: PathWeights, mean: Mean): Figure[] {
  const pairs = pairsOf(shape.schemes);
  const width = shape.schemes.length + pairs.length;
  const columns = [
    { subject: wholeAccount, index: accountSources.indexOf(mean.account) },
    ...(mean.position === undefined ? [] : positionColumnsOf(shape, mean.position)),
  ];
  const column: ColumnDefinition = accountColumns[mean.account];
  const nonnegative = column.nonnegative === true;
  const sign = mean.sign ?? (1 as const);
  const isPossible = shape.impossible.map((columns) => !columns.includes(mean.account));
  const own = shape.schemes.flatMap((scheme, offset) =>
    columns.map(({ subject, index }) => {
      const of = { sign, nonnegative, possible: isPossible[offset]! };
      return figure({ metric: mean.metric, scheme, subject }, meanFigure(moments, index * width + offset, of), weights);
    }),
  );
  const differences = pairs.flatMap(({ scheme, versus, left, right }, pair) =>
    columns.map(({ subject, index }) => {
      const of = {
        sign,
        scale: mean.unit === 'quote' ? shape.initialWealth : 1,
        possible: isPossible[left]! || isPossible[right]!,
      };
      const value = meanDifference(moments, index * width + shape.schemes.length + pair, of);
      return figure({ metric: mean.metric, scheme, versus, subject }, value, weights);
    }),
  );
  return [...own, ...differences];
}

function positionColumnsOf(shape: OutcomeShape, source: PositionColumn): { subject: Subject; index: number }[] {
  const offset = accountSources.length + positionSources.indexOf(source);
  return shape.positions.map((position, i) => ({
    subject: positionOrAccount(position),
    index: offset + i * positionSources.length,
  }));
}
