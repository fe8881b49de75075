import { availableParallelism } from 'node:os';
import { Option } from '@commander-js/extra-typings';
import { startThreads } from '../run/execute/executors/threads.ts';
import { logLevels } from '../run/log/events.ts';
import type { CommandDefinition } from './command.ts';
import { collectOverride, folderName, wholeNumber } from './options.ts';

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
      .option(
        '--resume',
        'go on with an interrupted run; a finished one is skipped if every byte of it is as it was written',
      )
      .option('--keep-chunks', 'keep the stored chunks of a finished run')
      .option('--quiet', 'print nothing but the run folder and errors')
      .addOption(
        new Option('--log-level <level>', 'how much log.jsonl in the run folder tells, whatever is printed')
          .choices(logLevels)
          .default('info' as const),
      )
      .addHelpText(
        'after',
        `
Each study writes <dir>/<name>/ with summary.csv, positions.csv, survival.csv, market.csv, strategies.csv, limits.csv (if it sets
limits), assumptions.csv, dictionary.csv, experiment.yaml, summaries.bin, log.jsonl and manifest.json; results/README.md says what is in them. Policies, limits, tags and the rules
of venues are fields of the experiment: experiments/README.md.
The same experiment replaces its earlier result when it has finished; another one of the same name becomes <name>-2.
A field that is set is no longer swept: --set leverage=5 runs that leverage only; --set sweep.leverage=[2,4] sweeps others.

Examples:
  $ margin-lab run experiments/desk-book.yaml
  $ margin-lab run experiments/desk-book.yaml --paths 1_000_000 --seed another --threads 2
  $ margin-lab run experiments/desk-book.yaml --set venue.taker=0.06% --set horizon=7d
  $ margin-lab run experiments/desk-policies.yaml --set sweep.schemes.cut.policies.cut.share=[10%,50%]
  $ margin-lab run experiments/desk-policies.yaml --set limits.enforce=true
  $ margin-lab run experiments/*.yaml --resume --quiet
  $ margin-lab run experiments/desk-book.yaml --out night --keep-chunks`,
      )
      .action(async (files, options) => {
        // Before all that reads, checks and runs is loaded: the threads load the engine meanwhile, and serve all studies of the night.
        const pool = startThreads(options.threads ?? availableParallelism());
        try {
          const { runStudies } = await import('./run-studies.ts');
          await runStudies(files, options, pool);
        } finally {
          await pool.close();
        }
      });
  },
};
