import { absent, type FigureValue } from '../figure.ts';
import { pValueByInversion, signedSumInterval } from '../rare-sum.ts';
import { roundingShare } from '../rounding.ts';
import { createCollector, type SignedAmounts, sumError } from './excess.ts';
import { isTie, type LevelTail, type Threshold, thresholdOf } from './level.ts';
import { fewPathsNote, joinNotes, leastTailPaths, leastUpperEnd } from './notes.ts';
import { shortfallOf } from './shortfall.ts';
import { valueAtRiskDifference } from './value-at-risk-difference.ts';

/** Up to so many tail paths the errors of an ES difference are measured from three standard deviations of mass below VaR. */
const mostFromFar = 20;

/** What two schemes differ by at one level. */
export interface TailDifference {
  readonly valueAtRisk: FigureValue;
  readonly shortfall: FigureValue;
}

/** What the paths that are in at least one of two tails add up to. */
interface Joined {
  /** Of the differences of the weighted excesses w (L - threshold)^+. */
  readonly amounts: SignedAmounts;
  /** Squared weights in each tail, and of the paths in both. */
  readonly leftSquares: number;
  readonly rightSquares: number;
  readonly commonSquares: number;
}

/** Differences left - right of VaR and of ES on the same paths; what is within rounding of `scale` is none. Absent where a tail is. */
export function tailDifference(left: LevelTail | null, right: LevelTail | null, scale: number): TailDifference {
  if (left === null || right === null) return { valueAtRisk: absent, shortfall: absent };
  const rounding = roundingShare * scale;
  const [leftFrom, rightFrom] = thresholds(left, right);
  const joined = join(left, right, leftFrom, rightFrom, rounding);
  const { above, below } = joined.amounts;
  const isSame = above.largest === 0 && below.largest === 0 && Math.abs(leftFrom.loss - rightFrom.loss) <= rounding;
  if (isSame) return { valueAtRisk: none, shortfall: none };
  return {
    valueAtRisk: withNote(valueAtRiskFigure(left, right, joined, rounding), left, right, leastUpperEnd),
    shortfall: withNote(shortfallFigure(left, right, joined.amounts, rounding), left, right, leastTailPaths),
  };
}

/** No path of the tails differs: no evidence at all, and no error, for what was not seen may differ. */
const none: FigureValue = {
  estimate: 0,
  stdError: null,
  interval: null,
  pValue: 1,
  note: 'no path of the tail differs',
};

function withNote(value: FigureValue, left: LevelTail, right: LevelTail, leastForInterval: number): FigureValue {
  const fewer = left.tailPaths <= right.tailPaths ? left : right;
  return { ...value, note: joinNotes(value.note ?? null, fewPathsNote(fewer, leastForInterval)) };
}

/** Where the excesses of both sides begin. */
function thresholds(left: LevelTail, right: LevelTail): [Threshold, Threshold] {
  const isFar = [left, right].some(
    (tail) => tail.tailPaths <= mostFromFar || isTie(thresholdOf(tail, 'near').loss, tail.valueAtRisk),
  );
  const kind = isFar ? 'far' : 'near';
  return [thresholdOf(left, kind), thresholdOf(right, kind)];
}

/**
 * Each ES is the mean of phi = c + (L - c)^+ / (1 - a) over the paths, but for what an error in the threshold c adds, which is of second
 * order. So their difference is a mean of differences of phi, nonzero on few paths: a paired comparison with the interval of a signed sum.
 */
function shortfallFigure(
  left: LevelTail,
  right: LevelTail,
  { above, below }: SignedAmounts,
  rounding: number,
): FigureValue {
  const raw = shortfallOf(left) - shortfallOf(right);
  const estimate = Math.abs(raw) <= rounding ? 0 : raw;
  if (Math.min(left.tailPaths, right.tailPaths) < leastTailPaths) return { estimate, stdError: null, interval: null };
  const { mass, paths } = left;
  const sum = above.sum - below.sum;
  const intervalAt = (level?: number) => {
    const interval = signedSumInterval(above, below, paths, null, level);
    if (interval === null) return null;
    return { low: estimate + (interval.low - sum) / mass, high: estimate + (interval.high - sum) / mass };
  };
  const interval = intervalAt();
  if (interval === null) return constantDifference(estimate, Math.min(left.tailPaths, right.tailPaths));
  return {
    estimate,
    stdError: sumError(sum, above.squares + below.squares, paths) / mass,
    interval,
    pValue: pValueByInversion(intervalAt),
  };
}

/** The same difference on every path of the tails: without a spread, the signs of these paths are the evidence (sign test). */
function constantDifference(estimate: number, tailPaths: number): FigureValue {
  const pValue = Math.min(1, 2 ** (1 - Math.floor(tailPaths)));
  return { estimate, stdError: null, interval: null, pValue, note: 'the same on every path of the tail' };
}

function valueAtRiskFigure(left: LevelTail, right: LevelTail, joined: Joined, rounding: number): FigureValue {
  const found = valueAtRiskDifference(left, right, exceedanceCorrelation(left, right, joined));
  return Math.abs(found.estimate!) <= rounding ? { ...found, estimate: 0, pValue: 1 } : found;
}

/** Correlation of "beyond VaR" under the two schemes. */
function exceedanceCorrelation(left: LevelTail, right: LevelTail, joined: Joined): number {
  const { leftSquares, rightSquares, commonSquares } = joined;
  const { paths } = left;
  const leftVariance = leftSquares - (left.mass * left.mass) / paths;
  const rightVariance = rightSquares - (right.mass * right.mass) / paths;
  if (!(leftVariance > 0 && rightVariance > 0)) return 0;
  const covariance = commonSquares - (left.mass * right.mass) / paths;
  return Math.max(-1, Math.min(1, covariance / Math.sqrt(leftVariance * rightVariance)));
}

/** Walks both tails in the order of the paths. */
function join(left: LevelTail, right: LevelTail, leftFrom: Threshold, rightFrom: Threshold, rounding: number): Joined {
  const leftEntries = left.ranked.byPath;
  const rightEntries = right.ranked.byPath;
  const collector = createCollector(rounding);
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
      const weight = left.ranked.weights[entry]!;
      if (entry <= left.full) leftWeight = entry < left.full ? weight : left.rest;
      if (entry < leftFrom.count) difference += weight * (left.ranked.losses[entry]! - leftFrom.loss);
    }
    if (rightPath <= leftPath) {
      const entry = rightEntries[j++]!;
      const weight = right.ranked.weights[entry]!;
      if (entry <= right.full) rightWeight = entry < right.full ? weight : right.rest;
      if (entry < rightFrom.count) difference -= weight * (right.ranked.losses[entry]! - rightFrom.loss);
    }
    collector.add(difference);
    leftSquares += leftWeight * leftWeight;
    rightSquares += rightWeight * rightWeight;
    commonSquares += leftWeight * rightWeight;
  }
  return { amounts: collector.amounts(), leftSquares, rightSquares, commonSquares };
}
