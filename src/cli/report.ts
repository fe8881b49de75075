import type { CommandDefinition } from './command.ts';
import { folderName } from './options.ts';

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
      .addHelpText(
        'after',
        `
A run keeps the merged summaries of its paths in summaries.bin. Every figure is made of them, so the report is the one that the run
printed, and the tables are the same to the last byte.

Examples:
  $ margin-lab report desk-book
  $ margin-lab report results/desk-book --tables copy`,
      )
      .action(async (run, { out, tables }) => {
        const [{ findRun, readRun, writeFilesAgain }, { nodeFiles }, reports, { mostRows }] = await Promise.all([
          import('../run/store/finished-run.ts'),
          import('../run/store/files.ts'),
          import('./run-reports.ts'),
          import('../report/sections/lines.ts'),
        ]);
        if (tables !== undefined) {
          await writeFilesAgain(nodeFiles, await findRun(nodeFiles, run, out), tables, reports.runFiles);
          process.stdout.write(`${tables}/  the tables of ${run}\n`);
          return;
        }
        const result = await readRun(run, { results: out, keepResults: mostRows });
        reports.print(reports.studySections(result));
      });
  },
};
