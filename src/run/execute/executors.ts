import { inputError } from '../../base/errors.ts';
import type { ExecutorDefinition } from './executor.ts';
import { inlineExecutor } from './executors/inline.ts';
import { threadsExecutor } from './executors/threads.ts';

/** All executors. To add one: a file in executors/ and a line here; test/run/executors.test.ts then runs on it. */
export const executors: readonly ExecutorDefinition[] = [inlineExecutor, threadsExecutor];

/** Finds an executor by name; throws an input error that lists the names. */
export function executorNamed(name: string): ExecutorDefinition {
  const found = executors.find((executor) => executor.name === name);
  if (found !== undefined) return found;
  throw inputError('executor', 'unknown executor', {
    allowed: executors.map((executor) => executor.name).join(', '),
    got: name,
  });
}

/** The executor for so many seconds of work on one thread: of those that it is worth to start, the one that asks for most. */
export function executorFor(seconds: number): ExecutorDefinition {
  const worth = executors.filter(({ worthSeconds }) => worthSeconds <= seconds);
  return worth.reduce((best, one) => (one.worthSeconds > best.worthSeconds ? one : best), inlineExecutor);
}
