import { MarginLabError } from '../base/errors.ts';
import { formatOverview, type OverviewRow } from '../report/overview.ts';
import { runFiles } from '../report/run-files.ts';
import { mostRows } from '../report/sweep-table.ts';
import { formatStudy } from '../report/terminal.ts';
import { formatBudget } from '../run/budget.ts';
import { nodeFiles } from '../run/files.ts';
import { findFinished } from '../run/run-folder.ts';
import { runStudy } from '../run/run-study.ts';
import { experimentDigest } from '../run/store.ts';
import { loadStudy } from '../study/load.ts';
import type { Study } from '../study/study.ts';
import type { CommandDefinition } from './command.ts';
import { progressDisplay } from './live-progress.ts';
import { collectOverride, folderName, type Override, shellWords, wholeNumber } from './options.ts';
import { stoppable } from './signals.ts';
import { terminalStyle } from './style.ts';

interface RunCommandOptions {
  readonly paths?: number;
  readonly seed?: string;
  readonly threads?: number;
  readonly out: string;
  readonly set?: readonly Override[];
  readonly resume?: true;
  readonly keepChunks?: true;
  readonly quiet?: true;
}

/** `margin-lab run FILE...`: runs studies one after another and prints their tables. */
export const runCommand: CommandDefinition = {
  name: 'run',
  register(program) {
    program
      .command('run')
      .description('run one study, or several one after another')
      .argument('<file...>', 'experiment files')
      .option('--paths <n>', 'simulated paths, instead of those of the file', wholeNumber(1))
      .option('--seed <text>', 'seed, instead of that of the file')
      .option(
        '--threads <n>',
        'worker threads (default: all that the machine offers); never changes a figure',
        wholeNumber(1),
      )
      .option('--out <dir>', 'folder for the run folders', folderName, 'results')
      .option(
        '--set <path=value>',
        'change a field of the experiment, e.g. --set horizon=7d (repeatable)',
        collectOverride,
      )
      .option('--resume', 'go on with an interrupted run; studies that are finished already are skipped')
      .option('--keep-chunks', 'keep the stored chunks of a finished run')
      .option('--quiet', 'print nothing but the run folder and errors')
      .addHelpText(
        'after',
        `
Each study writes <dir>/<name>/ with summary.csv, positions.csv, survival.csv, market.csv, dictionary.csv and manifest.json.
The same experiment replaces its earlier result when it has finished; another one of the same name becomes <name>-2.
A field that is set is no longer swept: --set leverage=5 runs that leverage only; --set sweep.leverage=[2,4] sweeps others.

Examples:
  $ margin-lab run experiments/desk-book.yaml
  $ margin-lab run experiments/desk-book.yaml --paths 1_000_000 --seed another --threads 2
  $ margin-lab run experiments/desk-book.yaml --set venue.taker=0.06% --set horizon=7d
  $ margin-lab run experiments/*.yaml --resume --quiet
  $ margin-lab run experiments/desk-book.yaml --out night --keep-chunks`,
      )
      .action(runAll);
  },
};

async function runAll(files: readonly string[], options: RunCommandOptions): Promise<void> {
  const overrides = {
    set: options.set ?? [],
    ...(options.paths === undefined ? {} : { paths: options.paths }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  };
  // All files are read before the first run starts: a night must not end at a typing error in the last file.
  const studies = files.map((file) => loadStudy(file, overrides));
  const rows: OverviewRow[] = [];
  await stoppable(async (signal) => {
    for (const study of studies) rows.push(await runOne(study, options, signal, studies.length > 1));
  });
  if (studies.length > 1 && options.quiet !== true) process.stdout.write(`${formatOverview(rows, terminalStyle())}\n`);
  const failed = rows.find((row) => row.error !== null)?.error;
  // Its message stands above already, where it happened, and in the overview.
  if (failed != null) process.exitCode = failed.exitCode;
}

async function runOne(
  study: Study,
  options: RunCommandOptions,
  signal: AbortSignal,
  goOn: boolean,
): Promise<OverviewRow> {
  const display = progressDisplay(process.stderr);
  const quiet = options.quiet === true;
  if (options.resume === true) {
    const finished = await findFinished(nodeFiles, options.out, study.name, experimentDigest(study));
    if (finished !== null) {
      process.stdout.write(quiet ? `${finished}\n` : `${study.name}: finished already, see ${finished}\n`);
      return { study: study.name, folder: finished, result: null, error: null };
    }
  }
  try {
    const result = await runStudy(study, {
      ...(options.threads === undefined ? {} : { threads: options.threads }),
      results: options.out,
      outputs: runFiles,
      keepResults: mostRows,
      resume: options.resume === true,
      keepChunks: options.keepChunks === true,
      signal,
      onBudget: (budget) => {
        if (!quiet && budget.seconds > 10) display.say(`${study.name}: ${formatBudget(budget)}`);
      },
      onNotice: (sentence) => display.say(sentence),
      ...(quiet ? {} : { onProgress: display.show }),
    });
    display.end();
    process.stdout.write(quiet ? `${result.folder}\n` : `${formatStudy(result, terminalStyle())}\n`);
    return { study: study.name, folder: result.folder, result, error: null };
  } catch (error) {
    display.end();
    if (signal.aborted && error instanceof MarginLabError) {
      const words = process.argv.slice(2).filter((word) => word !== '--resume');
      const again = `go on with: margin-lab ${shellWords([...words, '--resume'])}`;
      throw new MarginLabError(error.kind, `${study.name}: ${error.message}\n${again}`);
    }
    if (!goOn || !(error instanceof MarginLabError) || error.kind === 'bug') throw error;
    display.say(`${study.name}: ${error.message}`);
    return { study: study.name, folder: null, result: null, error };
  }
}
