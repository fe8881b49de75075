import { absent, type FigureValue, roundingShare } from '../figure.ts';
import {
  createCollector,
  pValueByInversion,
  type RareAmounts,
  type SignedAmounts,
  signedSumInterval,
} from '../inference/event-sum.ts';
import { isTie, type LevelTail, type Threshold, thresholdOf } from './level.ts';
import { fewPathsNote, joinNotes, leastTailPaths, leastUpperEnd } from './notes.ts';
import type { RankedTail } from './ranked.ts';
import { shortfallOf, sumError } from './shortfall.ts';
import { valueAtRiskDifference } from './value-at-risk.ts';

/** Up to so many tail paths the errors of an ES difference are measured from three standard deviations of mass below VaR. */
const mostFromFar = 20;

/** What two schemes differ by at one level. */
interface TailDifference {
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

/** Differences left - right of VaR and of ES on the same paths, which `pairing` finds; what is within rounding of `scale` is none. Absent where a tail is. */
export function tailDifference(
  left: LevelTail | null,
  right: LevelTail | null,
  pairing: Pairing,
  scale: number,
): TailDifference {
  if (left === null || right === null) return { valueAtRisk: absent, shortfall: absent };
  const rounding = roundingShare * scale;
  const [leftFrom, rightFrom] = thresholds(left, right);
  const joined = join(left, right, pairing, leftFrom, rightFrom, rounding);
  const { above, below } = joined.amounts;
  const isSame = above.largest === 0 && below.largest === 0 && Math.abs(leftFrom.loss - rightFrom.loss) <= rounding;
  if (isSame) return { valueAtRisk: none, shortfall: none };
  return {
    valueAtRisk: withNote(valueAtRiskFigure(left, right, joined, rounding), left, right, leastUpperEnd),
    shortfall: withNote(
      shortfallFigure(left, right, joined.amounts, Math.abs(leftFrom.loss - rightFrom.loss), rounding),
      left,
      right,
      leastTailPaths,
    ),
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
  seen: SignedAmounts,
  hair: number,
  rounding: number,
): FigureValue {
  const raw = shortfallOf(left) - shortfallOf(right);
  const estimate = Math.abs(raw) <= rounding ? 0 : raw;
  const tailPaths = Math.min(left.tailPaths, right.tailPaths);
  if (tailPaths < leastTailPaths) return { estimate, stdError: null, interval: null };
  if (seen.above.largest === 0 && seen.below.largest === 0) return constantDifference(estimate, tailPaths);
  const [above, below] = [withoutHair(seen.above, hair), withoutHair(seen.below, hair)];
  const { mass, paths } = left;
  const sum = above.sum - below.sum;
  const intervalAt = (level?: number) => {
    const interval = signedSumInterval(above, below, paths, null, level);
    if (interval === null) return null;
    return { low: estimate + (interval.low - sum) / mass, high: estimate + (interval.high - sum) / mass };
  };
  const interval = intervalAt();
  if (interval === null) return { ...none, estimate };
  return {
    estimate,
    stdError: sumError(sum, above.squares + below.squares, paths) / mass,
    interval,
    pValue: pValueByInversion(intervalAt),
  };
}

/**
 * Where schemes coincide on most paths, the thresholds differ by a hair, by which then all of these paths differ: a sign that has no
 * larger amounts has no path of its own, and must not pass for one that rests on many.
 */
function withoutHair(amounts: RareAmounts, hair: number): RareAmounts {
  return amounts.largest <= hair * (1 + roundingShare) ? { sum: 0, squares: 0, largest: 0 } : amounts;
}

/** The same difference on every path of the tails: without a spread, the signs of these paths are the evidence (sign test). */
function constantDifference(estimate: number, tailPaths: number): FigureValue {
  const pValue = estimate === 0 ? 1 : Math.min(1, 2 ** (1 - Math.floor(tailPaths)));
  return { estimate, stdError: null, interval: null, pValue, note: 'the same on every path of the tail' };
}

function valueAtRiskFigure(left: LevelTail, right: LevelTail, joined: Joined, rounding: number): FigureValue {
  const found = valueAtRiskDifference(left, right, exceedanceCorrelation(left, right, joined));
  if (Math.abs(found.estimate!) > rounding) return found;
  const { low, high } = found.interval!;
  const interval = { low: low === null ? null : Math.min(low, 0), high: high === null ? null : Math.max(high, 0) };
  return { ...found, estimate: 0, interval, pValue: 1 };
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

/** Sums over the paths of both tails: those of the left one, then those of the right one alone. */
function join(
  left: LevelTail,
  right: LevelTail,
  pairing: Pairing,
  leftFrom: Threshold,
  rightFrom: Threshold,
  rounding: number,
): Joined {
  const collector = createCollector(rounding);
  let [leftSquares, rightSquares, commonSquares] = [0, 0, 0];
  const leftEnd = Math.max(leftFrom.count, left.full + 1);
  for (let entry = 0; entry < leftEnd; entry++) {
    const other = pairing.rightOf[entry]!;
    const [weight, otherWeight] = [weightIn(left, entry), other === alone ? 0 : weightIn(right, other)];
    collector.add(excessOf(left, entry, leftFrom) - (other === alone ? 0 : excessOf(right, other, rightFrom)));
    leftSquares += weight * weight;
    commonSquares += weight * otherWeight;
  }
  const rightEnd = Math.max(rightFrom.count, right.full + 1);
  for (let entry = 0; entry < rightEnd; entry++) {
    const weight = weightIn(right, entry);
    rightSquares += weight * weight;
    const other = pairing.leftOf[entry]!;
    if (other === alone || other >= leftEnd) collector.add(-excessOf(right, entry, rightFrom));
  }
  return { amounts: collector.amounts(), leftSquares, rightSquares, commonSquares };
}

/** Weight with which an entry belongs to the tail. */
function weightIn({ ranked, full, rest }: LevelTail, entry: number): number {
  if (entry > full) return 0;
  return entry < full ? ranked.weights[entry]! : rest;
}

/** Its weighted excess over a threshold. */
function excessOf({ ranked }: LevelTail, entry: number, from: Threshold): number {
  return entry < from.count ? ranked.weights[entry]! * (ranked.losses[entry]! - from.loss) : 0;
}

/** Where the path of each entry of one tail stands in the other one, or `alone`. */
export interface Pairing {
  readonly rightOf: Int32Array;
  readonly leftOf: Int32Array;
}

/** The other tail does not hold the path. */
export const alone = -1;

/** Finds the paths that the kept losses of two schemes share: once for all levels. */
export function pairTails(left: RankedTail, right: RankedTail): Pairing {
  const rightOf = new Int32Array(left.byPath.length).fill(alone);
  const leftOf = new Int32Array(right.byPath.length).fill(alone);
  for (let i = 0, j = 0; i < left.byPath.length && j < right.byPath.length; ) {
    const [here, there] = [left.byPath[i]!, right.byPath[j]!];
    const [leftPath, rightPath] = [left.paths[here]!, right.paths[there]!];
    if (leftPath === rightPath) {
      rightOf[here] = there;
      leftOf[there] = here;
    }
    if (leftPath <= rightPath) i++;
    if (rightPath <= leftPath) j++;
  }
  return { rightOf, leftOf };
}
