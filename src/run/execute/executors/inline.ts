import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Executor, ExecutorDefinition, ExecutorOptions } from '../executor.ts';
import { type PerformTask, performTask } from '../task.ts';

/** Computes in the calling thread, one task after another: for debugging, tests and one-thread runs. */
export function createInlineExecutor(options: ExecutorOptions, perform: PerformTask = performTask): Executor {
  return {
    tasksInFlight: 1,
    async run(task, signal) {
      // Lets timers and signals have their turn between two chunks; within one they must wait.
      await nextTurn();
      signal.throwIfAborted();
      const compiled = options.scenarios[task.scenario];
      if (compiled === undefined) throw new Error(`no scenario ${task.scenario}`);
      return perform(compiled, task);
    },
    close: async () => {},
  };
}

export const inlineExecutor: ExecutorDefinition = {
  name: 'inline',
  meaning: 'computes in the main thread, without workers',
  create: (options) => createInlineExecutor(options),
};
