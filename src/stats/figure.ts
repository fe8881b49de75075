import type { Estimate } from './statistic.ts';
import { effectivePaths, type PathWeights } from './weights.ts';

/** Which figure an estimate is: the row labels of a table. */
export interface FigureLabel {
  readonly metric: string;
  readonly scheme: string;
  readonly tag?: string | null;
  readonly position?: string | null;
  readonly level?: number | null;
}

/** What a figure says; null where the paths cannot tell, also for one end of its interval. */
export interface FigureValue {
  readonly estimate: number | null;
  readonly stdError: number | null;
  readonly interval: { readonly low: number | null; readonly high: number | null } | null;
  readonly pValue?: number | null;
  readonly note?: string | null;
}

/** The value of a figure that does not exist. */
export const absent: FigureValue = { estimate: null, stdError: null, interval: null };

/** Puts a figure together; what is not a finite number becomes null, and -0 becomes 0. */
export function figure(label: FigureLabel, value: FigureValue, weights: PathWeights): Estimate {
  return {
    scheme: label.scheme,
    metric: label.metric,
    tag: label.tag ?? null,
    position: label.position ?? null,
    level: label.level ?? null,
    estimate: printable(value.estimate),
    stdError: printable(value.stdError),
    ciLow: printable(value.interval?.low),
    ciHigh: printable(value.interval?.high),
    pValue: printable(value.pValue),
    note: value.note ?? null,
    paths: weights.paths,
    effectivePaths: weights.paths === 0 ? 0 : effectivePaths(weights),
  };
}

function printable(value: number | null | undefined): number | null {
  if (value === null || value === undefined || !Number.isFinite(value)) return null;
  return value === 0 ? 0 : value;
}
