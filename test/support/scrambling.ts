import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ExecutorDefinition } from '../../src/run/execute/executor.ts';
import { createInlineExecutor } from '../../src/run/execute/executors/inline.ts';
import { type Random, whole } from './random.ts';

/** An executor that finishes the tasks in its hands in an order drawn at random. */
export function scramblingExecutor(random: Random): ExecutorDefinition {
  return {
    name: 'scrambling',
    meaning: 'finishes tasks in an order of its own',
    worthSeconds: Number.POSITIVE_INFINITY,
    threadsOf: () => 1,
    create(options) {
      const inline = createInlineExecutor(options);
      const wait = async () => {
        for (let turns = whole(random, 0, 20); turns > 0; turns--) await nextTurn();
      };
      return {
        ...inline,
        tasksInFlight: 5,
        async run(task, signal) {
          await wait();
          const result = await inline.run(task, signal);
          await wait();
          return result;
        },
      };
    },
  };
}
