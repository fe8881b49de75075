import { MarginLabError } from '../base/errors.ts';
import { printableLines } from '../base/printable.ts';
import { shellWords } from './options.ts';

/** What each signal ends the program as. */
const kinds = { SIGINT: 'interrupted', SIGTERM: 'terminated', SIGHUP: 'hangup' } as const;

/**
 * Runs something that can be stopped in order by Ctrl-C, SIGTERM or the end of the terminal: the first signal aborts it. Outside of this a
 * signal ends the program at once (`program.ts`); and at a second one, or after too much time, the launcher does (`margin-lab.mjs`).
 */
export async function stoppable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const listeners = Object.entries(kinds).map(([name, kind]) => {
    const listener = () => controller.abort(new MarginLabError(kind, 'stopped'));
    process.on(name, listener);
    return { name, listener };
  });
  try {
    return await work(controller.signal);
  } catch (error) {
    const { signal } = controller;
    if (!signal.aborted || !(error instanceof MarginLabError) || error.kind !== (signal.reason as MarginLabError).kind)
      throw error;
    throw new MarginLabError(error.kind, `${error.message}\n${howToGoOn()}`, { cause: error });
  } finally {
    for (const { name, listener } of listeners) process.off(name, listener);
  }
}

/** What is said of a program that had to be ended. */
export function lastWords(): string {
  return printableLines(`stopped at once; what is stored is whole\n${howToGoOn()}\n`);
}

/** How to go on after a stop: the command as it was given, of a run with what it has kept. */
function howToGoOn(): string {
  const words = process.argv.slice(2).filter((word) => word !== '--resume');
  return `go on with: margin-lab ${shellWords(words[0] === 'run' ? [...words, '--resume'] : words)}`;
}
