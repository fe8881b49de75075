import { exitCodes } from '../base/errors.ts';
import { doctorSection } from '../report/sections/doctor.ts';
import type { CommandDefinition } from './command.ts';
import { examine } from './doctor-checks.ts';
import { folderName } from './options.ts';
import { print } from './print.ts';

/** `margin-lab doctor`: whether this machine can make runs, and what keeps it from it. */
export const doctorCommand: CommandDefinition = {
  name: 'doctor',
  register(program) {
    program
      .command('doctor')
      .description('look whether runs can be made here: versions, threads, memory, disk, limits, and a run as a test')
      .option('--out <dir>', 'folder for the run folders', folderName, 'results')
      .addHelpText(
        'after',
        `
Each line is ok, a note (runs are slower or smaller than they could be) or a problem (they fail, or cannot be believed), with what to do. With a
problem, the exit code is ${exitCodes.storage}. Nothing is left behind.

Examples:
  $ margin-lab doctor
  $ margin-lab doctor --out night`,
      )
      .action(async ({ out }) => {
        const findings = await examine(out);
        print([doctorSection(findings)]);
        if (findings.some(({ verdict }) => verdict === 'problem')) process.exitCode = exitCodes.storage;
      });
  },
};
