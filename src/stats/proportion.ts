import { absent, type FigureValue } from './figure.ts';
import { clopperPearsonInterval, type Interval, probabilityError } from './intervals.ts';
import { type RareAmounts, rareSumInterval } from './rare-sum.ts';
import type { PathWeights } from './weights.ts';

/**
 * The probability of an event from the weights of the paths that had it, with standard error and interval: Clopper and Pearson's, or under
 * weights the gamma interval of their sum.
 */
export function probabilityFigure(event: RareAmounts, { paths }: PathWeights): FigureValue {
  if (paths === 0) return absent;
  const { sum, squares } = event;
  const estimate = sum / paths;
  if (squares === sum) {
    return { estimate, stdError: probabilityError(sum, paths), interval: clopperPearsonInterval(sum, paths) };
  }
  const error = Math.sqrt(Math.max(0, squares / paths - estimate * estimate) / paths);
  return { estimate, stdError: error, interval: weightedInterval(event, paths) };
}

function weightedInterval(event: RareAmounts, paths: number): Interval {
  const { low, high } = rareSumInterval(event, paths, { cap: event.largest });
  return { low: Math.min(1, low / paths), high: Math.min(1, (high ?? paths) / paths) };
}
