import type { FigureValue } from '../figure.ts';
import { signedSumInterval } from '../rare-sum.ts';
import { createCollector, sumError } from './excess.ts';
import type { LevelTail } from './level.ts';
import { fewPathsNote, fewTailPaths } from './notes.ts';

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
