import { type FigureValue, noDifference, roundingShare } from '../figure.ts';
import { normalInterval } from '../inference/intervals.ts';
import { normalTwoSided } from '../normal.ts';
import type { PathWeights } from '../weights.ts';

/**
 * Errors by the delta method: an estimate that is a smooth function of means moves, up to terms of second order, like the mean of
 * its derivative over the paths (Cramér 1946, 28.4; for the ratio of mean and standard deviation Lo 2002, for its paired difference
 * Ledoit & Wolf 2008; for expected shortfall Manistre & Hancock 2005). So the error is that of a mean of
 * z = c_w w + c_u u + c_s s per path, where w is its weight, u = w (profit - mean), and s what measures the risk:
 * w (profit - mean)^2 for the standard deviation, w (loss - threshold)^+ for expected shortfall.
 */
export interface Derivative {
  readonly w: number;
  readonly u: number;
  readonly s: number;
}

/** Sums over the paths of the variables of one scheme, and of their products. */
export interface OwnSums {
  readonly u: number;
  readonly s: number;
  readonly wu: number;
  readonly ws: number;
  readonly uu: number;
  readonly us: number;
  readonly ss: number;
}

/** Sums over the paths of the products of variables of two schemes, the left one first. */
export type SharedSums = Pick<OwnSums, 'uu' | 'us' | 'ss'> & { readonly su: number };

/** An estimate under one scheme with all that its error is made of. */
export interface Estimated {
  readonly estimate: number;
  readonly derivative: Derivative;
  readonly own: OwnSums;
  /** False where the paths say nothing about the error. */
  readonly hasError: boolean;
}

/** Below this share of what it is the difference of, a sum of squares is rounding. */
const roundingOfSquares = 1e-12;

/** The estimate with its error and the normal interval. */
export function deltaFigure(value: Estimated, weights: PathWeights): FigureValue {
  const { estimate, hasError } = value;
  if (!hasError) return { estimate, stdError: null, interval: null };
  const { sum } = quadratic([termsOf(value, 1)], [], weights);
  const stdError = meanErrorOf(sum, weights);
  return { estimate, stdError, interval: normalInterval(estimate, stdError) };
}

/** The paired difference left - right with its error, normal interval and p-value; none at all if it is within rounding of `scale`. */
export function deltaDifference(
  left: Estimated,
  right: Estimated,
  shared: SharedSums,
  weights: PathWeights,
  scale: number,
): FigureValue {
  const estimate = left.estimate - right.estimate;
  if (!left.hasError || !right.hasError) return { estimate, stdError: null, interval: null };
  const { sum, noise } = quadratic([termsOf(left, 1), termsOf(right, -1)], [shared], weights);
  // Two schemes that do the same leave rounding alone. A real difference on one path moves the estimate by an n-th of itself and its
  // error by as much, which may be less than rounding: the error is then told as large as rounding, not as 0.
  const isSame = Math.abs(estimate) * Math.sqrt(weights.paths) <= roundingShare * scale;
  if (sum <= noise && isSame) {
    return noDifference(weights.paths);
  }
  const stdError = meanErrorOf(Math.max(sum, noise), weights);
  const pValue = estimate === 0 ? 1 : normalTwoSided(estimate / stdError);
  return withoutRounding(
    { estimate, stdError, interval: normalInterval(estimate, stdError), pValue },
    weights.paths,
    scale,
  );
}

/** Standard error of a mean over the paths whose squared deviations add up to `sum`. */
function meanErrorOf(sum: number, { paths }: PathWeights): number {
  return Math.sqrt(Math.max(0, sum) / (paths - 1) / paths);
}

type Terms = Derivative & Pick<Estimated, 'own'>;

function termsOf({ own, derivative: { w, u, s } }: Estimated, sign: 1 | -1): Terms {
  return { own, w: sign * w, u: sign * u, s: sign * s };
}

/** Sum of the squared deviations of z from its mean, and how much of it may be rounding. */
function quadratic(
  schemes: readonly Terms[],
  shared: readonly SharedSums[],
  weights: PathWeights,
): { readonly sum: number; readonly noise: number } {
  const { paths } = weights;
  let [sum, size] = [0, 0];
  const add = (factor: number, product: number, first: number, second: number) => {
    // Of w, whose sum is that of the weights, nothing is left if all are 1.
    const term = factor * (product - (first * second) / paths);
    sum += term;
    size += Math.abs(term);
  };
  const w = schemes.reduce((total, terms) => total + terms.w, 0);
  add(w * w, weights.squares, weights.sum, weights.sum);
  for (const { own, u, s } of schemes) {
    add(2 * w * u, own.wu, weights.sum, own.u);
    add(2 * w * s, own.ws, weights.sum, own.s);
    add(u * u, own.uu, own.u, own.u);
    add(2 * u * s, own.us, own.u, own.s);
    add(s * s, own.ss, own.s, own.s);
  }
  const [left, right] = schemes;
  for (const { uu, us, su, ss } of shared) {
    add(2 * left!.u * right!.u, uu, left!.own.u, right!.own.u);
    add(2 * left!.u * right!.s, us, left!.own.u, right!.own.s);
    add(2 * left!.s * right!.u, su, left!.own.s, right!.own.u);
    add(2 * left!.s * right!.s, ss, left!.own.s, right!.own.s);
  }
  return { sum, noise: roundingOfSquares * size };
}

/**
 * A paired difference, or none at all (p = 1) if it is nothing but rounding: if the root of its mean square on one path, estimate and
 * spread together, is within 1e-10 of `scale` (the initial wealth for money, 1 for ratios).
 */
function withoutRounding(difference: FigureValue, paths: number, scale: number): FigureValue {
  const { estimate, stdError } = difference;
  if (estimate === null) return difference;
  const onePath = Math.hypot(estimate, (stdError ?? 0) * Math.sqrt(paths));
  if (onePath > roundingShare * scale) return difference;
  return noDifference(paths);
}
