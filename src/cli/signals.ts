import { exitCodes, MarginLabError } from '../base/errors.ts';
import { printableLines } from '../base/printable.ts';
import { shellWords } from './options.ts';

/** What each signal ends the program as. */
const kinds = { SIGINT: 'interrupted', SIGTERM: 'terminated', SIGHUP: 'hangup' } as const;

/** After this, work that does not stop by itself is ended; what is stored is whole in any case. */
const patienceMs = 1_500;

/** One key press may arrive twice: from the terminal, and passed on by the launcher. */
const samePressMs = 500;

/**
 * Runs something that can be stopped in order by Ctrl-C, SIGTERM or the end of the terminal: the first signal aborts it, a second one, or
 * too much time, ends the process. Outside of this the launcher (`margin-lab.mjs`) ends the process at the first one.
 */
export async function stoppable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let firstAt = 0;
  const listeners = Object.entries(kinds).map(([name, kind]) => {
    const endNow = () => {
      process.stderr.write(printableLines(`stopped at once; what is stored is whole\n${howToGoOn()}\n`));
      process.exit(exitCodes[kind]);
    };
    const listener = () => {
      if (controller.signal.aborted) {
        if (performance.now() - firstAt > samePressMs) endNow();
        return;
      }
      firstAt = performance.now();
      controller.abort(new MarginLabError(kind, 'stopped'));
      setTimeout(endNow, patienceMs).unref();
    };
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

/** How to go on after a stop: the command as it was given, of a run with what it has kept. */
function howToGoOn(): string {
  const words = process.argv.slice(2).filter((word) => word !== '--resume');
  return `go on with: margin-lab ${shellWords(words[0] === 'run' ? [...words, '--resume'] : words)}`;
}
