import { Command, CommanderError } from '@commander-js/extra-typings';
import { type ErrorKind, exitCodes, exitMeanings, MarginLabError } from '../base/errors.ts';
import { printable, printableLines } from '../base/printable.ts';
import { storageError } from '../run/store/files.ts';
import { readVersions } from '../run/store/versions.ts';
import type { CommandDefinition, CommandEntry } from './command.ts';
import { commands } from './commands.ts';
import { useWideVectors } from './wide-vectors.ts';

/** The program with these commands. */
export function buildProgram(definitions: readonly CommandDefinition[], args: readonly string[] = []): Command {
  // What the library says of an argument holds it as it was written: perhaps on several lines.
  const written = args
    .flatMap((word) => [word, word.slice(word.indexOf('=') + 1)])
    .filter((word) => word.includes('\n'));
  const shown = (text: string) =>
    printableLines(written.reduce((all, word) => all.replaceAll(word, printable(word)), text));
  const program = new Command('margin-lab')
    .description(
      'How likely is liquidation, and how bad is the tail, under isolated, cross and mixed collateral pools?',
    )
    .version(readVersions().marginLab)
    .showHelpAfterError('(margin-lab --help lists commands and options)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => process.stdout.write(shown(text)),
      writeErr: (text) => process.stderr.write(shown(text)),
    })
    .addHelpText(
      'after',
      `
Examples:
  $ margin-lab run experiments/desk-book.yaml
  $ margin-lab distance experiments/desk-book.yaml
  $ margin-lab explain desk-policies --path 1742 --scheme cut

Exit codes:
    0 done
${Object.entries(exitCodes)
  .map(([kind, code]) => `${String(code).padStart(5)} ${kind}: ${exitMeanings[kind as ErrorKind]}`)
  .join('\n')}`,
    );
  for (const definition of definitions) definition.register(program);
  return program;
}

/** Runs the program on arguments (without node and script) and sets the exit code of the process. */
export async function main(args: readonly string[]): Promise<void> {
  outliveOutputs();
  useWideVectors();
  try {
    const definitions = await Promise.all(commandsFor(args).map((entry) => entry.load()));
    await buildProgram(definitions, args).parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** The command that the arguments name; all of them for help, and where none is named that we know. */
function commandsFor([first]: readonly string[]): readonly CommandEntry[] {
  const named = commands.filter(({ name }) => name === first);
  return named.length > 0 ? named : commands;
}

/** What a report of a bug needs, so that it can be seen again. */
const attached = `the command line, what margin-lab doctor prints, experiment.yaml and, of a run, manifest.json and log.jsonl`;

/** Says what went wrong, the one place where errors become text, and returns the exit code. */
function report(error: unknown): number {
  // Help, version and usage errors: the library has already printed them.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.input;
  if (error instanceof MarginLabError && error.kind !== 'bug') {
    process.stderr.write(`${printableLines(error.message)}\n`);
    return error.exitCode;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `This is a bug in margin-lab; please report it with ${attached} and these lines:\n${printableLines(stack)}\n`,
  );
  return exitCodes.bug;
}

/**
 * Outputs may fail under a program. `margin-lab run … | head` is no error, since whoever reads has read enough: the run still goes on to
 * its results. Anything else, such as a full disk behind `>`, is told once; the work goes on here too.
 */
function outliveOutputs(): void {
  let told = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || told) return;
    told = true;
    process.exitCode = exitCodes.storage;
    process.stderr.write(`${storageError('write to', 'the standard output', error).message}\n`);
  });
  // Nowhere is left to complain.
  process.stderr.on('error', () => {});
}
