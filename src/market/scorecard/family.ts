import type { Measured } from './bootstrap.ts';
import type { ScoredHistory } from './sample.ts';

/** One figure of the scorecard. */
export interface ScoreLine {
  /** What is measured, the same for all assets: `kurtosis, 1 h`. */
  readonly measure: string;
  /** Null: the mean over the assets, or a figure of all of them together. */
  readonly asset: string | null;
  readonly unit: ScoreUnit;
  /** What a market that simulates less, or more, than the prices had does to a study of margin; completes "the market ...". */
  readonly less: string;
  readonly more: string;
}

/** `share`: a fraction of 1, printed in percent; `rate`: the same with more digits; `number`: as it is. */
export type ScoreUnit = 'share' | 'rate' | 'number';

/** Lines that are measured together. To add one: a file with a function that gives its families, and an entry of the registry. */
export interface ScoreFamily {
  readonly heading: string;
  readonly lines: readonly ScoreLine[];
  /** Figures of a history in the order of the lines. */
  readonly measure: (history: ScoredHistory) => Measured;
}

/** What families are chosen by. */
export interface ScoreShape {
  readonly assets: readonly string[];
  readonly intervalHours: number;
  /** Returns of the prices. */
  readonly rows: number;
  /** Per asset: hours between settlements as compared, and how many there are; null without. */
  readonly funding: readonly ({ readonly everyHours: number; readonly rows: number } | null)[];
}

/** A line for the mean over the assets and, where there are several, one for each. */
export function linesByAsset(assets: readonly string[], line: Omit<ScoreLine, 'asset'>): ScoreLine[] {
  const mean = { ...line, asset: null };
  return assets.length === 1 ? [mean] : [mean, ...assets.map((asset) => ({ ...line, asset }))];
}

/** The figures of such lines, from those of the assets. */
export function figuresByAsset(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.length === 1 ? [mean] : [mean, ...values];
}

/** The figures of such lines, where each asset has several: all lines of the first figure, then those of the next. */
export function figuresInTurn(byAsset: readonly (readonly number[])[]): number[] {
  return byAsset[0]!.flatMap((_, figure) => figuresByAsset(byAsset.map((values) => values[figure]!)));
}

/** An hour and a day, or the interval of the prices where that is longer: those that the prices are long enough for. */
export function hourAndDay(shape: ScoreShape, fewest: number): number[] {
  const horizons = new Set([Math.max(1, shape.intervalHours), Math.max(24, shape.intervalHours)]);
  return [...horizons].filter((hours) => tells(shape, hours, fewest));
}

/** Whether the prices are long enough for figures over stretches of so many hours, and fine enough. */
export function tells({ intervalHours, rows }: ScoreShape, hours: number, fewest: number): boolean {
  const intervals = hours / intervalHours;
  return intervals >= 1 - 1e-9 && Math.abs(intervals - Math.round(intervals)) < 1e-6 && rows >= fewest * intervals;
}

/** `1 h`, `15 min`, `7 d`. */
export function spanText(hours: number): string {
  if (hours >= 24 && hours % 24 === 0) return `${hours / 24} d`;
  return hours >= 1 ? `${Number(hours.toPrecision(4))} h` : `${Number((hours * 60).toPrecision(4))} min`;
}
