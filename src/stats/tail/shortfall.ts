import { type FigureValue, roundingShare } from '../figure.ts';
import { createCollector, rareSumInterval, signedSumInterval } from '../inference/event-sum.ts';
import { type LevelTail, thresholdOf } from './level.ts';
import { cappedNote, fewPathsNote, fewTailPaths, joinNotes, leastTailPaths } from './notes.ts';

/** An unseen loss may exceed the threshold by so many times the largest excess that was seen. */
const unseen = { factor: 1.5 };

/** ES = VaR + (1 / (n (1 - a))) sum w (L - VaR)^+. */
export function shortfallOf({ ranked, full, mass, valueAtRisk }: LevelTail): number {
  let sum = 0;
  for (let entry = 0; entry < full; entry++) sum += ranked.weights[entry]! * (ranked.losses[entry]! - valueAtRisk);
  return valueAtRisk + sum / mass;
}

/**
 * ES with the error of the mean of the excesses over a threshold below VaR, to which an error in VaR adds nothing of first order, and the
 * interval of a sum that rests on few paths (`rareSumInterval`). `wealth` is the most that can be lost, null where that is not known: the
 * interval goes no further.
 */
export function shortfallFigure(tail: LevelTail, wealth: number | null): FigureValue {
  const { ranked, mass, paths, tailPaths } = tail;
  const estimate = shortfallOf(tail);
  const note = joinNotes(cappedNote(tail, wealth), fewPathsNote(tail));
  if (tailPaths < leastTailPaths) return { estimate, stdError: null, interval: null, note };
  const most = wealth !== null && ranked.losses[0]! <= wealth * (1 + roundingShare) ? wealth : null;
  const from = thresholdOf(tail, 'near');
  const collector = createCollector();
  for (let entry = 0; entry < from.count; entry++) {
    collector.add(ranked.weights[entry]! * (ranked.losses[entry]! - from.loss));
  }
  const excesses = collector.amounts().above;
  // All of the tail, and what is below it, is one tie: nothing tells what else could be lost, unless it is all there is.
  if (excesses.sum <= roundingShare * mass * Math.abs(estimate)) {
    const isAll = most !== null && estimate >= most * (1 - roundingShare);
    const interval = { low: estimate, high: isAll ? estimate : null };
    return { estimate, stdError: isAll ? 0 : null, interval, note };
  }
  const { low, high } = rareSumInterval(excesses, paths, unseen);
  const top = estimate + ((high ?? excesses.sum) - excesses.sum) / mass;
  return {
    estimate,
    stdError: sumError(excesses.sum, excesses.squares, paths) / mass,
    interval: {
      low: estimate + (low - excesses.sum) / mass,
      high: most === null ? top : Math.max(estimate, Math.min(top, most)),
    },
    note,
  };
}

/**
 * Share of one part (a position, or the collateral) in ES: the mean of its loss over the tail of the account's loss,
 * the Euler allocation (Tasche 1999). The last path counts with its fraction, as in ES, so the parts add up to ES.
 *
 * Its error follows from the influence function (X - m) 1{L > VaR} / (1 - a), where m = E[X | L = VaR] is what an error
 * in VaR costs; m is estimated by the mean of X over the entries inside the interval of VaR. `values` holds X by entry; differences
 * within `rounding` are none.
 */
export function attributionFigure(tail: LevelTail, values: Float64Array, rounding: number): FigureValue {
  const { ranked, full, rest, mass, paths, tailPaths } = tail;
  let total = rest * values[full]!;
  for (let entry = 0; entry < full; entry++) total += ranked.weights[entry]! * values[entry]!;
  const estimate = total / mass;
  if (tailPaths < fewTailPaths) {
    return { estimate, stdError: null, interval: null, note: fewPathsNote(tail, fewTailPaths) };
  }
  const boundary = meanInInterval(tail, values);
  const collector = createCollector(rounding);
  for (let entry = 0; entry < full; entry++) collector.add(ranked.weights[entry]! * (values[entry]! - boundary));
  const { above, below } = collector.amounts();
  const interval = signedSumInterval(above, below, paths, null);
  if (interval === null) return { estimate, stdError: null, interval: null, note: 'the same on every tail path' };
  const sum = above.sum - below.sum;
  return {
    estimate,
    stdError: sumError(sum, above.squares + below.squares, paths) / mass,
    interval: { low: estimate + (interval.low - sum) / mass, high: estimate + (interval.high - sum) / mass },
  };
}

/** Mean over the entries inside the interval of VaR. */
function meanInInterval({ ranked, highEntry, lowEntry, full }: LevelTail, values: Float64Array): number {
  let sum = 0;
  let weight = 0;
  for (let entry = highEntry ?? 0; entry <= (lowEntry ?? full); entry++) {
    sum += ranked.weights[entry]! * values[entry]!;
    weight += ranked.weights[entry]!;
  }
  return sum / weight;
}

/** Standard error of a sum of one independent amount per path. */
export function sumError(sum: number, squares: number, paths: number): number {
  return Math.sqrt(Math.max(0, squares - (sum * sum) / paths));
}
