import { fixed, measureFresh } from '../fresh-process.ts';
import { spreadOf } from '../rounds.ts';
import { type BenchTable, withRange } from '../table.ts';

/** More than the first chunk, less than anybody waits for. */
const paths = 20_000;

/** How long a user waits for the first sign of life: from the start of the process, with reading, compiling and starting threads. */
export const startTable: BenchTable = {
  title: 'Start: seconds from the start of the process to the first chunk of paths, nothing warmed up',
  async measure(options) {
    const rows: string[][] = [];
    for (let threads = 1; threads <= options.cores; threads++) {
      const seconds: number[] = [];
      for (let round = 1; round <= options.rounds; round++) {
        options.onStep(`start with ${threads} threads, round ${round} of ${options.rounds}`);
        const words = [...options.command, '--cold', '--paths', String(paths), ...fixed({ ...options, threads })];
        seconds.push((await measureFresh(words, options.signal)).firstChunkSeconds ?? Number.NaN);
      }
      rows.push([String(threads), withRange(spreadOf(seconds))]);
    }
    return { head: ['threads', 'seconds'], rows };
  },
};
