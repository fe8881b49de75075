import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Executor, ExecutorDefinition, ExecutorOptions } from '../executor.ts';
import { performTask } from '../task.ts';

/** Computes in the calling thread, one task after another: for debugging, tests and one-thread runs. */
export function createInlineExecutor({ experimentDigest, scenarios }: ExecutorOptions): Executor {
  const byDigest = new Map(scenarios.map(({ digest, compiled }) => [digest, compiled]));
  const compiled = (digest: string) => {
    const found = byDigest.get(digest);
    if (found === undefined) throw new Error(`no scenario ${digest}`);
    return found;
  };
  return {
    tasksInFlight: 1,
    async run(task, signal) {
      // Lets timers and signals have their turn between two chunks; within one they must wait.
      await nextTurn();
      signal.throwIfAborted();
      return performTask(task, { experimentDigest, compiled });
    },
    close: async () => {},
  };
}

export const inlineExecutor: ExecutorDefinition = {
  name: 'inline',
  meaning: 'computes in the main thread, without workers',
  worthSeconds: 0,
  threadsOf: () => 1,
  create: (options) => createInlineExecutor(options),
};
