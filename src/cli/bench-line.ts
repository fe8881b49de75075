import { loadCanonical } from '../bench/canonical.ts';
import { measureRun, warmUp } from '../bench/measure.ts';
import { checkWorkload, workloadLine } from '../bench/workload-line.ts';
import type { ThreadPool } from '../run/execute/executors/threads.ts';
import type { Override } from './options.ts';
import { stoppable } from './signals.ts';
import { progressDisplay } from './terminal.ts';

/** What the words of the command line say. */
export interface BenchOptions {
  readonly paths?: number;
  readonly seed?: string;
  readonly threads: number;
  readonly set?: readonly Override[];
  readonly cold?: true;
  readonly table?: string;
  readonly rounds: number;
  readonly seconds: number;
}

/** Measures one run on the threads of the pool and prints its line of JSON. */
export async function printLine(options: BenchOptions, { threads, executor }: ThreadPool): Promise<void> {
  const { paths } = options;
  const study = loadCanonical({ ...experimentOf(options), ...(paths === undefined ? {} : { paths }) });
  checkWorkload(study);
  const display = progressDisplay(process.stderr);
  const start = options.cold === true ? 'cold' : 'warm';
  try {
    const measurement = await stoppable(async (signal) => {
      if (start === 'warm') await warmUp(study, { threads, executor, signal });
      return measureRun(study, { threads, executor, start, signal, onProgress: display.show });
    });
    display.end();
    process.stdout.write(`${JSON.stringify(workloadLine(measurement, start))}\n`);
  } finally {
    display.end();
  }
}

/** The experiment as the options change it. */
export function experimentOf({ set = [], seed }: BenchOptions): {
  readonly set: readonly Override[];
  readonly seed?: string;
} {
  return { set, ...(seed === undefined ? {} : { seed }) };
}
