import { mean, quantileSorted, sampleCorrelation, sampleVariance } from 'simple-statistics';
import { clopperPearsonInterval, z95 } from '../stats/intervals.ts';
import type { CompiledScenario } from './compile/compile.ts';
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
  const { market, shape } = compiled;
  const sample = sampleMarket(compiled, paths);
  const assets = Array.from(market.priced, (asset, a) =>
    returnsOf(market.assetNames[asset]!, sample.logReturns[a]!, shape.levels),
  );
  return [
    ...market.regimeNames.flatMap((name, r) => regimeFigures(sample, name, r)),
    meanFigure('regime_switches', null, null, sample.switches),
    ...assets.flatMap((asset, a) => assetFigures(asset, sample.volatility[a]!)),
    ...pairsOf(assets.length).flatMap(([a, b], pair) =>
      pairFigures(assets[a]!, assets[b]!, sample.correlations?.[pair] ?? null, shape.levels),
    ),
  ];
}

/** Log returns of an asset over the horizon, and what each of its pairs needs of them: worked out once, since pairs are many. */
interface AssetReturns {
  readonly name: string;
  readonly values: number[];
  /** Minus their mean, in units of their standard deviation (divisor n); all 0 where nothing varies. */
  readonly scores: readonly number[];
  readonly varies: boolean;
  /** Per level: what the worst share 1 - level does not exceed. */
  readonly limits: readonly number[];
}

function returnsOf(name: string, returns: Float64Array, levels: readonly number[]): AssetReturns {
  const sorted = Array.from(returns.toSorted());
  const values = Array.from(returns);
  const scores = standardised(values);
  return {
    name,
    values,
    scores,
    varies: scores.some((score) => score !== 0),
    limits: levels.map((level) => quantileSorted(sorted, 1 - level)),
  };
}

function regimeFigures(sample: MarketSample, name: string, r: number): MarketFigure[] {
  const steps = sample.regimeSteps[r]!;
  return [
    meanFigure('regime_steps', name, null, steps),
    varianceFigure('regime_steps_variance', name, Array.from(steps)),
    meanFigure(
      'regime_last_step',
      name,
      null,
      sample.lastRegime.map((last) => (last === r ? 1 : 0)),
    ),
  ];
}

function assetFigures(asset: AssetReturns, volatility: Float64Array): MarketFigure[] {
  return [
    meanFigure('log_return_mean', asset.name, null, asset.values),
    varianceFigure('log_return_variance', asset.name, asset.values, asset.scores),
    kurtosisFigure(asset),
    meanFigure('realised_volatility', asset.name, null, volatility),
  ];
}

function pairFigures(
  first: AssetReturns,
  second: AssetReturns,
  correlations: Float64Array | null,
  levels: readonly number[],
): MarketFigure[] {
  return [
    correlationFigure(first, second),
    ...(correlations === null ? [] : [meanFigure('realised_correlation', first.name, second.name, correlations)]),
    ...levels.flatMap((level, index) =>
      (1 - level) * first.values.length < fewestInTail ? [] : [tailFigure(first, second, level, index)],
    ),
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
  sample: ArrayLike<number>,
): MarketFigure {
  const values = Array.from(sample);
  const variance = values.length > 1 ? sampleVariance(values) : 0;
  return figure(metric, subject, other, mean(values), variance, values.length);
}

function standardised(values: number[]): number[] {
  const centre = mean(values);
  const spread = Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
  return values.map((value) => (spread > 0 ? (value - centre) / spread : 0));
}

/** The error of the three figures below is that of the mean of their influence function (delta method). */
function varianceFigure(
  metric: MarketMetric,
  subject: string,
  values: number[],
  scores: readonly number[] = standardised(values),
): MarketFigure {
  const variance = values.length > 1 ? sampleVariance(values) : 0;
  return figure(
    metric,
    subject,
    null,
    variance,
    meanSquare(scores, (z) => variance * (z * z - 1)),
    values.length,
  );
}

function kurtosisFigure({ name, scores }: AssetReturns): MarketFigure {
  const skewness = mean(scores.map((z) => z ** 3));
  const kurtosis = mean(scores.map((z) => z ** 4));
  const influence = (z: number) => z ** 4 - kurtosis - 4 * skewness * z - 2 * kurtosis * (z * z - 1);
  return figure('log_return_kurtosis', name, null, kurtosis, meanSquare(scores, influence), scores.length);
}

function correlationFigure(first: AssetReturns, second: AssetReturns): MarketFigure {
  const { scores: u } = first;
  const { scores: v } = second;
  const r = first.varies && second.varies ? sampleCorrelation(first.values, second.values) : 0;
  const influence = (x: number, k: number) => x * v[k]! - (r / 2) * (x * x + v[k]! * v[k]!);
  return figure('log_return_correlation', first.name, second.name, r, meanSquare(u, influence), u.length);
}

function meanSquare(scores: readonly number[], influence: (score: number, k: number) => number): number {
  return mean(scores.map((score, k) => influence(score, k) ** 2));
}

/** A tail of fewer paths says nothing about dependence, and its binomial error would be 0 where it is full. */
const fewestInTail = 5;

/**
 * P(U2 < u | U1 < u) of the ranks, u = 1 - level: joint exceedances of the two empirical quantiles over n u, with a binomial error and
 * Clopper and Pearson's interval.
 */
function tailFigure(first: AssetReturns, second: AssetReturns, level: number, index: number): MarketFigure {
  const share = 1 - level;
  const [x, y] = [first.values, second.values];
  const [limitX, limitY] = [first.limits[index]!, second.limits[index]!];
  let joint = 0;
  for (let k = 0; k < x.length; k++) if (x[k]! <= limitX && y[k]! <= limitY) joint++;
  const estimate = Math.min(1, joint / (share * x.length));
  const variance = (estimate * (1 - estimate)) / share;
  const { low: ciLow, high: ciHigh } = clopperPearsonInterval(estimate * share * x.length, share * x.length);
  return {
    ...figure('tail_dependence', first.name, second.name, estimate, variance, x.length, level),
    ciLow,
    ciHigh,
  };
}
