import { loadCanonical } from '../bench/canonical.ts';
import { measureRun, warmUp } from '../bench/measure.ts';
import { checkWorkload, workloadLine } from '../bench/workload-line.ts';
import type { ThreadPool } from '../run/execute/executors/threads.ts';
import { type BenchOptions, experimentOf } from './bench.ts';
import { progressDisplay } from './live-progress.ts';
import { stoppable } from './signals.ts';

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
