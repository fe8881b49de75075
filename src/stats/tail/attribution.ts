import type { FigureValue } from '../figure.ts';
import type { LevelTail } from './level.ts';
import { endOfTie, excesses, meanError, withNormalInterval } from './shortfall.ts';

/**
 * Share of one part (a position, or the collateral) in ES: the mean of its loss over the tail of the account's loss,
 * the Euler allocation (Tasche 1999). The last path counts with its fraction, as in ES, so the parts add up to ES.
 *
 * Its error follows from the influence function (X - m) 1{L > VaR} / (1 - a), where m = E[X | L = VaR] is what an error
 * in VaR costs; m is estimated by the mean of X over the entries inside the interval of VaR. `values` holds X by entry.
 */
export function attributionFigure(tail: LevelTail, values: Float64Array, paths: number): FigureValue {
  const { ranked, full, rest, mass, highEntry, lowEntry, lowReach } = tail;
  let total = rest * values[full]!;
  for (let entry = 0; entry < full; entry++) total += ranked.weights[entry]! * values[entry]!;
  const spread = (end: number, boundary: number) => {
    const { sum, squares } = excesses(tail, values, end, boundary);
    return meanError(sum, squares, mass, paths);
  };
  const smooth = spread(full, meanBetween(tail, values, highEntry ?? 0, lowEntry ?? full));
  const tieEnd = endOfTie(tail);
  // At a tie, as for ES itself: with a little less mass in it, the paths below the tie would take their part.
  const beside =
    tieEnd === null || lowReach === null || lowReach < tieEnd
      ? 0
      : spread(tieEnd, meanBetween(tail, values, tieEnd, lowReach));
  return withNormalInterval(total / mass, Math.max(smooth, beside), tail);
}

function meanBetween({ ranked }: LevelTail, values: Float64Array, first: number, last: number): number {
  let sum = 0;
  let weight = 0;
  for (let entry = first; entry <= last; entry++) {
    sum += ranked.weights[entry]! * values[entry]!;
    weight += ranked.weights[entry]!;
  }
  return sum / weight;
}
