import { list, record } from '../check.ts';
import { checkMoments } from '../check-moments.ts';
import { type Counts, checkCounts, countHappened, countOf, createCounts, mergeCounts } from '../counts.ts';
import { type Figure, figure } from '../figure.ts';
import { meanFigure, meanIntervalMeaning } from '../inference/mean.ts';
import { probabilityFigure } from '../inference/proportion.ts';
import { addColumn, createMoments, type Moments, mergeMoments } from '../moments.ts';
import type { OutcomeShape } from '../outcome.ts';
import type { MetricDefinition, Statistic } from '../statistic.ts';
import type { PathWeights } from '../weights.ts';
import { type MarketColumn, type MarketColumnDefinition, marketColumns, marketSubjects } from './outcome.ts';

/** A mean over the observed paths: of a column, and what it means. */
interface MarketMean {
  readonly metric: string;
  readonly column: MarketColumn;
  readonly meaning: string;
}

const means: readonly MarketMean[] = [
  {
    metric: 'regime_steps',
    column: 'regime_steps',
    meaning: 'mean number of steps of a path that the regime governed',
  },
  { metric: 'regime_switches', column: 'regime_switches', meaning: 'mean number of changes of regime along a path' },
  { metric: 'log_return_mean', column: 'log_return', meaning: 'mean of the log return over the horizon' },
  {
    metric: 'realised_volatility',
    column: 'realised_volatility',
    meaning: 'mean annualised standard deviation of the step returns within a path, about zero',
  },
  {
    metric: 'realised_correlation',
    column: 'realised_correlation',
    meaning: "mean over the paths of the sample correlation of two assets' step returns within a path",
  },
];

/** Sums of each mean, a series per subject; and per regime the paths on which it governs the last step. */
interface MarketMeansAccumulator {
  readonly moments: readonly Moments[];
  readonly lastStep: Counts;
}

/** What the market did on average: a check that the market file says what its author meant. */
export const marketMeans: Statistic<MarketMeansAccumulator> = {
  name: 'market-means',
  paths: 'observed',
  metrics: [
    ...means.map(
      ({ metric, column, meaning }): MetricDefinition => ({
        name: metric,
        unit: marketColumns[column].unit,
        meaning,
        interval: meanIntervalMeaning,
        table: 'market',
        better: null,
      }),
    ),
    {
      name: 'regime_last_step',
      unit: 'probability',
      meaning: 'probability that the regime governs the last step',
      interval: 'Clopper & Pearson (1934), 95 % at least; under path weights: gamma interval of the sum of weights',
      table: 'market',
      better: null,
    },
  ],

  create(shape) {
    return {
      moments: means.map(({ column }) => createMoments(marketSubjects(column, shape).length)),
      lastStep: createCounts(shape.market.regimes.length),
    };
  },

  add({ moments, lastStep }, { market }) {
    const { count, weights, columns } = market;
    if (count === 0) return;
    const rows = Uint16Array.from({ length: count }, (_, row) => row);
    for (const [index, { column }] of means.entries()) {
      for (const [series, values] of columns[column].entries())
        addColumn(moments[index]!, series, values, weights, rows);
      moments[index]!.paths += count;
    }
    for (const [regime, governs] of columns.regime_last_step.entries())
      countHappened(lastStep, regime, governs, weights, rows);
  },

  merge(into, next) {
    for (const [index, moments] of into.moments.entries()) mergeMoments(moments, next.moments[index]!);
    mergeCounts(into.lastStep, next.lastStep);
  },

  check(value, { shape, weights }) {
    return record({
      moments: list(means.length, (moments, index) =>
        checkMoments(moments, marketSubjects(means[index]!.column, shape).length, weights.paths),
      ),
      lastStep: (counts) => checkCounts(counts, shape.market.regimes.length, weights),
    })(value);
  },

  figures({ moments, lastStep }, shape, weights) {
    const last = marketSubjects('regime_last_step', shape).map((subject, regime) => {
      const value = probabilityFigure(countOf(lastStep, regime), weights);
      return figure({ metric: 'regime_last_step', scheme: null, subject }, value, weights);
    });
    return [...means.flatMap((mean, index) => meansOf(mean, moments[index]!, shape, weights)), ...last];
  },
};

function meansOf(
  { metric, column }: MarketMean,
  moments: Moments,
  shape: OutcomeShape,
  weights: PathWeights,
): Figure[] {
  const definition: MarketColumnDefinition = marketColumns[column];
  const nonnegative = definition.nonnegative === true;
  return marketSubjects(column, shape).map((subject, series) => {
    const value = meanFigure(moments, series, { sign: 1, possible: true, nonnegative });
    return figure({ metric, scheme: null, subject }, value, weights);
  });
}
