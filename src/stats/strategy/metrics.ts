import type { FigureValue } from '../figure.ts';
import { meanIntervalMeaning } from '../inference/mean.ts';
import type { MetricDefinition } from '../statistic.ts';
import type { SubjectFigures } from './figures.ts';

/** A figure by strategy: what it means, and where its values are found. */
interface StrategyMetric {
  readonly definition: MetricDefinition;
  readonly hasLevels: boolean;
  /** Of a scheme or, behind them, a pair of schemes. */
  readonly valuesOf: (figures: SubjectFigures, column: number) => readonly FigureValue[];
}

const delta = 'normal, 95 %, by the delta method';
const noneForFew =
  'none where fewer than 200 paths differ, in effect, or one path is more than 5 % of the spread of the difference';

/**
 * Each is given for the account, for every tag and for every position: what is said of "it" here is said of the sum of the profits of
 * its positions, wherever their collateral is pooled.
 */
export const strategyMetrics: readonly StrategyMetric[] = [
  metric(
    'strategy_pnl',
    'quote',
    'higher',
    'mean profit after all costs; of the account mean_pnl, of a tag the sum over its positions',
    meanIntervalMeaning,
    'profit',
  ),
  metric(
    'strategy_sd',
    'quote',
    'lower',
    'standard deviation of its profit over the paths',
    'root of the interval of the mean square, in which the largest paths are rare events where one is more than 5 % of the spread; std_error ' +
      'by the delta method from the fourth moment (Cramér 1946, 27.4 and 28.4); differences: paired, with the joint moments; ' +
      `${delta}, ${noneForFew}`,
    'deviation',
  ),
  metric(
    'strategy_cost',
    'quote',
    'lower',
    'mean of funding, fees, slippage and profit given up in auto-deleveraging; of the account also the cost of moving collateral',
    meanIntervalMeaning,
    'cost',
  ),
  metric(
    'strategy_es',
    'quote',
    'lower',
    'expected shortfall of its own loss: mean of the worst 1 - `level`; these tails are on other paths than that of the account, ' +
      'so they do not add up to it (attribution does)',
    'normal, 95 %, as that of es',
    'shortfall',
  ),
  metric(
    'strategy_pnl_per_es',
    'ratio',
    'higher',
    'risk-adjusted return: mean profit / expected shortfall at `level`, both its own; empty where the shortfall is not above 0',
    `${delta} (Manistre & Hancock 2005 for the shortfall); empty where the interval of the shortfall reaches 0; differences: paired, ${noneForFew}`,
    'profitPerShortfall',
  ),
  metric(
    'strategy_pnl_per_sd',
    'ratio',
    'higher',
    'risk-adjusted return: mean profit / standard deviation over the horizon, not annualised; empty without a spread',
    `${delta}, for independent paths with their third and fourth moments (Lo 2002; differences: paired, Ledoit & Wolf 2008, ${noneForFew})`,
    'profitPerDeviation',
  ),
];

function metric(
  name: string,
  unit: MetricDefinition['unit'],
  better: MetricDefinition['better'],
  meaning: string,
  interval: string,
  of: Exclude<keyof SubjectFigures, 'perLevel'> | keyof SubjectFigures['perLevel'][number],
): StrategyMetric {
  const hasLevels = of === 'shortfall' || of === 'profitPerShortfall';
  return {
    definition: { name, unit, meaning, interval, table: 'strategies', better },
    hasLevels,
    valuesOf: (figures, column) =>
      hasLevels ? figures.perLevel.map((level) => level[of][column]!) : [figures[of][column]!],
  };
}
