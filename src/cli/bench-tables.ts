import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { packageFile } from '../base/package-files.ts';
import { benchSection } from '../bench/table.ts';
import { tablesNamed } from '../bench/tables.ts';
import { plain } from '../report/render/numbers.ts';
import { type BenchOptions, experimentOf } from './bench-line.ts';
import { print } from './print.ts';
import { stoppable } from './signals.ts';
import { progressDisplay } from './terminal.ts';

const launcher = fileURLToPath(packageFile('src/cli/margin-lab.mjs'));
/** Of the table over paths, unless `--paths` says another. */
const defaultMostPaths = 1_000_000;

/** Measures the tables of a name one after another and prints each when it is done. */
export async function printTables(options: BenchOptions, name: string): Promise<void> {
  const { threads, rounds, seconds, paths: mostPaths = defaultMostPaths } = options;
  const { set, ...seed } = experimentOf(options);
  const display = progressDisplay(process.stderr);
  process.stdout.write(`${describeMachine(options)}\n`);
  try {
    await stoppable(async (signal) => {
      for (const entry of tablesNamed(name)) {
        const table = await entry.load();
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
          onStep: (what) => display.step(`${entry.name}: ${what}`),
        });
        display.end();
        process.stdout.write('\n');
        print([benchSection(table.title, grid)]);
      }
    });
  } finally {
    display.end();
  }
}

/** What a table of measurements is worth nothing without. */
function describeMachine({ threads, rounds, seconds }: BenchOptions): string {
  const [{ model } = { model: 'unknown processor' }] = cpus();
  const day = new Date().toISOString().slice(0, 10);
  const how = `${rounds === 1 ? '1 round' : `${plain(rounds, 0)} rounds`} of about ${seconds} s, ${threads === 1 ? '1 thread' : `${plain(threads, 0)} threads`} unless said otherwise`;
  return `${day}, Node ${process.version}, ${model.trim()}, ${availableParallelism()} cores; ${how}`;
}
