import { assert } from '../../base/errors.ts';
import { binomialLowerRank } from '../beta.ts';
import { roundingShare } from '../figure.ts';
import { rareSumInterval } from '../inference/event-sum.ts';
import { confidence } from '../inference/intervals.ts';
import type { PathWeights } from '../weights.ts';
import { isComplete, type RankedTail } from './ranked.ts';

/**
 * The tail of one scheme beyond one level a, after n paths: the worst n (1 - a) of them.
 *
 * VaR is the smallest loss l with P(L <= l) >= a; ES is the mean of the worst 1 - a, in which the last path takes part
 * with the fraction that fills the tail (Acerbi & Tasche 2002). Under weights, "worst n (1 - a)" is measured in weight.
 */
export interface LevelTail {
  readonly level: number;
  readonly ranked: RankedTail;
  /** Simulated paths, n. */
  readonly paths: number;
  readonly equallyWeighted: boolean;
  /** n (1 - a). */
  readonly mass: number;
  /** Entries that are in the tail as a whole; entry `full` is the one at VaR. */
  readonly full: number;
  /** Weight with which entry `full` belongs to the tail. */
  readonly rest: number;
  readonly valueAtRisk: number;
  /** Paths of equal weight that say as much as those of the tail, (sum w)^2 / sum w^2; n (1 - a) with all weights 1. */
  readonly tailPaths: number;
  /** Standard deviation of the mass that a sample has beyond the true VaR; sqrt(n a (1 - a)) with all weights 1. */
  readonly massError: number;
  /** Entries between which the interval of VaR lies; null where the sample does not reach so far. */
  readonly highEntry: number | null;
  readonly lowEntry: number | null;
}

/** Errors are read from no further than so many standard deviations of mass around VaR: all losses to there are kept. */
export const reach = 6;

/** Finds the tail beyond a level; null if there are no paths, or their weight does not fill it. */
export function findTail(ranked: RankedTail, weights: PathWeights, level: number): LevelTail | null {
  const { paths } = weights;
  const below = wholeIfClose(paths * level, paths);
  const mass = paths - below;
  const full = firstBeyond(ranked.mass, mass);
  if (paths === 0 || full === ranked.losses.length) {
    assert(ranked.dropped === null, 'the largest losses reach as far as the tail');
    return null;
  }
  const aboveMass = full === 0 ? 0 : ranked.mass[full - 1]!;
  const rest = mass - aboveMass;
  const squares = squaresDownTo(ranked, full, rest);
  const equallyWeighted = weights.squares === weights.sum;
  const tail: Omit<LevelTail, 'highEntry' | 'lowEntry'> = {
    level,
    ranked,
    paths,
    equallyWeighted,
    mass,
    full,
    rest,
    valueAtRisk: ranked.losses[full]!,
    tailPaths: (mass * mass) / squares,
    massError: Math.sqrt(Math.max(0, squares - (mass * mass) / paths)),
  };
  const last = entryAt(tail, reach);
  assert(last === null || isComplete(ranked, last), 'no loss was dropped that the tail or its errors need');
  const [highEntry, lowEntry] = equallyWeighted ? binomialEntries(paths, level) : weightedEntries(tail);
  const within = (entry: number) => (entry >= 0 && entry < ranked.losses.length ? entry : null);
  return { ...tail, highEntry: within(highEntry), lowEntry: within(lowEntry) };
}

/**
 * The entry so many standard deviations of mass below VaR (above it, if negative), or null where there are not so many paths: what
 * VaR would be if a sample had so much more mass beyond the true one.
 */
export function entryAt(
  { ranked, mass, massError }: Pick<LevelTail, 'ranked' | 'mass' | 'massError'>,
  deviations: number,
): number | null {
  const wanted = mass + deviations * massError;
  if (wanted < 0) return null;
  const entry = firstBeyond(ranked.mass, wanted);
  if (entry < ranked.losses.length) return entry;
  assert(ranked.dropped === null, 'the largest losses reach as far as the errors of the tail');
  return null;
}

/** Losses above this one are counted from it, where the error of ES is formed: `count` entries lie above the loss. */
export interface Threshold {
  readonly count: number;
  readonly loss: number;
}

/**
 * The loss from which the error of ES is measured: a standard deviation of mass below VaR, rounded up to the next rank, or three of them
 * (`far`). Where a tie at VaR (of paths that lost everything) reaches there, a little less mass in it and the losses below would take
 * part: then three in any case.
 */
export function thresholdOf(tail: LevelTail, kind: 'near' | 'far'): Threshold {
  const { losses } = tail.ranked;
  const at = (deviations: number): Threshold => {
    const count = Math.min((entryAt(tail, deviations) ?? Infinity) + 1, losses.length - 1);
    return { count, loss: losses[count]! };
  };
  const near = at(1);
  return kind === 'far' || isTie(near.loss, tail.valueAtRisk) ? at(3) : near;
}

/** Whoever lost everything lost the same, but its sum may have been added up in another order. */
export function isTie(loss: number, other: number): boolean {
  return Math.abs(loss - other) <= roundingShare * Math.abs(other);
}

/** n a is often a whole number that floating point misses by a hair: 100 x 0.55 is 55.00000000000001, and means 55. */
function wholeIfClose(value: number, paths: number): number {
  const whole = Math.round(value);
  return Math.abs(value - whole) <= 1e-9 + 1e-15 * paths ? whole : value;
}

/** First entry whose cumulative mass is above `mass`; the length if there is none. */
function firstBeyond(cumulative: Float64Array, mass: number): number {
  return firstWhere(cumulative.length, (entry) => cumulative[entry]! > mass);
}

/** First of so many entries for which something holds that holds for all after it; the number of entries if for none. */
function firstWhere(entries: number, holds: (entry: number) => boolean): number {
  let low = 0;
  let high = entries;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Distribution-free interval of a quantile (David & Nagaraja 2003, section 7.1): the number of losses above the true
 * VaR is binomial, so the ranks that its 2.5 % and 97.5 % points name enclose it with at least 95 %. Entries from 0.
 */
function binomialEntries(paths: number, level: number): [high: number, low: number] {
  const outside = (1 - confidence) / 2;
  const fewest = binomialLowerRank(paths, 1 - level, outside);
  // At most `outside` for so many or more above: by symmetry, for so many or fewer below.
  const fewestBelow = binomialLowerRank(paths, level, outside);
  return [fewest, fewestBelow === -1 ? -1 : paths - fewestBelow - 1];
}

/**
 * The same under weights: a loss is in the interval of VaR if the interval of the mass beyond it (`rareSumInterval`, with one more weight
 * of the largest size) holds n (1 - a).
 */
function weightedEntries({ ranked, mass, paths }: Pick<LevelTail, 'ranked' | 'mass' | 'paths'>): [number, number] {
  const { weights } = ranked;
  const length = weights.length;
  const [squares, largest] = [new Float64Array(length), new Float64Array(length)];
  for (let entry = 0, sum = 0, most = 0; entry < length; entry++) {
    squares[entry] = sum += weights[entry]! ** 2;
    largest[entry] = most = Math.max(most, weights[entry]!);
  }
  const beyond = (entry: number) => {
    const above = { sum: ranked.mass[entry]!, squares: squares[entry]!, largest: largest[entry]! };
    return rareSumInterval(above, paths, { cap: above.largest });
  };
  if (rareSumInterval({ sum: 0, squares: 0, largest: 0 }, paths, { cap: weights[0]! }).high! >= mass) return [-1, -1];
  // The mass down to and including an entry is that of all losses above the next one.
  const high = firstWhere(length, (entry) => beyond(entry).high! >= mass);
  return [high, firstWhere(length, (entry) => beyond(entry).low > mass)];
}

/** Sum of the squared weights in the tail. */
function squaresDownTo({ weights }: RankedTail, full: number, rest: number): number {
  let squares = rest * weights[full]!;
  for (let entry = 0; entry < full; entry++) squares += weights[entry]! ** 2;
  return squares;
}
