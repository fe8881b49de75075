import { availableParallelism } from 'node:os';
import type { CommandDefinition } from './command.ts';
import { fileName, folderName, wholeNumber } from './options.ts';
import { forceOption } from './written-kinds.ts';

/** `margin-lab explain RUN`: one path of a run, or its worst ones, through the exact engine, as a ledger. */
export const explainCommand: CommandDefinition = {
  name: 'explain',
  register(program) {
    program
      .command('explain')
      .description('one path of a run as a ledger: what was booked when, and why was it liquidated?')
      .argument('<run>', 'run folder, or its name under the results folder')
      .option('--path <n>', 'number of the path, from 0', wholeNumber(0))
      .option('--worst <n>', 'instead: the paths with the largest losses under the scheme, 1 to 32', wholeNumber(1))
      .option('--list', 'with --worst: only the list of these paths, no ledgers')
      .option('--scheme <name>', 'only this scheme (default: all)')
      .option('--scenario <name>', 'scenario of a sweep')
      .option('--around <n>', 'show every check so many steps before and after whatever happens', wholeNumber(0), 2)
      .option('--each-funding', 'show every funding payment, not their sums between events')
      .addOption(
        program
          .createOption('--format <name>', 'what is printed')
          .choices(['text', 'csv'] as const)
          .default('text' as const),
      )
      .option('--csv <file>', 'also write the ledger as CSV', fileName)
      .option(
        '--plot <file>',
        'also draw it, as SVG: equity against requirement of each pool, with prices and events',
        fileName,
      )
      .option(...forceOption)
      .option('--threads <n>', 'worker threads for --worst', wholeNumber(1), availableParallelism())
      .option('--out <dir>', 'folder that holds the run folders', folderName, 'results')
      .addHelpText(
        'after',
        `
The path is computed again from the draws of the run, in exact decimal arithmetic; nothing of it had to be stored. In each pool the
amounts of the lines add up from one equity to the next. The worst paths are read from the summaries that the run has kept, and found by
simulating it again where these cannot be read.

Examples:
  $ margin-lab explain desk-policies --path 1742
  $ margin-lab explain results/desk-policies-2 --path 1742 --scheme cut --plot path-1742.svg
  $ margin-lab explain desk-book --scenario market=stress --worst 5 --scheme cross --list
  $ margin-lab explain desk-book --scenario market=stress --worst 1 --scheme cross --csv worst.csv --around 6
  $ margin-lab explain hedged-pair --scenario leverage=3 --path 0 --each-funding
  $ margin-lab explain desk-policies --path 1742 --out night`,
      )
      .action(async (run, options) => {
        const { explainRun } = await import('./explain-run.ts');
        await explainRun(run, options);
      });
  },
};
