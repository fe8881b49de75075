import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { Executor, ExecutorDefinition, ExecutorOptions } from '../executor.ts';
import { shareScenarios } from '../shared-scenarios.ts';
import { createSlots } from '../slots.ts';

const simulateWorker = new URL('../../../workers/simulate.ts', import.meta.url);

/** How a worker answers: errors travel as data, because their own fields are lost when they are thrown across threads. */
export type WorkerAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string };

/**
 * Computes in worker threads that live as long as the run. A worker that dies (exit, out of memory) or is ended for hanging is
 * replaced by the pool; the task it held is rejected.
 */
export function createThreadsExecutor(options: ExecutorOptions, workerFile: URL = simulateWorker): Executor {
  const pool = new Piscina<unknown, WorkerAnswer>({
    filename: fileURLToPath(workerFile),
    name: 'runTask',
    minThreads: options.threads,
    maxThreads: options.threads,
    concurrentTasksPerWorker: 1,
    workerData: shareScenarios(options.scenarios),
  });
  const slots = createSlots(options.threads);
  // What went wrong with a task is told by its promise. The pool also reports what it did not expect, such as the answer of a worker
  // that was being ended; without a listener that would end the process.
  pool.on('error', () => {});
  return {
    tasksInFlight: options.threads + 1,
    async run(task, signal) {
      // Waits here, not in the queue of the pool: the time of a task begins when a worker has it.
      await slots.take(signal);
      try {
        const answer: unknown = await runBefore(options.deadlineMs, signal, (both) => pool.run(task, { signal: both }));
        if (!isAnswer(answer)) throw new Error('the worker gave no answer that can be read');
        if (!answer.ok) throw new Error(answer.message);
        return answer.value;
      } finally {
        slots.free();
      }
    },
    close: () => pool.destroy(),
  };
}

/** Runs something that ends when its signal is aborted: by `signal`, or after so many milliseconds. */
async function runBefore<T>(
  deadlineMs: number,
  signal: AbortSignal,
  work: (both: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const late = new Error(`no answer within ${deadlineMs / 1000} s`);
  const timer = setTimeout(() => controller.abort(late), deadlineMs);
  const stop = () => controller.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await work(controller.signal);
  } catch (error) {
    throw controller.signal.reason === late ? late : error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

function isAnswer(answer: unknown): answer is WorkerAnswer {
  return typeof answer === 'object' && answer !== null && 'ok' in answer && ('value' in answer || 'message' in answer);
}

export const threadsExecutor: ExecutorDefinition = {
  name: 'threads',
  meaning: 'computes in worker threads of this process',
  create: (options) => createThreadsExecutor(options),
};
