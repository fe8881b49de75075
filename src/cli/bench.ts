import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Option } from '@commander-js/extra-typings';
import { loadCanonical } from '../bench/canonical.ts';
import { measureRun } from '../bench/measure.ts';
import { formatBenchTable } from '../bench/table.ts';
import { tableNames, tablesNamed } from '../bench/tables.ts';
import { checkWorkload, workloadLine } from '../bench/workload-line.ts';
import { plain } from '../report/figures.ts';
import type { CommandDefinition } from './command.ts';
import { progressDisplay } from './live-progress.ts';
import { collectOverride, type Override, positiveNumber, wholeNumber } from './options.ts';
import { stoppable } from './signals.ts';
import { terminalStyle } from './style.ts';

const launcher = fileURLToPath(new URL('margin-lab.mjs', import.meta.url));
const defaults = { rounds: 5, seconds: 1, mostPaths: 1_000_000, threads: 1 } as const;

interface BenchOptions {
  readonly paths?: number;
  readonly seed?: string;
  readonly threads: number;
  readonly set?: readonly Override[];
  readonly cold?: true;
  readonly table?: string;
  readonly rounds: number;
  readonly seconds: number;
}

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
      .option(
        '--cold',
        'measure from before the workers start, with compiling and the market sample, as a user waits for a run',
      )
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
      .action((options) =>
        stoppable((signal) =>
          options.table === undefined ? printLine(options, signal) : printTables(options, options.table, signal),
        ),
      );
  },
};

async function printLine(options: BenchOptions, signal: AbortSignal): Promise<void> {
  const { paths, threads } = options;
  const study = loadCanonical({ ...experimentOf(options), ...(paths === undefined ? {} : { paths }) });
  checkWorkload(study);
  const display = progressDisplay(process.stderr);
  const start = options.cold === true ? 'cold' : 'warm';
  try {
    const measurement = await measureRun(study, { threads, start, signal, onProgress: display.show });
    display.end();
    process.stdout.write(`${JSON.stringify(workloadLine(measurement, start))}\n`);
  } finally {
    display.end();
  }
}

async function printTables(options: BenchOptions, name: string, signal: AbortSignal): Promise<void> {
  const { threads, rounds, seconds, paths: mostPaths = defaults.mostPaths } = options;
  const { set, ...seed } = experimentOf(options);
  const style = terminalStyle();
  const display = progressDisplay(process.stderr);
  process.stdout.write(`${describeMachine(options)}\n`);
  try {
    for (const table of tablesNamed(name)) {
      const grid = await table.measure({
        ...seed,
        set,
        threads,
        rounds,
        seconds,
        signal,
        mostPaths,
        cores: availableParallelism(),
        command: [process.execPath, launcher, 'bench'],
        onStep: (what) => display.step(`${table.name}: ${what}`),
      });
      display.end();
      process.stdout.write(`\n${formatBenchTable(table.title, grid, style)}\n`);
    }
  } finally {
    display.end();
  }
}

/** The experiment as the options change it. */
function experimentOf({ set = [], seed }: BenchOptions): { readonly set: readonly Override[]; readonly seed?: string } {
  return { set, ...(seed === undefined ? {} : { seed }) };
}

/** What a table of measurements is worth nothing without. */
function describeMachine({ threads, rounds, seconds }: BenchOptions): string {
  const [{ model } = { model: 'unknown processor' }] = cpus();
  const day = new Date().toISOString().slice(0, 10);
  const how = `${rounds === 1 ? '1 round' : `${plain(rounds, 0)} rounds`} of about ${seconds} s, ${threads === 1 ? '1 thread' : `${plain(threads, 0)} threads`} unless said otherwise`;
  return `${day}, Node ${process.version}, ${model.trim()}, ${availableParallelism()} cores; ${how}`;
}
