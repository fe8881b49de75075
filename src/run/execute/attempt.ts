import { MarginLabError } from '../../base/errors.ts';
import type { Executor } from './executor.ts';
import { faultOf, type Task } from './task.ts';

/** Further attempts after the first one failed. A chunk is pure: what fails three times fails always. */
export const defaultRetries = 2;

/**
 * Computes one task, again if it fails. `onFailure` hears of each failed attempt.
 *
 * Throws a `worker` error that names the task when all attempts failed, and the reason of `signal` when it was aborted.
 */
export async function attempt(
  executor: Executor,
  task: Task,
  name: string,
  signal: AbortSignal,
  retries: number,
  onFailure: (reason: string) => void = () => {},
): Promise<unknown> {
  const reasons: string[] = [];
  while (reasons.length <= retries) {
    try {
      const value = await executor.run(task, signal);
      const fault = faultOf(task, value);
      if (fault === null) return value;
      reasons.push(fault);
    } catch (error) {
      signal.throwIfAborted();
      reasons.push(error instanceof Error ? error.message : String(error));
    }
    onFailure(reasons.at(-1) ?? '');
  }
  throw new MarginLabError('worker', `${name} failed ${reasons.length} times; the last time: ${reasons.at(-1)}`);
}
