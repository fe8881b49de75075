import type { FigureValue } from '../figure.ts';
import type { LevelTail } from './level.ts';
import { meanError, withNormalInterval } from './shortfall.ts';

/**
 * Share of one part (a position, or the collateral) in ES: the mean of its loss over the tail of the account's loss,
 * the Euler allocation (Tasche 1999). The last path counts with its fraction, as in ES, so the parts add up to ES.
 *
 * Its error follows from the influence function (X - m) 1{L > VaR} / (1 - a), where m = E[X | L = VaR] is what an error
 * in VaR costs; m is estimated by the mean of X over the entries inside the interval of VaR.
 */
export function attributionFigure(tail: LevelTail, part: number, paths: number): FigureValue {
  const { ranked, full, rest, mass } = tail;
  const { weights } = ranked;
  const values = ranked.parts[part]!;
  const boundary = boundaryMean(tail, values);
  let total = rest * values[full]!;
  let sum = 0;
  let squares = 0;
  for (let entry = 0; entry < full; entry++) {
    total += weights[entry]! * values[entry]!;
    const excess = weights[entry]! * (values[entry]! - boundary);
    sum += excess;
    squares += excess * excess;
  }
  return withNormalInterval(total / mass, meanError(sum, squares, mass, paths), tail);
}

function boundaryMean({ ranked, full, highEntry, lowEntry }: LevelTail, values: Float64Array): number {
  const first = highEntry ?? 0;
  const last = lowEntry ?? full;
  let sum = 0;
  let weight = 0;
  for (let entry = first; entry <= last; entry++) {
    sum += ranked.weights[entry]! * values[entry]!;
    weight += ranked.weights[entry]!;
  }
  return sum / weight;
}
