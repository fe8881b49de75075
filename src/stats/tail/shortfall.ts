import type { FigureValue } from '../figure.ts';
import { normalInterval } from '../intervals.ts';
import { roundingShare } from '../rounding.ts';
import { type LevelTail, reach } from './level.ts';

/** Fewer tail paths than this say nothing about the spread inside the tail: ES then has no error and no interval. */
const fewestTailPaths = 2;

/** VaR beside a gap: one side of it spans more than this many times the other. Smooth tails stay below 2. */
const lopsided = 3;

/** VaR with its order-statistic interval; an end is null where the sample does not reach so far. */
export function valueAtRiskFigure(tail: LevelTail): FigureValue {
  const { ranked, highEntry, lowEntry, valueAtRisk } = tail;
  const lossAt = (entry: number | null) => (entry === null ? null : ranked.losses[entry]!);
  const interval = { low: lossAt(lowEntry), high: lossAt(highEntry) };
  return { estimate: valueAtRisk, stdError: valueAtRiskError(tail), interval };
}

/**
 * Standard error of VaR: that of the mass beyond it, times the loss per mass, which is the spacing of the losses inside
 * the interval (1 / density, Bloch & Gastwirth 1968). Beside the gap of a tie (of paths that lost everything) the density
 * is that of neither side; the longer side, `reach` standard deviations of mass away, then counts alone. 0 deep in a
 * tie, null when the sample does not reach so far.
 */
function valueAtRiskError({ ranked, highEntry, lowEntry, highReach, lowReach, ...tail }: LevelTail): number | null {
  if (highEntry === null || lowEntry === null) return null;
  const fall = (ranked.losses[highEntry]! - ranked.losses[lowEntry]!) * tail.massError;
  const spacing = fall / (ranked.mass[lowEntry]! - ranked.mass[highEntry]!);
  const above = ranked.losses[highReach ?? highEntry]! - tail.valueAtRisk;
  const below = tail.valueAtRisk - ranked.losses[lowReach ?? lowEntry]!;
  const [shorter, longer] = above < below ? [above, below] : [below, above];
  return longer > lopsided * shorter ? Math.max(spacing, longer / reach) : spacing;
}

/**
 * ES = VaR + (1 / (n (1 - a))) sum w (L - VaR)^+, and the error of that mean with VaR held fixed, to which an error in
 * VaR adds nothing of first order. With all weights 1 this is (tail variance + a (ES - VaR)^2) / (n (1 - a)) of
 * Manistre & Hancock (2005), NAAJ 9(2).
 */
export function shortfallFigure(tail: LevelTail, paths: number): FigureValue {
  const { ranked, full, mass, valueAtRisk } = tail;
  const { sum } = excesses(tail, ranked.losses, full, valueAtRisk);
  const error = shortfallError(tail, paths);
  return withNormalInterval(valueAtRisk + sum / mass, Math.hypot(error.smooth, error.ofTie), tail);
}

/**
 * Standard error of ES in two parts: `smooth`, that of Manistre and Hancock, and `ofTie`, what a tie adds. Where several
 * paths have the loss VaR (all that lost everything), ES has a kink: a little less mass in the tie, and the losses below
 * it would be in the tail. The spread is then measured from the loss that stands `reach` deviations below instead.
 */
export function shortfallError(tail: LevelTail, paths: number): { smooth: number; ofTie: number } {
  const { ranked, full, mass, valueAtRisk, lowReach } = tail;
  const spread = (end: number, from: number) => {
    const { sum, squares } = excesses(tail, ranked.losses, end, from);
    return meanError(sum, squares, mass, paths);
  };
  const smooth = spread(full, valueAtRisk);
  if (endOfTie(tail) === null || lowReach === null) return { smooth, ofTie: 0 };
  return { smooth, ofTie: Math.sqrt(Math.max(0, spread(lowReach, ranked.losses[lowReach]!) ** 2 - smooth ** 2)) };
}

/** The first entry below the paths that share the loss VaR; null if there is only one with that loss. */
export function endOfTie({ ranked, full, valueAtRisk }: LevelTail): number | null {
  let end = full + 1;
  while (isTie(ranked.losses[end], valueAtRisk)) end++;
  return end === full + 1 && !isTie(ranked.losses[full - 1], valueAtRisk) ? null : end;
}

/** Whoever lost everything lost the same, but its sum may have been added up in another order. */
function isTie(loss: number | undefined, other: number): boolean {
  return loss !== undefined && Math.abs(loss - other) <= roundingShare * Math.abs(other);
}

/** Sums of w (X - from) and of its square over the entries before `end`; `values` holds X (a loss, or a part of it) of each. */
export function excesses(
  { ranked }: LevelTail,
  values: Float64Array,
  end: number,
  from: number,
): { sum: number; squares: number } {
  let sum = 0;
  let squares = 0;
  for (let entry = 0; entry < end; entry++) {
    const excess = ranked.weights[entry]! * (values[entry]! - from);
    sum += excess;
    squares += excess * excess;
  }
  return { sum, squares };
}

/** Standard error of sum / mass when `sum` and `squares` add up one independent term per path. */
export function meanError(sum: number, squares: number, mass: number, paths: number): number {
  return Math.sqrt(Math.max(0, squares - (sum * sum) / paths)) / mass;
}

/** A figure with its normal interval; without error and interval where the tail has too few paths for them. */
export function withNormalInterval(estimate: number, stdError: number, tail: LevelTail): FigureValue {
  if (tail.full < fewestTailPaths) return { estimate, stdError: null, interval: null };
  return { estimate, stdError, interval: normalInterval(estimate, stdError) };
}
