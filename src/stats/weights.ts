import { type Fault, number, record, roundingOf, whole } from './check.ts';

/**
 * How many paths there are and what they weigh.
 *
 * Weights are likelihood ratios of importance sampling: their expectation is 1. Every estimate is therefore the
 * unbiased mean (1/n) sum w x over the n simulated paths, and never divided by sum w: a run that is steered towards
 * rare paths has sum w far from n by design, and a ratio would spoil it (Glynn & Iglehart 1989). With all weights 1 it
 * is the plain mean.
 */
export interface PathWeights {
  paths: number;
  sum: number;
  squares: number;
}

/** No paths. */
export function createPathWeights(): PathWeights {
  return { paths: 0, sum: 0, squares: 0 };
}

/** Adds the first `count` of the weights. */
export function addPathWeights(into: PathWeights, weights: Float64Array, count: number): void {
  let { sum, squares } = into;
  for (let i = 0; i < count; i++) {
    const weight = weights[i]!;
    sum += weight;
    squares += weight * weight;
  }
  into.paths += count;
  into.sum = sum;
  into.squares = squares;
}

/** Adds later paths. */
export function mergePathWeights(into: PathWeights, next: PathWeights): void {
  into.paths += next.paths;
  into.sum += next.sum;
  into.squares += next.squares;
}

/** Whether every path weighs 1. */
export function areEquallyWeighted({ paths, sum, squares }: PathWeights): boolean {
  return sum === paths && squares === paths;
}

/** What is wrong with what should be the weights of `least` to `most` paths. */
export function checkPathWeights(value: unknown, least: number, most: number): Fault {
  const form = record({ paths: whole(least, most), sum: number(0), squares: number(0) });
  return form(value) ?? checkSums(value as PathWeights);
}

/** The mean of squares is not below the square of the mean. */
function checkSums({ paths, sum, squares }: PathWeights): Fault {
  if (paths === 0) return sum === 0 && squares === 0 ? null : ' weighs something without a path';
  return sum * sum <= paths * squares * (1 + roundingOf(paths)) ? null : ' has weights that no paths can have';
}

/** Effective number of paths, (sum w)^2 / sum w^2 (Kish 1965); the number of paths when all weights are equal. */
export function effectivePaths(weights: PathWeights): number {
  if (weights.squares === weights.sum) return weights.sum;
  return (weights.sum * weights.sum) / weights.squares;
}
