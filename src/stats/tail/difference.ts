import type { FigureValue } from '../figure.ts';
import { normalTwoSided } from '../normal.ts';
import type { LevelTail } from './level.ts';
import { meanError, shortfallError, shortfallFigure, valueAtRiskFigure, withNormalInterval } from './shortfall.ts';

/** What the paths that are in at least one of two tails add up to. */
interface Joined {
  /** Of the differences of the weighted excesses w (L - VaR)^+. */
  readonly sum: number;
  readonly squares: number;
  /** Mass of each tail, squared weights of each, and squared weights of the paths in both. */
  readonly leftMass: number;
  readonly rightMass: number;
  readonly leftSquares: number;
  readonly rightSquares: number;
  readonly commonSquares: number;
}

/** What two schemes differ by at one level. */
export interface TailDifference {
  readonly valueAtRisk: FigureValue;
  readonly shortfall: FigureValue;
}

/** Differences left - right of VaR and of ES on the same paths. */
export function tailDifference(left: LevelTail, right: LevelTail, paths: number): TailDifference {
  const joined = join(left, right);
  return {
    valueAtRisk: valueAtRiskDifference(left, right, joined, paths),
    shortfall: shortfallDifference(left, right, joined, paths),
  };
}

/**
 * Each ES is the mean of phi = VaR + (L - VaR)^+ / (1 - a) over the paths, so their difference is a mean of differences
 * of phi: a paired comparison. Paths in neither tail add the constant VaR difference, which has no spread. What a tie at
 * VaR adds to the error of either side is not paired away.
 */
function shortfallDifference(left: LevelTail, right: LevelTail, joined: Joined, paths: number): FigureValue {
  const estimate = shortfallFigure(left, paths).estimate! - shortfallFigure(right, paths).estimate!;
  const paired = meanError(joined.sum, joined.squares, left.mass, paths);
  const ofTies = [left, right].map((tail) => shortfallError(tail, paths).ofTie);
  return withPValue(withNormalInterval(estimate, Math.hypot(paired, ...ofTies), left));
}

/**
 * The errors of the two VaR, and the correlation of "beyond VaR" under the two schemes (Bahadur 1966: a sample quantile
 * moves with the share of paths beyond the true one): s_a^2 p (1-p) + s_b^2 p (1-p) - 2 s_a s_b (p_ab - p^2).
 */
function valueAtRiskDifference(left: LevelTail, right: LevelTail, joined: Joined, paths: number): FigureValue {
  const estimate = left.valueAtRisk - right.valueAtRisk;
  const leftError = valueAtRiskFigure(left).stdError;
  const rightError = valueAtRiskFigure(right).stdError;
  if (leftError === null || rightError === null) return { estimate, stdError: null, interval: null };
  // The same sum, grouped so that two schemes with the same tail, which differ by rounding, have no error of half the digits.
  const variance =
    (leftError - rightError) ** 2 + 2 * (1 - exceedanceCorrelation(joined, paths)) * leftError * rightError;
  return withPValue(withNormalInterval(estimate, Math.sqrt(variance), left));
}

function exceedanceCorrelation(joined: Joined, paths: number): number {
  const { leftMass, rightMass, leftSquares, rightSquares, commonSquares } = joined;
  const leftVariance = leftSquares - (leftMass * leftMass) / paths;
  const rightVariance = rightSquares - (rightMass * rightMass) / paths;
  if (!(leftVariance > 0 && rightVariance > 0)) return 0;
  const covariance = commonSquares - (leftMass * rightMass) / paths;
  const correlation = covariance / Math.sqrt(leftVariance * rightVariance);
  return correlation > 1 - 1e-12 ? 1 : Math.max(-1, correlation);
}

/** Adds the normal p-value; a difference of 0 without spread is no evidence at all. */
function withPValue(value: FigureValue): FigureValue {
  const { estimate, stdError } = value;
  if (estimate === null || stdError === null) return value;
  return { ...value, pValue: estimate === 0 ? 1 : normalTwoSided(estimate / stdError) };
}

/** Walks both tails in the order of the paths. */
function join(left: LevelTail, right: LevelTail): Joined {
  const leftEntries = left.ranked.byPath;
  const rightEntries = right.ranked.byPath;
  let sum = 0;
  let squares = 0;
  let leftMass = 0;
  let rightMass = 0;
  let leftSquares = 0;
  let rightSquares = 0;
  let commonSquares = 0;
  let i = 0;
  let j = 0;
  while (i < leftEntries.length || j < rightEntries.length) {
    const leftPath = i < leftEntries.length ? left.ranked.paths[leftEntries[i]!]! : Infinity;
    const rightPath = j < rightEntries.length ? right.ranked.paths[rightEntries[j]!]! : Infinity;
    let leftWeight = 0;
    let rightWeight = 0;
    let difference = 0;
    if (leftPath <= rightPath) {
      const entry = leftEntries[i++]!;
      if (entry < left.full) {
        leftWeight = left.ranked.weights[entry]!;
        difference += leftWeight * (left.ranked.losses[entry]! - left.valueAtRisk);
      }
    }
    if (rightPath <= leftPath) {
      const entry = rightEntries[j++]!;
      if (entry < right.full) {
        rightWeight = right.ranked.weights[entry]!;
        difference -= rightWeight * (right.ranked.losses[entry]! - right.valueAtRisk);
      }
    }
    sum += difference;
    squares += difference * difference;
    leftMass += leftWeight;
    rightMass += rightWeight;
    leftSquares += leftWeight * leftWeight;
    rightSquares += rightWeight * rightWeight;
    commonSquares += leftWeight * rightWeight;
  }
  return { sum, squares, leftMass, rightMass, leftSquares, rightSquares, commonSquares };
}
