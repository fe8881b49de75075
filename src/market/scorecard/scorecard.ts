import seedrandom from 'seedrandom';
import { bootstrapErrors, figuresOf, standardDeviation } from './bootstrap.ts';
import type { ScoreLine, ScoreShape } from './family.ts';
import { scoreFamilies } from './registry.ts';
import { rowsOf, type ScoredHistory } from './sample.ts';

/** A line with its figures: what the prices had beside what the market simulates. */
export interface ScoreRow extends ScoreLine {
  readonly heading: string;
  readonly real: number;
  /** Standard error of the real figure; null if the prices are too short to tell it. */
  readonly error: number | null;
  /** Median over the simulated histories, and standard deviation from one to the other. */
  readonly simulated: number;
  readonly spread: number;
  /** Difference of the two over their combined error; infinite where neither has one. */
  readonly distance: number;
  readonly isOutside: boolean;
}

/** Real beside simulated, line by line. */
export interface Scorecard {
  readonly shape: ScoreShape;
  readonly rows: readonly ScoreRow[];
  readonly histories: number;
  readonly draws: number;
  readonly seed: string;
}

/** Combined errors beyond which a line is outside. */
export const mostErrors = 2;

export interface ScoreOptions {
  /** Samples of the block bootstrap. */
  readonly draws: number;
  readonly seed: string;
  /** Told what was done last, and the share of all that is done. */
  readonly onProgress?: (done: number) => void;
}

/** What a history is scored by. */
export function shapeOf({ returns, funding }: ScoredHistory): ScoreShape {
  return {
    assets: returns.assets,
    intervalHours: returns.intervalHours,
    rows: rowsOf(returns),
    funding: funding.map((sample) => sample && { everyHours: sample.intervalHours, rows: rowsOf(sample) }),
  };
}

/**
 * Scores a market: the figures of the real history with block-bootstrap errors, beside the median and the spread of the same figures
 * over simulated histories of the same shape. A line is outside where the two differ by more than 2 of their combined errors
 * (the root of the sum of squares; the spread also stands for an error that is not known). Histories are taken one at a time, so that only one need be in memory.
 *
 * A line that either side does not tell (a correlation of what never moves) is left out.
 */
export function scoreHistories(
  real: ScoredHistory,
  simulated: Iterable<ScoredHistory>,
  histories: number,
  options: ScoreOptions,
): Scorecard {
  const { draws, seed, onProgress } = options;
  const shape = shapeOf(real);
  const families = scoreFamilies(shape);
  const random = seedrandom(`scorecard:${seed}`);
  // The bootstrap takes about as long as half the histories.
  const parts = families.length + 2 * histories;
  const figures = families.map((family, done) => {
    const measured = family.measure(real);
    const result = { real: figuresOf(measured), errors: bootstrapErrors(measured, draws, random) };
    onProgress?.((done + 1) / parts);
    return result;
  });
  const drawn: number[][][] = [];
  for (const history of simulated) {
    drawn.push(families.map((family) => figuresOf(family.measure(history))));
    onProgress?.((families.length + 2 * drawn.length) / parts);
  }
  const rows = families.flatMap(({ heading, lines }, f) =>
    lines.map((line, l) => {
      const values = drawn.map((one) => one[f]![l]!).filter((value) => !Number.isNaN(value));
      return { ...line, heading, ...compared(figures[f]!.real[l]!, figures[f]!.errors[l]!, values) };
    }),
  );
  const told = rows.filter((row) => !Number.isNaN(row.real) && !Number.isNaN(row.simulated));
  return { shape, rows: told, histories, draws, seed };
}

function compared(real: number, error: number | null, values: readonly number[]) {
  const simulated = median(values);
  const spread = standardDeviation(values);
  const difference = Math.abs(real - simulated);
  // Prices too short to tell their own error have one about as large as that of histories of their length.
  const distance = difference === 0 ? 0 : difference / Math.hypot(error ?? spread, spread);
  return { real, error, simulated, spread, distance, isOutside: distance > mostErrors };
}

/** NaN of nothing. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return sorted.length === 0 ? Number.NaN : (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
}
