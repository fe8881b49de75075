import { MarginLabError } from '../../base/errors.ts';
import type { OutcomeShape } from '../../stats/outcome.ts';
import type { Summary } from '../../stats/summary.ts';
import { type Envelope, type Origin, openEnvelope } from './envelope.ts';
import type { Executor } from './executor.ts';
import type { Task } from './task.ts';

/** Further attempts after the first one failed. A task is pure: what fails three times fails always. */
export const defaultRetries = 2;

/** A summary as it came from a worker, looked at and believed. */
export interface Arrival {
  readonly envelope: Envelope;
  readonly summary: Summary;
}

/**
 * Computes one task, again if it fails; gives an arrival per scenario of the task. A worker is not believed without a look: its
 * envelopes must be of these origins, and their summaries of these shapes. `onFailure` hears of each failed attempt.
 *
 * Throws a `worker` error that names the task when all attempts failed, and the reason of `signal` when it was aborted.
 */
export async function computeTask(
  task: Task,
  options: {
    readonly executor: Executor;
    /** Per scenario of the task. */
    readonly origins: readonly Origin[];
    readonly shapes: readonly OutcomeShape[];
    /** Names the task in messages, so that it can be found and repeated. */
    readonly name: string;
    readonly signal: AbortSignal;
    readonly retries: number;
    readonly onFailure: (reason: string) => void;
  },
): Promise<Arrival[]> {
  const { executor, origins, shapes, name, signal, retries, onFailure } = options;
  const reasons: string[] = [];
  while (reasons.length <= retries) {
    try {
      return receive(await executor.run(task, signal), task, origins, shapes);
    } catch (error) {
      signal.throwIfAborted();
      // Nobody is there to try again.
      if (error instanceof MarginLabError && error.kind === 'worker') throw error;
      reasons.push(error instanceof Error ? error.message : String(error));
    }
    onFailure(reasons.at(-1) ?? '');
  }
  throw new MarginLabError('worker', `${name} failed ${reasons.length} times; the last time: ${reasons.at(-1)}`);
}

function receive(answer: unknown, task: Task, origins: readonly Origin[], shapes: readonly OutcomeShape[]): Arrival[] {
  const envelopes: readonly unknown[] = Array.isArray(answer) ? answer : [];
  if (envelopes.length !== origins.length) throw new Error('the worker returned something else than its summaries');
  return envelopes.map((envelope, index) => {
    if (!(envelope instanceof Uint8Array)) throw new Error('the worker returned something else than an envelope');
    const opened = openEnvelope(envelope, origins[index]!, task, shapes[index]!);
    if ('fault' in opened) throw new Error(`the worker returned an envelope that is not believed: ${opened.fault}`);
    return { envelope, summary: opened.summary };
  });
}
