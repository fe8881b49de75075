import { binomialCdf } from './binomial.ts';
import { absent, type FigureValue } from './figure.ts';
import { type Interval, z95 } from './intervals.ts';
import { normalTwoSided } from './normal.ts';
import type { PathWeights } from './weights.ts';

/**
 * Difference of two probabilities on the same paths: only the discordant paths, on which exactly one of the two schemes
 * has the event, carry information.
 */

/** Sums of w and w^2 over the discordant paths: event under the left scheme only, under the right one only. */
export interface Discordant {
  readonly left: number;
  readonly leftSquares: number;
  readonly right: number;
  readonly rightSquares: number;
}

/** The difference left - right with standard error, Tango's interval and the p-value of McNemar's test. */
export function pairedProbabilityFigure(discordant: Discordant, weights: PathWeights): FigureValue {
  const { paths } = weights;
  if (paths === 0) return absent;
  const { left, right, leftSquares, rightSquares } = discordant;
  const scale = effectiveShare(discordant, paths);
  return {
    estimate: (left - right) / paths,
    stdError: pairedError(left * scale, right * scale, paths * scale),
    interval: tangoInterval(left * scale, right * scale, paths * scale),
    pValue:
      leftSquares === left && rightSquares === right
        ? mcnemarPValue(left, right)
        : normalTwoSided((left - right) / Math.sqrt(leftSquares + rightSquares)),
  };
}

/**
 * Effective paths per path: as for one probability, the factor by which all counts are scaled so that an unweighted
 * sample of that size would have the variance of the weighted difference. Exactly 1 when all weights are 1.
 */
function effectiveShare({ left, right, leftSquares, rightSquares }: Discordant, paths: number): number {
  if (leftSquares === left && rightSquares === right) return 1;
  const difference = (left - right) / paths;
  const weighted = (leftSquares + rightSquares) / paths - difference * difference;
  const plain = (left + right) / paths - difference * difference;
  return weighted > 0 && plain > 0 ? plain / weighted : 1;
}

/**
 * McNemar's test (1947) in its exact form: given the discordant paths, each kind is a fair coin under "no difference".
 * Exact for every count; counts must be whole. Two-sided.
 */
export function mcnemarPValue(leftOnly: number, rightOnly: number): number {
  return Math.min(1, 2 * binomialCdf(Math.min(leftOnly, rightOnly), leftOnly + rightOnly, 0.5));
}

/** Standard error with one more discordant path of each kind (Bonett & Price 2012): not 0 when none was seen. */
export function pairedError(leftOnly: number, rightOnly: number, paths: number): number {
  const trials = paths + 2;
  const left = (leftOnly + 1) / trials;
  const right = (rightOnly + 1) / trials;
  return Math.sqrt((left + right - (left - right) ** 2) / trials);
}

/**
 * Tango's score interval for the difference of paired proportions (Tango 1998, Statistics in Medicine 17, 891-908).
 *
 * All differences d whose score test is not rejected: |leftOnly - rightOnly - n d| <= z sqrt(n (2 q + d (1 - d))), with
 * q the probability of a right-only path that is most likely at d. Fagerland, Lydersen & Laake (2014) recommend it.
 */
export function tangoInterval(leftOnly: number, rightOnly: number, paths: number, z = z95): Interval {
  const observed = (leftOnly - rightOnly) / paths;
  return {
    low: leftOnly === 0 && rightOnly === paths ? -1 : scoreRoot(leftOnly, rightOnly, paths, z, observed, -1),
    high: rightOnly === 0 && leftOnly === paths ? 1 : scoreRoot(leftOnly, rightOnly, paths, z, observed, 1),
  };
}

/** The difference from `observed`, where the score is 0, towards `end` at which it is z in size: bisection. */
function scoreRoot(left: number, right: number, paths: number, z: number, observed: number, end: number): number {
  let inside = observed;
  let outside = end;
  for (;;) {
    const middle = (inside + outside) / 2;
    if (middle === inside || middle === outside || Math.abs(outside - inside) < 1e-17) return inside;
    if (Math.abs(tangoScore(left, right, paths, middle)) > z) outside = middle;
    else inside = middle;
  }
}

function tangoScore(left: number, right: number, paths: number, difference: number): number {
  const b = -left - right + (2 * paths - left + right) * difference;
  const c = -right * difference * (1 - difference);
  const rightOnly = (Math.sqrt(Math.max(0, b * b - 8 * paths * c)) - b) / (4 * paths);
  const variance = paths * (2 * rightOnly + difference * (1 - difference));
  const distance = left - right - paths * difference;
  if (distance === 0) return 0;
  return variance > 0 ? distance / Math.sqrt(variance) : Infinity;
}
