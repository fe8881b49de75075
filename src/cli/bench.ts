import { Option } from '@commander-js/extra-typings';
import { tableNames } from '../bench/tables.ts';
import { startThreads } from '../run/execute/executors/threads.ts';
import type { BenchOptions } from './bench-line.ts';
import type { CommandDefinition } from './command.ts';
import { collectOverride, positiveNumber, wholeNumber } from './options.ts';

const defaults = { rounds: 5, seconds: 1, threads: 1 } as const;

/** `margin-lab bench`: the speed of this machine on the canonical workload, as a line of JSON or as tables. */
export const benchCommand: CommandDefinition = {
  name: 'bench',
  register(program) {
    program
      .command('bench')
      .description('measure the speed of the simulation on the canonical workload')
      .option(
        '--paths <n>',
        'simulated paths (default: those of the file); with a table: the most of its rows',
        wholeNumber(1),
      )
      .option('--seed <text>', 'seed, instead of that of the file')
      .option('--threads <n>', 'worker threads', wholeNumber(1), defaults.threads)
      .option(
        '--set <path=value>',
        'change a field of the workload, e.g. --set leverage=10 (repeatable)',
        collectOverride,
      )
      .option('--cold', 'measure from the start of the process, with loading and compiling, as a user waits for a run')
      .addOption(new Option('--table <name>', 'print tables instead of one line of JSON').choices(tableNames))
      .option('--rounds <n>', 'of a table: how often each row is measured', wholeNumber(1), defaults.rounds)
      .option('--seconds <n>', 'of a table: about how long a measurement takes', positiveNumber, defaults.seconds)
      .addHelpText(
        'after',
        `
The workload is experiments/canonical-workload.yaml; it is run as margin-lab run does, without writing files. One asset-step is one asset
advanced by one step with all schemes evaluated. The line of JSON has wall and CPU seconds from before the first path to after the
last figure (starting workers and compiling excluded), the answers, the peak memory in bytes and the coordinator's share of CPU time.
Rates in tables are million asset-steps per CPU-second (M/CPU-s), which hardly depend on how busy the machine is; costs are medians of
ratios of measurements in turn. All tables take some minutes.

Examples:
  $ margin-lab bench
  $ margin-lab bench --paths 1_000_000 --threads 2 --seed 7
  $ margin-lab bench --set market.shocks='{ law: student-t, degrees: 4 }'
  $ margin-lab bench --table features --rounds 3 --seconds 0.5
  $ margin-lab bench --table paths --paths 10_000_000 --threads 2
  $ margin-lab bench --table all`,
      )
      .action(async (options) => {
        if (options.table === undefined) await measureLine(options);
        else await (await import('./bench-tables.ts')).printTables(options, options.table);
      });
  },
};

/** Starts threads first, as `margin-lab run` does: what is measured cold is how long a user of that waits. */
async function measureLine(options: BenchOptions): Promise<void> {
  const pool = startThreads(options.threads);
  try {
    await (await import('./bench-line.ts')).printLine(options, pool);
  } finally {
    await pool.close();
  }
}
