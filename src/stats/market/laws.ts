import { type Fault, list, numbers, record, roundingOf, whole } from '../check.ts';
import { absent, constantFigure, type Figure, type FigureValue, figure, type Subject } from '../figure.ts';
import { normalInterval } from '../inference/intervals.ts';
import { clopperPearsonInterval } from '../inference/proportion.ts';
import type { OutcomeShape } from '../outcome.ts';
import type { MetricDefinition, Statistic } from '../statistic.ts';
import { effectivePaths, type PathWeights } from '../weights.ts';
import { assetPairs, marketSubjects, pairsUpTo } from './outcome.ts';

const delta =
  'normal, 95 %, by the delta method: the error of the mean of its influence function; none without any spread';

const metrics: readonly MetricDefinition[] = [
  metric('regime_steps_variance', 'variance over the paths of the number of steps that the regime governed'),
  metric('log_return_variance', 'variance of the log return over the horizon'),
  metric('log_return_kurtosis', 'kurtosis of the log return over the horizon (3 for a normal law)'),
  metric('log_return_correlation', 'correlation of two log returns over the horizon'),
  {
    ...metric(
      'tail_dependence',
      'probability that the second asset is in its worst share 1 - level of log returns over the horizon, given that the first is',
    ),
    unit: 'probability',
    interval: 'Clopper & Pearson (1934), 95 %; none for fewer than 5 paths in the tail',
  },
];

function metric(name: string, meaning: string): MetricDefinition {
  return { name, unit: 'ratio', meaning, interval: delta, table: 'market', better: null };
}

/** A tail of fewer paths says nothing about dependence. */
const fewestInTail = 5;

/**
 * The observed values themselves, since ranks and fourth moments are read from them. The paths that are observed are bounded in number
 * (`engine/observer.ts`: 66,048), and so is this: half a megabyte per asset and regime.
 */
interface MarketLawsAccumulator {
  /** Values per regime, then per asset. */
  values: Float64Array[];
  weights: Float64Array;
  count: number;
}

/** How the market's outcomes spread and depend on each other. */
export const marketLaws: Statistic<MarketLawsAccumulator> = {
  name: 'market-laws',
  paths: 'observed',
  metrics,

  create(shape) {
    return {
      values: Array.from({ length: seriesOf(shape) }, () => new Float64Array(0)),
      weights: new Float64Array(0),
      count: 0,
    };
  },

  add(accumulator, { market }) {
    const { regime_steps: steps, log_return: returns } = market.columns;
    append(accumulator, [...steps, ...returns], market.weights, market.count);
  },

  seal(accumulator) {
    accumulator.values = accumulator.values.map((values) => values.slice(0, accumulator.count));
    accumulator.weights = accumulator.weights.slice(0, accumulator.count);
  },

  merge(into, next) {
    append(into, next.values, next.weights, next.count);
  },

  check(value, { shape, weights: { paths, sum } }) {
    const form = record({
      values: list(seriesOf(shape), numbers(paths)),
      weights: numbers(paths, 0),
      count: whole(paths, paths),
    });
    return form(value) ?? checkPaths(value as MarketLawsAccumulator, shape, sum);
  },

  figures({ values, weights, count }, shape, ofPaths) {
    const { regimes, assets } = shape.market;
    const law = (series: Float64Array) => lawOf(series.subarray(0, count), weights.subarray(0, count));
    const steps = values.slice(0, regimes.length).map(law);
    const returns = values.slice(regimes.length).map(law);
    const one = (name: string, subjects: readonly Subject[], valueOf: (index: number) => FigureValue) =>
      subjects.map((subject, index) => figure({ metric: name, scheme: null, subject }, valueOf(index), ofPaths));
    const pairs = pairsUpTo(assets.length);
    return [
      ...one('regime_steps_variance', marketSubjects('regime_steps', shape), (index) => varianceOf(steps[index]!)),
      ...one('log_return_variance', marketSubjects('log_return', shape), (index) => varianceOf(returns[index]!)),
      ...one('log_return_kurtosis', marketSubjects('log_return', shape), (index) => kurtosisOf(returns[index]!)),
      ...one('log_return_correlation', assetPairs(assets), (index) => {
        const [a, b] = pairs[index]!;
        return correlationOf(returns[a]!, returns[b]!);
      }),
      ...tailFigures(returns, shape, ofPaths),
    ];
  },
};

function seriesOf({ market }: OutcomeShape): number {
  return market.regimes.length + market.assets.length;
}

/** On every path each step is governed by one regime; and the weights are those of the observed paths. */
function checkPaths({ values, weights, count }: MarketLawsAccumulator, shape: OutcomeShape, sum: number): Fault {
  const steps = values.slice(0, shape.market.regimes.length);
  let weight = 0;
  for (let path = 0; path < count; path++) {
    const governed = steps.reduce((total, ofRegime) => total + ofRegime[path]!, 0);
    if (governed !== shape.steps || steps.some((ofRegime) => ofRegime[path]! < 0)) {
      return `.values[${path}] has not as many steps as the horizon`;
    }
    weight += weights[path]!;
  }
  return Math.abs(weight - sum) <= roundingOf(count) * sum ? null : '.weights are not those of the paths';
}

/** Appends the first `count` values of each column. */
function append(
  into: MarketLawsAccumulator,
  columns: readonly Float64Array[],
  weights: Float64Array,
  count: number,
): void {
  if (count === 0) return;
  if (into.count + count > into.weights.length) {
    const grown = (values: Float64Array) => {
      const larger = new Float64Array(Math.max(into.count + count, 2 * into.weights.length));
      larger.set(values.subarray(0, into.count));
      return larger;
    };
    into.values = into.values.map(grown);
    into.weights = grown(into.weights);
  }
  for (const [index, values] of into.values.entries()) values.set(columns[index]!.subarray(0, count), into.count);
  into.weights.set(weights.subarray(0, count), into.count);
  into.count += count;
}

/** Values over the observed paths. */
interface Law {
  readonly values: Float64Array;
  readonly weights: Float64Array;
  readonly total: number;
  /** Variance with the divisor n. */
  readonly variance: number;
  /** Minus their mean, in units of their standard deviation; null where nothing varies. */
  readonly scores: Float64Array | null;
}

/** Unlike means, the shape of a law is a ratio of sums of weights: what it is normalised by is the law itself. */
function lawOf(values: Float64Array, weights: Float64Array): Law {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const average = (valueAt: (index: number) => number) => {
    let sum = 0;
    for (let index = 0; index < values.length; index++) sum += weights[index]! * valueAt(index);
    return sum / total;
  };
  const first = values[0] ?? 0;
  const mean = first + average((index) => values[index]! - first);
  const variance = average((index) => (values[index]! - mean) ** 2);
  const sd = Math.sqrt(variance);
  return { values, weights, total, variance, scores: sd > 0 ? values.map((value) => (value - mean) / sd) : null };
}

/** Weighted mean of what is made of each score. */
function meanOf({ weights, total }: Law, scores: Float64Array, of: (score: number) => number): number {
  let sum = 0;
  for (let index = 0; index < scores.length; index++) sum += weights[index]! * of(scores[index]!);
  return sum / total;
}

/** The estimate with the error that its influence on each path gives it. */
function byInfluence({ weights, total }: Law, estimate: number, influence: (index: number) => number): FigureValue {
  let squares = 0;
  for (let index = 0; index < weights.length; index++) squares += (weights[index]! * influence(index)) ** 2;
  const stdError = Math.sqrt(squares) / total;
  return { estimate, stdError, interval: normalInterval(estimate, stdError) };
}

function varianceOf(law: Law): FigureValue {
  const { variance, scores, values } = law;
  if (values.length === 0) return absent;
  if (scores === null) return constantFigure(0, values.length);
  return byInfluence(law, variance, (index) => variance * (scores[index]! ** 2 - 1));
}

function kurtosisOf(law: Law): FigureValue {
  const { scores } = law;
  if (scores === null) return absent;
  const skewness = meanOf(law, scores, (z) => z ** 3);
  const kurtosis = meanOf(law, scores, (z) => z ** 4);
  return byInfluence(law, kurtosis, (index) => {
    const z = scores[index]!;
    return z ** 4 - kurtosis - 4 * skewness * z - 2 * kurtosis * (z * z - 1);
  });
}

function correlationOf(first: Law, second: Law): FigureValue {
  const [u, v] = [first.scores, second.scores];
  if (u === null || v === null) return absent;
  let products = 0;
  for (let index = 0; index < u.length; index++) products += first.weights[index]! * u[index]! * v[index]!;
  const correlation = products / first.total;
  return byInfluence(first, correlation, (index) => {
    const [x, y] = [u[index]!, v[index]!];
    return x * y - (correlation / 2) * (x * x + y * y);
  });
}

function tailFigures(returns: readonly Law[], { market, levels }: OutcomeShape, ofPaths: PathWeights): Figure[] {
  const subjects = assetPairs(market.assets);
  const limits = returns.map((law) => levels.map((level) => lowerQuantile(law, 1 - level)));
  return pairsUpTo(returns.length).flatMap(([a, b], pair) =>
    levels.map((level, index) => {
      const value = tailDependence(
        returns[a]!,
        returns[b]!,
        limits[a]![index]!,
        limits[b]![index]!,
        1 - level,
        ofPaths,
      );
      return figure({ metric: 'tail_dependence', scheme: null, subject: subjects[pair]!, level }, value, ofPaths);
    }),
  );
}

/**
 * P(U2 < u | U1 < u) of the ranks: joint exceedances of the two empirical quantiles over n u, with a binomial error and Clopper and
 * Pearson's interval.
 */
function tailDependence(
  first: Law,
  second: Law,
  firstLimit: number,
  secondLimit: number,
  share: number,
  ofPaths: PathWeights,
): FigureValue {
  const inTail = ofPaths.paths === 0 ? 0 : share * effectivePaths(ofPaths);
  if (inTail < fewestInTail) return { ...absent, note: `fewer than ${fewestInTail} paths in the tail` };
  let joint = 0;
  for (let index = 0; index < first.values.length; index++) {
    if (first.values[index]! <= firstLimit && second.values[index]! <= secondLimit) joint += first.weights[index]!;
  }
  const estimate = Math.min(1, joint / (share * first.total));
  return {
    estimate,
    stdError: Math.sqrt((estimate * (1 - estimate)) / inTail),
    interval: clopperPearsonInterval(estimate * inTail, inTail),
  };
}

/** The smallest value that at least this share of the weight does not exceed. */
function lowerQuantile({ values, weights, total }: Law, share: number): number {
  const order = Uint32Array.from(values.keys()).toSorted((a, b) => values[a]! - values[b]!);
  let sum = 0;
  for (const index of order) {
    sum += weights[index]!;
    if (sum >= share * total * (1 - 1e-12)) return values[index]!;
  }
  return Infinity;
}
