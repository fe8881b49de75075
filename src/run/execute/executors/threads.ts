import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { MarginLabError } from '../../../base/errors.ts';
import { moduleFile } from '../../../base/package-files.ts';
import { checkThreads, type Executor, type ExecutorDefinition, type ExecutorOptions } from '../executor.ts';
import { createSemaphore } from '../semaphore.ts';
import { type Places, type SharedScenarios, shareScenarios } from '../shared-scenarios.ts';
import type { Task } from '../task.ts';

const simulateWorker = moduleFile('workers/simulate');

/**
 * A chunk leaves a few arrays behind, whose memory is given back when the young generation of the heap is collected: small, it is often,
 * and a worker holds 10 to 20 MB less. It costs no time that can be measured.
 */
const maxYoungGenerationSizeMb = 2;

/** What a worker is asked. */
export interface WorkerRequest {
  readonly task: Task;
  readonly shared: SharedScenarios;
  readonly places: Places;
}

/** How a worker answers: errors travel as data, because their own fields are lost when they are thrown across threads. */
export type WorkerAnswer = { readonly ok: true; readonly value: unknown } | ({ readonly ok: false } & WorkerFailure);

interface WorkerFailure {
  readonly message: string;
  /** A path has left the range that can be counted: it will again. */
  readonly isLimit: boolean;
}

/** An error as data. */
export function failureOf(error: unknown): WorkerFailure {
  if (error instanceof MarginLabError && error.kind === 'limit') return { message: error.message, isLimit: true };
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error), isLimit: false };
}

/** Worker threads that are started before there is work for them, and that outlive a run: code that is compiled stays compiled. */
export interface ThreadPool {
  readonly threads: number;
  /** Computes in these threads. Its executors leave them alone when they are closed: a run has nothing running by then. */
  readonly executor: ExecutorDefinition;
  /** Ends the threads at once. */
  close(): Promise<void>;
}

/**
 * Starts worker threads: as many as the machine has use for at once, further ones when there is work for them. One that dies (exit, out
 * of memory) or is ended for hanging is replaced; the task it held is rejected. Throws an input error for an absurd number.
 */
export function startThreads(threads: number, workerFile: URL = simulateWorker): ThreadPool {
  checkThreads(threads);
  const pool = new Piscina<WorkerRequest, WorkerAnswer>({
    filename: fileURLToPath(workerFile),
    name: 'runTask',
    minThreads: Math.min(threads, availableParallelism()),
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
    resourceLimits: { maxYoungGenerationSizeMb },
  });
  // What went wrong with a task is told by its promise. The pool also reports what it did not expect, such as the answer of a worker
  // that was being ended; without a listener that would end the process.
  pool.on('error', () => {});
  return {
    threads,
    executor: {
      ...threadsExecutor,
      meaning: 'computes in worker threads that are there already',
      create: (options) => executorOn(pool, options),
    },
    close: () => pool.destroy(),
  };
}

function executorOn(pool: Piscina<WorkerRequest, WorkerAnswer>, options: ExecutorOptions): Executor {
  const { threads, deadlineMs } = options;
  const { shared, placesOf } = shareScenarios(options);
  const semaphore = createSemaphore(threads);
  return {
    tasksInFlight: threads + 1,
    async run(task, signal) {
      // Waits here, not in the queue of the pool: the time of a task begins when a worker has it.
      await semaphore.take(signal);
      try {
        const answer: unknown = await runBefore(deadlineMs, signal, (both) =>
          pool.run({ task, shared, places: placesOf(task.scenarios) }, { signal: both }),
        );
        if (!isAnswer(answer)) throw new Error('the worker gave no answer that can be read');
        if (!answer.ok) throw answer.isLimit ? new MarginLabError('limit', answer.message) : new Error(answer.message);
        return answer.value;
      } finally {
        semaphore.free();
      }
    },
    close: async () => {},
  };
}

/** Computes in worker threads that live as long as the run. */
export function createThreadsExecutor(options: ExecutorOptions, workerFile?: URL): Executor {
  const pool = startThreads(options.threads, workerFile);
  return { ...pool.executor.create(options), close: () => pool.close() };
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
  // Below this, starting threads costs more than it brings.
  worthSeconds: 0.5,
  threadsOf: (offered) => offered,
  create: (options) => createThreadsExecutor(options),
};
