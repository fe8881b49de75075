import seedrandom from 'seedrandom';
import { hoursPerYear } from '../../base/units.ts';
import { covarianceOf } from './emission.ts';
import type { RegimeFit } from './fit-regimes.ts';
import { fitHiddenMarkov, type Prior } from './hidden-markov.ts';
import type { HiddenMarkovModel, Rows } from './hidden-markov-model.ts';

/** Two weeks: long beside the hours for which volatility remembers, short beside the years that there are. */
const blockHours = 336;

/** A resample needs some blocks to differ from another. */
const fewestBlocks = 20;

/** From where the fit ended a resample is near: most take 10 to 60; one that is not done by then is counted. */
const effort = { iterations: 200, tolerance: 0.02 };

/** Figures of a market that calibration estimates from returns. */
export interface MarketFigures<Value> {
  /** Annualised, per regime, per asset. */
  readonly volatility: readonly (readonly Value[])[];
  /** Per regime, pairs in the order (1,0), (2,0), (2,1), ... */
  readonly correlation: readonly (readonly Value[])[];
  /** Mean hours until each regime is left; empty with one regime. */
  readonly durationHours: readonly Value[];
  readonly degrees: Value | null;
}

/** Standard errors of the figures and how they were found. */
export interface StandardErrors extends MarketFigures<number> {
  readonly replicates: number;
  /** Resamples that EM had not brought to their end: their scatter is too small. */
  readonly unfinished: number;
  readonly blockHours: number;
  readonly seed: string;
}

/** What the resamples are made of. */
export interface Resampling {
  readonly replicates: number;
  readonly seed: string;
  readonly intervalHours: number;
}

/**
 * Standard errors by the block bootstrap (Kunsch, Annals of Statistics 17, 1989): the rows are cut into blocks of two
 * weeks, as many blocks are drawn with replacement, and EM goes on from the fit on what was drawn; the error of a figure
 * is its standard deviation over the resamples. Null with fewer than two replicates.
 */
export function standardErrors(
  rows: Rows,
  fit: RegimeFit,
  prior: Prior,
  { replicates, seed, intervalHours }: Resampling,
  progress: (doing: string) => void,
): StandardErrors | null {
  if (replicates < 2) return null;
  const count = rows.values.length / rows.size;
  const length = Math.max(Math.min(Math.round(blockHours / intervalHours), Math.floor(count / fewestBlocks)), 1);
  const blocks = blocksOf(rows, length);
  const random = seedrandom(seed);
  let unfinished = 0;
  const found = Array.from({ length: replicates }, (_, replicate) => {
    progress(`standard errors, resample ${replicate + 1} of ${replicates}`);
    const drawn = Array.from(blocks, () => blocks[Math.floor(random() * blocks.length)]!);
    const refit = fitHiddenMarkov(joined(drawn, rows.size), fit.model, fit.choice, prior, effort);
    if (!refit.converged) unfinished += 1;
    return figuresOf(refit.model, intervalHours);
  });
  const deviations = (pick: (figures: MarketFigures<number>) => readonly number[]) => deviationsOf(found.map(pick));
  const at = figuresOf(fit.model, intervalHours);
  // By the delta method on scales on which figures scatter evenly: logarithms, and the reciprocal of the degrees.
  const relative = (values: readonly number[], pick: (figures: MarketFigures<number>) => readonly number[]) =>
    deviations((figures) => pick(figures).map((value) => Math.log(value))).map((error, i) => error * values[i]!);
  const { degrees } = at;
  return {
    volatility: at.volatility.map((values, k) => relative(values, (figures) => figures.volatility[k]!)),
    correlation: at.correlation.map((_, k) => deviations((figures) => figures.correlation[k]!)),
    durationHours: relative(at.durationHours, (figures) => figures.durationHours),
    degrees: degrees === null ? null : deviations((figures) => [1 / figures.degrees!])[0]! * degrees * degrees,
    replicates,
    unfinished,
    blockHours: length * intervalHours,
    seed,
  };
}

/** The figures of a model of returns over an interval. */
export function figuresOf({ laws, tails, chain }: HiddenMarkovModel, intervalHours: number): MarketFigures<number> {
  const regimes = laws.length;
  const covariances = laws.map(({ scatter }) => covarianceOf(scatter, tails));
  const size = Math.sqrt(covariances[0]!.length);
  return {
    volatility: covariances.map((covariance) =>
      Array.from({ length: size }, (_, i) => Math.sqrt((covariance[i * size + i]! * hoursPerYear) / intervalHours)),
    ),
    correlation: covariances.map((covariance) =>
      Array.from({ length: size }, (_, i) =>
        Array.from({ length: i }, (_unused, j) => {
          const scale = Math.sqrt(covariance[i * size + i]! * covariance[j * size + j]!);
          return covariance[i * size + j]! / scale;
        }),
      ).flat(),
    ),
    durationHours: regimes === 1 ? [] : laws.map((_, k) => intervalHours / (1 - chain.transition[k * regimes + k]!)),
    degrees: tails,
  };
}

/** Each run cut into blocks of `length` rows; what is left at its end is a shorter one. */
function blocksOf({ values, size, runs }: Rows, length: number): Float64Array[] {
  const count = values.length / size;
  return runs.flatMap((first, index) => {
    const end = runs[index + 1] ?? count;
    return Array.from({ length: Math.ceil((end - first) / length) }, (_, block) => {
      const from = first + block * length;
      return values.subarray(from * size, Math.min(from + length, end) * size);
    });
  });
}

/** Blocks one after another, each a run of its own. */
function joined(blocks: readonly Float64Array[], size: number): Rows {
  const values = new Float64Array(blocks.reduce((sum, block) => sum + block.length, 0));
  const runs: number[] = [];
  let offset = 0;
  for (const block of blocks) {
    runs.push(offset / size);
    values.set(block, offset);
    offset += block.length;
  }
  return { values, size, runs };
}

/** Standard deviation of each position over several lists of the same length. */
function deviationsOf(lists: readonly (readonly number[])[]): number[] {
  return (lists[0] ?? []).map((_, at) => {
    const mean = lists.reduce((sum, list) => sum + list[at]!, 0) / lists.length;
    const square = lists.reduce((sum, list) => sum + (list[at]! - mean) ** 2, 0);
    return Math.sqrt(square / (lists.length - 1));
  });
}
