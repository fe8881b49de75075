import type { FigureValue } from '../figure.ts';
import { normalCdf } from '../normal.ts';
import { incompleteBeta } from '../special.ts';
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
