import { studentCritical, studentTwoSided } from '../beta.ts';
import { absent, constantFigure, type FigureValue, noDifference, roundingShare } from '../figure.ts';
import { errorOf, type Moments, type Sample, sampleOf } from '../moments.ts';
import {
  createCollector,
  effectiveEvents,
  pValueByInversion,
  type RareAmounts,
  rareSumInterval,
  type SignedAmounts,
  signedSumInterval,
} from './event-sum.ts';
import { confidence, type Interval, meanInterval } from './intervals.ts';

/** What the data dictionary says of the interval of a mean. */
export const meanIntervalMeaning =
  "Student's t interval, 95 %; where an amount that is never negative is 0 on most paths, the gamma interval of a sum of rare events with " +
  'one unseen event half as large again as the largest (after Fay & Feuer 1997); where one path is more than 5 % of the spread, such an ' +
  'interval for the largest paths and a normal one for the rest. No event: std_error and upper end empty. ' +
  'Differences are paired on the same paths: gamma intervals of both signs, combined (Zou & Donner 2008), where most paths are the same; ' +
  'p-value of the paired t test, or by inverting the interval. What nothing in the experiment can make differ from 0 is exactly 0';

/** Below this share of the paths, in effective paths, an amount is rare: a gamma law then fits its sum, and far above it does not. */
const rareShare = 0.1;
/** Fewer effective events than this are told beside the figure: a larger one may not have been seen yet. */
const fewEvents = 30;
/** A path that is so large a share of the spread is told beside the figure. */
const tellingShare = 0.2;
/** Upper end of Clopper and Pearson's interval for no event, times the paths: -ln 0.025. */
const noEventBound = -Math.log(0.025);
/** How much larger than the largest amount an unseen one may be. */
const unseenFactor = 1.5;

/** A path that is more than this share of the spread makes the mean less normal than its interval. */
const heavyShare = 0.05;
/** A value is told apart from the rest if it is more than so many root mean squares of the rest. */
const largeScore = 4;

/** What a series is a mean of. */
interface MeanOf {
  /** -1 turns a profit into a loss. */
  readonly sign: 1 | -1;
  /** Whether something in the experiment can make the amount differ from 0. */
  readonly possible: boolean;
}

/** The mean of a series with error and interval; `nonnegative` if no amount is below 0. */
export function meanFigure(
  moments: Moments,
  series: number,
  of: MeanOf & { readonly nonnegative: boolean },
): FigureValue {
  const sample = sampleOf(moments, series, of.sign);
  if (sample === null) return absent;
  if (!of.possible) return certainlyNone;
  const { paths, mean } = sample;
  if (of.nonnegative && mean === 0) return noEvent(paths);
  if (isConstant(sample, roundingShare * Math.abs(mean))) return constantFigure(mean, paths);
  const amounts = { ...totalOf(sample), largest: sample.highest[0]! };
  if (!of.nonnegative || effectiveEvents(amounts) > rareShare * paths) {
    return denseFigure({ ...sample, nonnegative: of.nonnegative });
  }
  const { low, high } = rareSumInterval(amounts, paths, { factor: unseenFactor });
  return {
    estimate: mean,
    stdError: errorOf(sample),
    interval: { low: low / paths, high: high === null ? null : high / paths },
    note: fewNote(effectiveEvents(amounts)),
  };
}

/** The paired difference of two series with error, interval and p-value; none within rounding of `scale`. */
export function meanDifference(moments: Moments, series: number, of: MeanOf & { readonly scale: number }): FigureValue {
  const sample = sampleOf(moments, series, of.sign);
  if (sample === null) return absent;
  if (!of.possible) return { ...certainlyNone, pValue: 1 };
  const { paths, above, below } = sample;
  const rounding = roundingShare * of.scale;
  const sizes = { sum: above.sum + below.sum, squares: above.squares + below.squares };
  if (sizes.squares <= rounding * rounding * paths) return noDifference(paths);
  // The sign test: so many differences, all of one sign.
  if (isConstant(sample, rounding)) return { ...constantFigure(sample.mean, paths), pValue: 2 ** (1 - paths) };
  if (effectiveEvents(sizes) > rareShare * paths) return { ...denseFigure(sample), pValue: densePValue(sample) };
  const up = signedAmounts(above, sample.highest[0]!, rounding);
  const down = signedAmounts(below, sample.lowest[0]!, rounding);
  // Of one sign alone, it is as the mean of one scheme.
  const factor = up.sum > 0 && down.sum > 0 ? 1 : unseenFactor;
  const intervalAt = (level?: number) => overPaths(signedSumInterval(up, down, paths, null, level, factor), paths);
  return {
    estimate: sample.mean,
    stdError: errorOf(sample),
    interval: intervalAt(),
    pValue: pValueByInversion(intervalAt),
    note: fewNote(effectiveEvents(sizes)),
  };
}

/** What nothing in the experiment can make differ from 0. */
const certainlyNone: FigureValue = { estimate: 0, stdError: 0, interval: { low: 0, high: 0 } };

/** No event among the paths: nothing is known of how large one may be. */
function noEvent(paths: number): FigureValue {
  const note = `none in ${paths} paths: P < ${Number((noEventBound / paths).toPrecision(2))}`;
  return { estimate: 0, stdError: null, interval: { low: 0, high: null }, note };
}

function isConstant({ paths, squares }: Sample, rounding: number): boolean {
  return paths > 1 && squares <= rounding * rounding * paths;
}

/** A mean to which every path contributes. */
function denseFigure(sample: Sample & { readonly nonnegative?: boolean }): FigureValue {
  const share = largestShare(sample);
  const note = share > tellingShare ? 'one path is more than a fifth of the spread' : null;
  return { estimate: sample.mean, stdError: errorOf(sample), interval: denseMeanInterval(sample), note };
}

function fewNote(events: number): string | null {
  return events < fewEvents ? `rests on fewer than ${fewEvents} events` : null;
}

/** Sum and sum of squares of the values themselves. */
function totalOf({ paths, mean, squares }: Sample): Pick<RareAmounts, 'sum' | 'squares'> {
  return { sum: mean * paths, squares: squares + mean * mean * paths };
}

/** The amounts of one sign of a difference; none where all are rounding. */
function signedAmounts(sums: Sample['above'], largest: number, rounding: number): RareAmounts {
  return largest > rounding ? { ...sums, largest } : { sum: 0, squares: 0, largest: 0 };
}

function overPaths(interval: Interval | null, paths: number): Interval | null {
  return interval && { low: interval.low / paths, high: interval.high / paths };
}

/** Share of the largest path in the sum of the squared deviations from the mean. */
export function largestShare({ mean, squares, highest, lowest }: DenseSample): number {
  const size = Math.max(highest[0]! - mean, (lowest[0] ?? -Infinity) + mean);
  return squares > 0 ? (size * size) / squares : 0;
}

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
function densePValue(sample: Sample): number | null {
  const { paths, mean } = sample;
  const error = errorOf(sample);
  if (error === null) return null;
  if (largestShare(sample) > heavyShare) return pValueByInversion((level) => denseMeanInterval(sample, level));
  return mean === 0 ? 1 : studentTwoSided(mean / error, paths - 1);
}

/** The values that stand out on either side of the mean, and the sum of the squared deviations of all others. */
function largePaths({ paths, mean, squares, highest, lowest }: DenseSample): SignedAmounts & { readonly rest: number } {
  const deviations = [...Array.from(highest, (value) => value - mean), ...Array.from(lowest, (value) => -value - mean)]
    .filter(Number.isFinite)
    .toSorted((a, b) => Math.abs(b) - Math.abs(a));
  const { add, amounts } = createCollector();
  let rest = squares;
  for (const deviation of deviations) {
    const square = deviation * deviation;
    if (square * paths <= largeScore * largeScore * (rest - square)) break;
    add(deviation);
    rest = Math.max(0, rest - square);
  }
  return { ...amounts(), rest };
}
