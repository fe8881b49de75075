import { confidence, type Interval, meanInterval } from './intervals.ts';
import { errorOf, type Sample } from './moments.ts';
import { pValueByInversion, type RareAmounts, rareSumInterval, signedSumInterval } from './rare-sum.ts';
import { studentCritical, studentTwoSided } from './student.ts';

/** A path that is more than this share of the spread makes the mean less normal than its interval. */
const heavyShare = 0.05;
/** A value is told apart from the rest if it is more than so many root mean squares of the rest. */
const largeScore = 4;

/** Share of the largest path in the sum of the squared deviations from the mean. */
export function largestShare({ mean, squares, highest, lowest }: DenseSample): number {
  const size = Math.max(highest[0]! - mean, (lowest[0] ?? -Infinity) + mean);
  return squares > 0 ? (size * size) / squares : 0;
}

/** How much larger than the largest value an unseen one may be, where values are large on one side alone. */
const unseenFactor = 1.5;

/** What the values of a dense mean are. Of amounts that are never below 0, none can be as far below their mean as the largest is above it. */
type DenseSample = Pick<Sample, 'paths' | 'mean' | 'squares' | 'highest' | 'lowest'> & {
  readonly nonnegative?: boolean;
};

/**
 * Interval for a mean to which every path contributes; null for a single path.
 *
 * Student's, unless one path is more than 5 % of the spread. Then the largest paths are taken as rare events of both signs, with the interval of
 * such sums, and only the others as normal; the two are independent but for the paths that they take from each other.
 */
export function denseMeanInterval(sample: DenseSample, level?: number): Interval | null {
  const { paths, mean } = sample;
  const error = errorOf(sample);
  if (error === null) return null;
  if (largestShare(sample) <= heavyShare) return meanInterval(mean, error, paths, level);
  const { above, below, rest } = largePaths(sample);
  const large = above.sum - below.sum;
  // About the mean, the rest adds up to as much as the large ones with the other sign.
  const variance = rest - (large * large) / paths + (2 * large * large) / paths;
  const critical = studentCritical(level ?? confidence, Math.max(1, paths - 1));
  const spread = critical * critical * Math.max(0, variance);
  const events = sample.nonnegative
    ? rareSumInterval(above, paths, { factor: unseenFactor }, level)
    : signedSumInterval(above, below, paths, null, level);
  if (events?.high == null) return meanInterval(mean, error, paths, level);
  return {
    low: mean - Math.sqrt((large - events.low) ** 2 + spread) / paths,
    high: mean + Math.sqrt((events.high - large) ** 2 + spread) / paths,
  };
}

/** Two-sided p-value of a mean of 0, which agrees with the interval; null for a single path. */
export function densePValue(sample: Sample): number | null {
  const { paths, mean } = sample;
  const error = errorOf(sample);
  if (error === null) return null;
  if (largestShare(sample) > heavyShare) return pValueByInversion((level) => denseMeanInterval(sample, level));
  return mean === 0 ? 1 : studentTwoSided(mean / error, paths - 1);
}

/** The values that stand out on either side of the mean, and the sum of the squared deviations of all others. */
function largePaths({ paths, mean, squares, highest, lowest }: DenseSample): {
  readonly above: RareAmounts;
  readonly below: RareAmounts;
  readonly rest: number;
} {
  const deviations = [...Array.from(highest, (value) => value - mean), ...Array.from(lowest, (value) => -value - mean)]
    .filter(Number.isFinite)
    .toSorted((a, b) => Math.abs(b) - Math.abs(a));
  const above = { sum: 0, squares: 0, largest: 0 };
  const below = { sum: 0, squares: 0, largest: 0 };
  let rest = squares;
  for (const deviation of deviations) {
    const square = deviation * deviation;
    if (square * paths <= largeScore * largeScore * (rest - square)) break;
    const side = deviation > 0 ? above : below;
    side.sum += Math.abs(deviation);
    side.squares += square;
    side.largest = Math.max(side.largest, Math.abs(deviation));
    rest = Math.max(0, rest - square);
  }
  return { above, below, rest };
}
