import type { Interval } from '../inference/intervals.ts';
import { denseMeanInterval } from '../inference/mean.ts';
import type { Sample } from '../moments.ts';
import type { PathWeights } from '../weights.ts';
import type { Estimated, OwnSums, SharedSums } from './delta.ts';
import { type OwnPowers, ownPowers, type PowerSums, sharedPowers } from './power-sums.ts';

/** The spread of the profit of one subject under one scheme, about its mean. */
export interface Spread {
  readonly series: number;
  readonly mean: number;
  readonly powers: OwnPowers;
  /** Standard deviation of one path; 0 if all paths are the same. */
  readonly deviation: number;
}

/** The spread about a mean that is known; null for fewer than two paths. */
export function spreadOf(sums: PowerSums, series: number, weights: PathWeights, mean: number): Spread | null {
  if (weights.paths < 2) return null;
  const powers = ownPowers(sums, series, weights, mean);
  return { series, mean, powers, deviation: Math.sqrt(Math.max(0, powers.plain[2]!) / (weights.paths - 1)) };
}

/**
 * Interval of a standard deviation: the root of that of the mean square, in which the largest paths are rare events. `highest` and `lowest`
 * are the largest profits, and the smallest with the other sign. Null without spread.
 */
export function deviationInterval(
  { powers, mean, deviation }: Spread,
  { highest, lowest }: Pick<Sample, 'highest' | 'lowest'>,
  paths: number,
): Interval | null {
  const meanSquare = powers.plain[2]! / paths;
  const squares = powers.squared[4]! - meanSquare * meanSquare * paths;
  if (!(deviation > 0) || !(squares > 0)) return null;
  const largest = [...Array.from(highest, (value) => value - mean), ...Array.from(lowest, (value) => value + mean)]
    .filter((value) => value > 0 && Number.isFinite(value))
    .map((value) => value * value)
    .toSorted((a, b) => b - a);
  const sample = { paths, mean: meanSquare, squares, highest: Float64Array.from(largest), lowest: new Float64Array(0) };
  const interval = denseMeanInterval({ ...sample, nonnegative: true });
  const unbiased = paths / (paths - 1);
  return (
    interval && { low: Math.sqrt(Math.max(0, interval.low * unbiased)), high: Math.sqrt(interval.high * unbiased) }
  );
}

/** Standard deviation: its error by the delta method from the fourth moment, so that heavy tails count. */
export function deviationOf({ powers, deviation }: Spread): Estimated {
  const derivative = { w: 0, u: 0, s: deviation > 0 ? 1 / (2 * deviation) : 0 };
  return { estimate: deviation, derivative, own: ownSums(powers), hasError: true };
}

/** Mean / standard deviation (the ratio of Sharpe 1966, without a riskless rate); null without spread. */
export function meanPerDeviation({ powers, mean, deviation }: Spread): Estimated | null {
  if (!(deviation > 0)) return null;
  const derivative = { w: mean / deviation, u: 1 / deviation, s: -mean / (2 * deviation ** 3) };
  return { estimate: mean / deviation, derivative, own: ownSums(powers), hasError: true };
}

function ownSums({ plain, squared }: OwnPowers): OwnSums {
  const [, u, s] = plain;
  const [, wu, uu, us, ss] = squared;
  return { u: u!, s: s!, wu: wu!, ws: uu!, uu: uu!, us: us!, ss: ss! };
}

/** Products of the variables of two spreads. */
export function sharedSpread(
  sums: PowerSums,
  pair: number,
  left: Spread,
  right: Spread,
  weights: PathWeights,
): SharedSums {
  const at = ({ series, mean }: Spread) => ({ series, about: mean });
  const products = sharedPowers(sums, pair, at(left), at(right), weights);
  return { uu: products[1]![1]!, us: products[1]![2]!, su: products[2]![1]!, ss: products[2]![2]! };
}
