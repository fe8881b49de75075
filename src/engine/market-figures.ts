import { mean, quantileSorted, sampleCorrelation, sampleVariance } from 'simple-statistics';
import { z95 } from '../stats/intervals.ts';
import type { CompiledScenario } from './compile.ts';
import { type MarketSample, pairsOf, sampleMarket } from './market-sample.ts';

/** One figure of what the simulated market did, with its error; rows of market.csv. */
export interface MarketFigure {
  readonly metric: MarketMetric;
  /** Regime or asset that the figure is about; null for the market as a whole. */
  readonly subject: string | null;
  /** Second asset of a pair; null elsewhere. */
  readonly other: string | null;
  /** Level of a tail figure; null elsewhere. */
  readonly level: number | null;
  readonly estimate: number;
  readonly stdError: number;
  readonly ciLow: number;
  readonly ciHigh: number;
  readonly paths: number;
}

/** What each figure of market.csv means. Only assets that somebody holds are simulated, and so described. */
export const marketMetrics = {
  regime_steps: 'mean number of steps of a path that the regime governed',
  regime_steps_variance: 'variance over the paths of that number',
  regime_last_step: 'probability that the regime governs the last step',
  regime_switches: 'mean number of changes of regime along a path',
  log_return_mean: 'mean of the log return over the horizon',
  log_return_variance: 'variance of the log return over the horizon',
  log_return_kurtosis: 'kurtosis of the log return over the horizon (3 for a normal law)',
  realised_volatility: 'mean annualised standard deviation of the step returns within a path, about zero',
  log_return_correlation: 'correlation of two log returns over the horizon',
  realised_correlation: "mean over the paths of the sample correlation of two assets' step returns within a path",
  tail_dependence:
    'probability that the second asset is in its worst share 1 - level of log returns over the horizon, given that the first is',
} as const;

export type MarketMetric = keyof typeof marketMetrics;

/**
 * Describes the market as it is simulated, from the first `paths` paths of a run: a check that the file says what its
 * author meant. Independent of the account except for the assets it holds.
 */
export function marketFigures(compiled: CompiledScenario, paths: number): MarketFigure[] {
  const { assetNames, regimeNames, priced } = compiled.market;
  const sample = sampleMarket(compiled, paths);
  const names = Array.from(priced, (asset) => assetNames[asset]!);
  const pairs = pairsOf(names.length);
  return [
    ...regimeNames.flatMap((name, r) => regimeFigures(sample, name, r)),
    meanFigure('regime_switches', null, null, sample.switches),
    ...names.flatMap((name, a) => assetFigures(sample, name, a)),
    ...pairs.flatMap(([a, b], pair) => pairFigures(sample, names[a]!, names[b]!, a, b, pair, compiled.shape.levels)),
  ];
}

function regimeFigures(sample: MarketSample, name: string, r: number): MarketFigure[] {
  const steps = sample.regimeSteps[r]!;
  return [
    meanFigure('regime_steps', name, null, steps),
    varianceFigure('regime_steps_variance', name, steps),
    meanFigure(
      'regime_last_step',
      name,
      null,
      sample.lastRegime.map((last) => (last === r ? 1 : 0)),
    ),
  ];
}

function assetFigures(sample: MarketSample, name: string, a: number): MarketFigure[] {
  const returns = sample.logReturns[a]!;
  return [
    meanFigure('log_return_mean', name, null, returns),
    varianceFigure('log_return_variance', name, returns),
    kurtosisFigure(name, returns),
    meanFigure('realised_volatility', name, null, sample.volatility[a]!),
  ];
}

function pairFigures(
  sample: MarketSample,
  first: string,
  second: string,
  a: number,
  b: number,
  pair: number,
  levels: readonly number[],
): MarketFigure[] {
  const x = sample.logReturns[a]!;
  const y = sample.logReturns[b]!;
  const correlations = sample.correlations?.[pair];
  return [
    correlationFigure(first, second, x, y),
    ...(correlations ? [meanFigure('realised_correlation', first, second, correlations)] : []),
    ...levels.map((level) => tailFigure(first, second, x, y, level)),
  ];
}

function figure(
  metric: MarketMetric,
  subject: string | null,
  other: string | null,
  estimate: number,
  variance: number,
  paths: number,
  level: number | null = null,
): MarketFigure {
  const stdError = Math.sqrt(Math.max(0, variance) / paths);
  const half = z95 * stdError;
  return { metric, subject, other, level, estimate, stdError, ciLow: estimate - half, ciHigh: estimate + half, paths };
}

function meanFigure(
  metric: MarketMetric,
  subject: string | null,
  other: string | null,
  values: readonly number[],
): MarketFigure {
  const variance = values.length > 1 ? sampleVariance([...values]) : 0;
  return figure(metric, subject, other, mean([...values]), variance, values.length);
}

/** Values minus their mean, in units of their standard deviation (divisor n); all 0 where nothing varies. */
function standardised(values: readonly number[]): number[] {
  const centre = mean([...values]);
  const spread = Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
  return values.map((value) => (spread > 0 ? (value - centre) / spread : 0));
}

/** The error of the three figures below is that of the mean of their influence function (delta method). */
function varianceFigure(metric: MarketMetric, subject: string, values: readonly number[]): MarketFigure {
  const variance = values.length > 1 ? sampleVariance([...values]) : 0;
  const influence = standardised(values).map((z) => variance * (z * z - 1));
  return figure(metric, subject, null, variance, mean(influence.map((x) => x * x)), values.length);
}

function kurtosisFigure(subject: string, values: readonly number[]): MarketFigure {
  const z = standardised(values);
  const skewness = mean(z.map((x) => x ** 3));
  const kurtosis = mean(z.map((x) => x ** 4));
  const influence = z.map((x) => x ** 4 - kurtosis - 4 * skewness * x - 2 * kurtosis * (x * x - 1));
  return figure('log_return_kurtosis', subject, null, kurtosis, mean(influence.map((x) => x * x)), values.length);
}

function correlationFigure(subject: string, other: string, x: readonly number[], y: readonly number[]): MarketFigure {
  const u = standardised(x);
  const v = standardised(y);
  const moves = u.some((value) => value !== 0) && v.some((value) => value !== 0);
  const r = moves ? sampleCorrelation([...x], [...y]) : 0;
  const influence = u.map((value, k) => value * v[k]! - (r / 2) * (value * value + v[k]! * v[k]!));
  return figure('log_return_correlation', subject, other, r, mean(influence.map((i) => i * i)), x.length);
}

/** P(U2 < u | U1 < u) of the ranks, u = 1 - level: joint exceedances of the two empirical quantiles over n u (binomial error). */
function tailFigure(
  subject: string,
  other: string,
  x: readonly number[],
  y: readonly number[],
  level: number,
): MarketFigure {
  const share = 1 - level;
  const limit = (values: readonly number[]) =>
    quantileSorted(
      values.toSorted((p, q) => p - q),
      share,
    );
  const [limitX, limitY] = [limit(x), limit(y)];
  const joint = x.filter((value, k) => value <= limitX && y[k]! <= limitY).length;
  const estimate = Math.min(1, joint / (share * x.length));
  return figure('tail_dependence', subject, other, estimate, (estimate * (1 - estimate)) / share, x.length, level);
}
