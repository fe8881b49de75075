import type { FigureValue } from '../figure.ts';
import { type RareAmounts, rareSumInterval } from '../rare-sum.ts';
import { roundingShare } from '../rounding.ts';
import { excessesOver, sumError } from './excess.ts';
import { type LevelTail, thresholdOf } from './level.ts';
import { cappedNote, fewPathsNote, joinNotes, leastTailPaths } from './notes.ts';

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
 * interval of a sum that rests on few paths (`rare-sum.ts`). `wealth` is the most that can be lost, null where that is not known: the
 * interval goes no further.
 */
export function shortfallFigure(tail: LevelTail, wealth: number | null): FigureValue {
  const { ranked, mass, paths, tailPaths } = tail;
  const estimate = shortfallOf(tail);
  const note = joinNotes(cappedNote(tail, wealth), fewPathsNote(tail));
  if (tailPaths < leastTailPaths) return { estimate, stdError: null, interval: null, note };
  const most = wealth !== null && ranked.losses[0]! <= wealth * (1 + roundingShare) ? wealth : null;
  const excesses = excessesOver(ranked, thresholdOf(tail, 'near'));
  // All of the tail, and what is below it, is one tie: nothing tells what else could be lost, unless it is all there is.
  if (excesses.sum <= roundingShare * mass * Math.abs(estimate)) {
    const isAll = most !== null && estimate >= most * (1 - roundingShare);
    const interval = { low: estimate, high: isAll ? estimate : null };
    return { estimate, stdError: isAll ? 0 : null, interval, note };
  }
  const { low, high } = sumInterval(excesses, paths);
  const top = estimate + (high - excesses.sum) / mass;
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

/** The interval of a sum of which at least one amount was seen. */
function sumInterval(amounts: RareAmounts, paths: number): { low: number; high: number } {
  const { low, high } = rareSumInterval(amounts, paths, unseen);
  return { low, high: high ?? amounts.sum };
}
