import { incompleteBeta } from '../beta.ts';
import type { FigureValue } from '../figure.ts';
import { confidence } from '../inference/intervals.ts';
import { normalCdf, normalDensity, normalUpperTail } from '../normal.ts';
import { entryAt, type LevelTail, reach } from './level.ts';
import { cappedNote, fewPathsNote, isCappedAt, joinNotes, leastTailPaths, leastUpperEnd } from './notes.ts';

/** Up to so many tail paths the ranks near VaR are weighed by the beta law, beyond by the normal law that it comes close to. */
const mostByBeta = 500;

/**
 * VaR with its order-statistic interval; an end is null where the sample does not reach so far. `wealth` is the most that can be lost, null
 * where that is not known.
 */
export function valueAtRiskFigure(tail: LevelTail, wealth: number | null): FigureValue {
  const { ranked, highEntry, lowEntry, valueAtRisk } = tail;
  const lossAt = (entry: number | null) => (entry === null ? null : ranked.losses[entry]!);
  const interval = { low: lossAt(lowEntry), high: lossAt(highEntry) };
  const capped = isCappedAt(valueAtRisk, wealth) ? cappedNote(tail, wealth) : null;
  const few = highEntry === null ? fewPathsNote(tail, leastUpperEnd) : null;
  return { estimate: valueAtRisk, stdError: valueAtRiskError(tail), interval, note: joinNotes(capped, few) };
}

/**
 * Standard error of VaR (Maritz & Jarrett 1978, JASA 73, 194-196): the standard deviation of the losses about VaR, each weighed with the
 * probability that it is the sample quantile of a sample drawn from the losses: that which the beta law with m + 1 and n - m degrees has
 * between its rank j and the next. It is the law whose 2.5 % and 97.5 % points are the interval, so the two never contradict each other. 0 deep in a tie;
 * null for fewer than two tail paths.
 */
function valueAtRiskError(tail: LevelTail): number | null {
  const { ranked, tailPaths, valueAtRisk } = tail;
  if (tailPaths < leastTailPaths) return null;
  const cumulative = rankLaw(tail);
  const end = entryAt(tail, reach) ?? ranked.losses.length;
  const start = Math.min(entryAt(tail, -reach) ?? 0, end);
  let [squares, total] = [0, 0];
  let before = start === 0 ? 0 : cumulative(start - 1);
  for (let entry = start; entry < end; entry++) {
    const upTo = cumulative(entry);
    squares += (upTo - before) * (ranked.losses[entry]! - valueAtRisk) ** 2;
    total += upTo - before;
    before = upTo;
  }
  return total > 0 ? Math.sqrt(squares / total) : 0;
}

/** Probability that VaR stands at this entry or before it. */
function rankLaw({ ranked, mass, massError, paths, equallyWeighted }: LevelTail): (entry: number) => number {
  return equallyWeighted && mass <= mostByBeta
    ? (entry) => incompleteBeta((entry + 1) / paths, mass + 1, paths - mass)
    : (entry) => normalCdf((ranked.mass[entry]! - mass) / massError);
}

/** Nodes of a normal variable, `spacing` standard deviations apart, to `reach` on both sides. */
const spacing = 0.2;
const steps = Math.round(reach / spacing);
const nodes = Float64Array.from({ length: 2 * steps + 1 }, (_, i) => (i - steps) * spacing);
const nodeWeights = nodes.map(normalDensity);

/** Half a discordant path more than was seen is allowed for: where schemes coincide on most paths, none may have been seen. */
const unseenDiscordant = 0.5;

/** A law of the difference: its values in ascending order with their cumulative probabilities. */
interface DifferenceLaw {
  readonly values: Float64Array;
  readonly cumulative: Float64Array;
  /** Probability of ranks beyond the sample on both sides, where the difference can be anything. */
  readonly unknown: number;
  /** About the estimate. */
  readonly deviation: number;
}

/**
 * Difference left - right of VaR on the same paths.
 *
 * The masses beyond the true VaR under both schemes are normal with the correlation of "beyond VaR" (Bahadur 1966), so the difference has
 * the law of A[m + s z1] - B[m + s z2], where A and B are the losses by rank and z1, z2 such normal variables; its 2.5 % and 97.5 % points
 * are the interval, which knows gaps and ties from the losses themselves. Two correlations are tried, that which was seen and one of half a
 * discordant path more; the wider interval and the larger p-value count. Ranks beyond the sample are unknown, so that an end may be null.
 */
export function valueAtRiskDifference(left: LevelTail, right: LevelTail, correlation: number): FigureValue {
  const estimate = left.valueAtRisk - right.valueAtRisk;
  const tailPaths = Math.min(left.tailPaths, right.tailPaths);
  const laws = [correlation, Math.max(-1, correlation - unseenDiscordant / tailPaths)].map((r) =>
    differenceLaw(left, right, estimate, r),
  );
  const outside = (1 - confidence) / 2;
  const low = Math.min(estimate, ...laws.map((law) => lowerPoint(law, outside)));
  const high = Math.max(estimate, ...laws.map((law) => upperPoint(law, outside)));
  const pValue = estimate === 0 ? 1 : Math.max(...laws.map((law) => pValueOf(law, estimate > 0)));
  const isUnknown = low === -Infinity && high === Infinity;
  const stdError = isUnknown ? null : Math.max(...laws.map(({ deviation }) => deviation));
  return { estimate, stdError, interval: { low: known(low), high: known(high) }, pValue };
}

/** The end of an interval; null where it lies beyond the sample. */
function known(end: number): number | null {
  return Number.isFinite(end) ? end : null;
}

function differenceLaw(left: LevelTail, right: LevelTail, estimate: number, correlation: number): DifferenceLaw {
  // Half the sum and half the difference of both are independent: symmetric in the schemes, and exact for a correlation of 1.
  const [common, apart] = [Math.sqrt((1 + correlation) / 2), Math.sqrt((1 - correlation) / 2)];
  const [values, weights] = [new Float64Array(nodes.length ** 2), new Float64Array(nodes.length ** 2)];
  let [count, squares, finite, unknown] = [0, 0, 0, 0];
  for (let i = 0; i < nodes.length; i++) {
    for (let j = 0; j < nodes.length; j++) {
      const [u, v] = [common * nodes[i]!, apart * nodes[j]!];
      const value = lossAt(left, u + v) - lossAt(right, u - v);
      const weight = nodeWeights[i]! * nodeWeights[j]!;
      if (Number.isNaN(value)) {
        unknown += weight;
        continue;
      }
      if (Number.isFinite(value)) {
        finite += weight;
        squares += weight * (value - estimate) ** 2;
      }
      values[count] = value;
      weights[count++] = weight;
    }
  }
  const order = Uint32Array.from({ length: count }, (_, i) => i).toSorted((a, b) => values[a]! - values[b]! || a - b);
  const [sorted, cumulative] = [new Float64Array(count), new Float64Array(count)];
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sorted[i] = values[order[i]!]!;
    cumulative[i] = sum += weights[order[i]!]!;
  }
  const total = sum + unknown;
  return {
    values: sorted,
    cumulative: cumulative.map((weight) => weight / total),
    unknown: unknown / total,
    deviation: Math.sqrt(squares / finite),
  };
}

/** The loss so many standard deviations of mass below VaR; infinite beyond the sample. */
function lossAt(tail: LevelTail, deviations: number): number {
  const entry = entryAt(tail, deviations);
  if (entry !== null) return tail.ranked.losses[entry]!;
  return deviations < 0 ? Infinity : -Infinity;
}

/** The smallest value that is not exceeded with at least this probability. */
function lowerPoint({ values, cumulative, unknown }: DifferenceLaw, probability: number): number {
  if (unknown >= probability) return -Infinity;
  return values[cumulative.findIndex((upTo) => upTo + unknown >= probability)] ?? Infinity;
}

/** The largest value that is reached with at least this probability. */
function upperPoint({ values, cumulative, unknown }: DifferenceLaw, probability: number): number {
  if (unknown >= probability) return Infinity;
  // What is below value i is cumulative[i - 1].
  const first = cumulative.findIndex((upTo) => 1 - upTo < probability);
  return values[first] ?? -Infinity;
}

/** Two-sided p-value of no difference: twice the probability of the other sign than that of the estimate. The nodes end where they end. */
function pValueOf({ values, cumulative, unknown }: DifferenceLaw, isAbove: boolean): number {
  let [notAbove, below] = [0, 0];
  for (let i = 0; i < values.length && values[i]! <= 0; i++) {
    notAbove = cumulative[i]!;
    if (values[i]! < 0) below = cumulative[i]!;
  }
  const otherSign = isAbove ? notAbove + unknown : 1 - below;
  return Math.min(1, 2 * Math.max(otherSign, normalUpperTail(reach)));
}
