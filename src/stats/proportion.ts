import { absent, type FigureValue } from './figure.ts';
import { probabilityError, wilsonInterval } from './intervals.ts';
import type { PathWeights } from './weights.ts';

/** A weighted count as the unweighted one that is as precise: `count` of `paths`, not always whole numbers. */
interface EffectiveCount {
  readonly count: number;
  readonly paths: number;
}

/**
 * Effective count of an event with sum w = `sum` and sum w^2 = `squares` over its paths.
 *
 * The effective number of paths is the one at which a plain binomial share p has the variance that the weighted share
 * has: p (1 - p) / ((sum w^2 / n - p^2) / n). With all weights 1 it is n exactly; under importance sampling towards the
 * event it is larger than n. Without any event nothing is known of the weights there, and n itself is used.
 */
function effectiveCount(sum: number, squares: number, weights: PathWeights): EffectiveCount {
  const { paths } = weights;
  if (squares === sum) return { count: sum, paths };
  const share = sum / paths;
  const variance = (squares / paths - share * share) / paths;
  if (!(variance > 0) || share >= 1) return { count: Math.min(sum, paths), paths };
  const effective = (share * (1 - share)) / variance;
  return { count: share * effective, paths: effective };
}

/** The probability of an event with standard error and Wilson interval. */
export function probabilityFigure(sum: number, squares: number, weights: PathWeights): FigureValue {
  if (weights.paths === 0) return absent;
  const effective = effectiveCount(sum, squares, weights);
  return {
    estimate: sum / weights.paths,
    stdError: probabilityError(effective.count, effective.paths),
    interval: wilsonInterval(effective.count, effective.paths),
  };
}
