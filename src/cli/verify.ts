import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { CommandDefinition } from './command.ts';
import { folderName, share, wholeNumber } from './options.ts';

/** `margin-lab verify RUN`: whether a finished run is what it says. */
export const verifyCommand: CommandDefinition = {
  name: 'verify',
  register(program) {
    program
      .command('verify')
      .description(
        'check a finished run: every byte of its files, its tables from what it has kept, and a share of its paths anew',
      )
      .argument('<run>', 'run folder, or its name under the results folder')
      .option('--share <share>', 'share of the ranges of paths that is computed again, 0% to 100%', share, 0.05)
      .option('--seed <text>', 'decides which ranges (default: drawn, and printed)')
      .option('--threads <n>', 'worker threads', wholeNumber(1), availableParallelism())
      .option('--out <dir>', 'folder that holds the run folders', folderName, 'results')
      .addHelpText(
        'after',
        `
First the files: manifest.json against the digest of itself, every file against the manifest, the manifest against the experiment and this
program. Then the tables, made again from summaries.bin. Then paths, computed again and compared bit by bit: a run with --keep-chunks range
by range; another one in the losses of single paths that it has kept (those beyond the lowest level), and in everything with --share 100%.
At least one range of each scenario is computed, unless the share is 0%. What was written by another version is not computed again.
Files that lie beside those of the run are not looked at. Exit code 0: it is what it says; 6: it is not.

Examples:
  $ margin-lab verify desk-book
  $ margin-lab verify results/desk-book --share 100% --threads 2
  $ margin-lab verify desk-book --share 20% --seed monday
  $ margin-lab verify desk-book --share 0% --out night`,
      )
      .action(async (run, { seed = randomBytes(4).toString('hex'), ...options }) => {
        const { verifyAndSay } = await import('./verify-words.ts');
        await verifyAndSay(run, { ...options, seed });
      });
  },
};
