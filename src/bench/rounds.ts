import { median } from 'simple-statistics';
import { compile } from '../engine/compile/compile.ts';
import { startThreads, type ThreadPool } from '../run/execute/executors/threads.ts';
import { measurePathsPerSecond } from '../run/plan/measure.ts';
import type { Study } from '../study/study.ts';
import { type Changes, loadCanonical, onlyScenario } from './canonical.ts';
import { type Measurement, measureRun, warmUp } from './measure.ts';

/** How measurements are made, and whom to tell. */
export interface RoundOptions {
  /** Changes of every experiment that is measured. */
  readonly set: Changes;
  readonly seed?: string;
  readonly threads: number;
  /** Each thing is measured once per round; medians are over the rounds. */
  readonly rounds: number;
  /** About how long a measurement takes. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Hears what is measured next. */
  readonly onStep: (what: string) => void;
}

/** One of the things that are measured in turn. */
export interface Contender {
  readonly name: string;
  readonly study: Study;
  /** Kept from one measurement to the next: starting and compiling each time would cost more than the measurement. */
  readonly workers: ThreadPool;
}

/** Fewer paths than this are too few for a chunk of usual size. */
const fewestPaths = 2_048;
const pathsPerBlock = 64;

/** Reads the canonical experiment with changes, sized so that a run on these threads takes about so many seconds. */
export function studyOf(changes: Changes, options: RoundOptions, paths?: number): Study {
  const overrides = {
    set: [...options.set, ...changes],
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  };
  return loadCanonical({ ...overrides, paths: paths ?? pathsFor(loadCanonical(overrides), options) });
}

export function pathsFor(study: Study, { seconds, threads }: Pick<RoundOptions, 'seconds' | 'threads'>): number {
  const rate = measurePathsPerSecond(compile(onlyScenario(study)));
  return Math.max(fewestPaths, Math.round((rate * seconds * threads) / pathsPerBlock) * pathsPerBlock);
}

/**
 * Measures the contenders in turn, round after round, so that whatever slows the machine down for a while slows all of them. Gives the
 * measurements of each contender, one per round.
 */
export async function measureInTurn(contenders: readonly Contender[], options: RoundOptions): Promise<Measurement[][]> {
  const measurements: Measurement[][] = contenders.map(() => []);
  for (const { name, study, workers } of contenders) {
    options.onStep(`${name}, warming up`);
    await warmUp(study, { threads: workers.threads, executor: workers.executor, signal: options.signal });
  }
  for (let round = 1; round <= options.rounds; round++) {
    for (const [index, { name, study, workers }] of contenders.entries()) {
      options.onStep(`${name}, round ${round} of ${options.rounds}`);
      const { threads, executor } = workers;
      const measurement = await measureRun(study, { threads, executor, signal: options.signal });
      measurements[index]?.push(measurement);
    }
  }
  return measurements;
}

/** Runs something with workers, and ends them afterwards. */
export async function withWorkers<Result>(
  threads: number,
  work: (workers: ThreadPool) => Promise<Result>,
): Promise<Result> {
  const workers = startThreads(threads);
  try {
    return await work(workers);
  } finally {
    await workers.close();
  }
}

/** Median of a figure over the rounds, with its extremes. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function spreadOf(values: readonly number[]): Spread {
  return { median: median([...values]), least: Math.min(...values), most: Math.max(...values) };
}

/** Ratio of a figure to that of the base, taken round by round: both were measured within seconds of each other. */
export function ratioTo(
  base: readonly Measurement[],
  measurements: readonly Measurement[],
  figure: (measurement: Measurement) => number,
): Spread {
  return spreadOf(
    measurements.map((measurement, round) => {
      const reference = base[round];
      return reference === undefined ? Number.NaN : figure(measurement) / figure(reference);
    }),
  );
}
