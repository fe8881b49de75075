import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { inputError } from '../base/errors.ts';
import { printable } from '../base/printable.ts';
import type { CommandDefinition } from './command.ts';
import { folderName } from './options.ts';
import { beginningOf, openTargets } from './targets.ts';
import { forceOption } from './written-kinds.ts';

/**
 * Refuses a folder in which tables of this run would take the place of anything else: the tables of a run begin with the names of their
 * columns, as those in its own folder do.
 */
function checkTables(
  run: { readonly folder: string },
  outputs: readonly { readonly name: string }[],
  folder: string,
  force: boolean,
): void {
  for (const { name } of outputs) {
    const path = join(folder, name);
    const old = lstatSync(path, { throwIfNoEntry: false });
    if (old === undefined) continue;
    if (!old.isFile()) throw inputError('', 'is no ordinary file', { file: path, allowed: 'another folder' });
    const own = join(run.folder, name);
    const head = existsSync(own) ? firstLine(beginningOf(own)) : null;
    const kind = { name: `${name} of this run`, isBegunBy: (text: string) => firstLine(text) === head };
    openTargets([{ path, kind, force, inputs: [] }]);
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!;
}

/** `margin-lab report RUN`: the report of a finished run, from what it has kept. */
export const reportCommand: CommandDefinition = {
  name: 'report',
  register(program) {
    program
      .command('report')
      .description('print the report of a finished run again, or write its tables again, without simulating anything')
      .argument('<run>', 'run folder, or its name under the results folder')
      .option('--out <dir>', 'folder that holds the run folders', folderName, 'results')
      .option('--tables <dir>', 'write the tables into this folder instead of printing the report', folderName)
      .option(...forceOption)
      .addHelpText(
        'after',
        `
A run keeps the merged summaries of its paths in summaries.bin. Every figure is made of them, so the report is the one that the run
printed, and the tables are the same to the last byte.

Examples:
  $ margin-lab report desk-book
  $ margin-lab report results/desk-book --tables copy`,
      )
      .action(async (run, { out, tables, force = false }) => {
        const [{ findRun, readRun, writeFilesAgain }, { nodeFiles }, reports, { mostRows }] = await Promise.all([
          import('../run/store/finished-run.ts'),
          import('../run/store/files.ts'),
          import('./run-reports.ts'),
          import('../report/sections/lines.ts'),
        ]);
        if (tables !== undefined) {
          const found = await findRun(nodeFiles, run, out);
          checkTables(found, reports.runFiles(found.study), tables, force);
          await writeFilesAgain(nodeFiles, found, tables, reports.runFiles);
          process.stdout.write(`${printable(`${tables}/  the tables of ${run}`)}\n`);
          return;
        }
        const result = await readRun(run, { results: out, keepResults: mostRows });
        reports.print(reports.studySections(result));
      });
  },
};
