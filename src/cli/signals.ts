import { exitCodes, MarginLabError } from '../base/errors.ts';

/** After this, a run that does not stop by itself is ended; what is stored is whole in any case. */
const patienceMs = 1_800;

/** One key press may arrive twice: from the terminal, and passed on by the launcher. */
const samePressMs = 500;

/**
 * Runs something that can be stopped by Ctrl-C or SIGTERM: the first signal aborts it, a second one, or too much time, ends the process.
 */
export async function stoppable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let firstAt = 0;
  const stop = (kind: 'interrupted' | 'terminated') => () => {
    if (controller.signal.aborted) {
      if (performance.now() - firstAt > samePressMs) process.exit(exitCodes[kind]);
      return;
    }
    firstAt = performance.now();
    controller.abort(new MarginLabError(kind, 'stopped'));
    setTimeout(() => process.exit(exitCodes[kind]), patienceMs).unref();
  };
  const onInterrupt = stop('interrupted');
  const onTerminate = stop('terminated');
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
  }
}
