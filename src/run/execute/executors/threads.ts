import { MarginLabError } from '../../../base/errors.ts';
import { moduleFile } from '../../../base/package-files.ts';
import { checkThreads, type Executor, type ExecutorDefinition, type ExecutorOptions } from '../executor.ts';
import { createSemaphore } from '../semaphore.ts';
import { type Places, type SharedScenarios, shareScenarios } from '../shared-scenarios.ts';
import type { Task, TaskFailure } from '../task.ts';
import { createThreads, type Threads } from './thread-pool.ts';

const simulateWorker = moduleFile('workers/simulate');

/** Half a minute: a hundred times what it takes on an idle machine. */
const defaultStartMs = 30_000;

/** What a worker is asked. */
export interface WorkerRequest {
  readonly task: Task;
  readonly shared: SharedScenarios;
  readonly places: Places;
}

/** How a worker answers: errors travel as data, because their own fields are lost when they are thrown across threads. */
export type WorkerAnswer = { readonly ok: true; readonly value: unknown } | ({ readonly ok: false } & TaskFailure);

/** Worker threads that are started before there is work for them, and that outlive a run: code that is compiled stays compiled. */
export interface ThreadPool {
  readonly threads: number;
  /** Computes in these threads. Its executors leave them alone when they are closed: a run has nothing running by then. */
  readonly executor: ExecutorDefinition;
  /** Ends the threads at once. */
  close(): Promise<void>;
}

/**
 * Starts worker threads (`thread-pool.ts`) that work with a file. One that dies (exit, out of memory) or is ended for hanging is replaced; the
 * task it held is rejected. Throws an input error for an absurd number. What goes wrong with starting them is heard by who gives them a task.
 */
export function startThreads(
  threads: number,
  workerFile: URL = simulateWorker,
  { startMs = defaultStartMs }: { readonly startMs?: number } = {},
): ThreadPool {
  checkThreads(threads);
  const pool = createThreads(workerFile, threads, startMs);
  return {
    threads,
    executor: {
      ...threadsExecutor,
      meaning: 'computes in worker threads that are there already',
      create: (options) => executorOn(pool, options),
    },
    close: () => pool.close(),
  };
}

function executorOn(pool: Threads, options: ExecutorOptions): Executor {
  const { threads, patienceFor, onNotice = () => {}, onThread = () => {} } = options;
  const { shared, placesOf } = shareScenarios(options);
  const semaphore = createSemaphore(threads);
  const endHearing = pool.tell({ onNotice, onThread });
  return {
    tasksInFlight: threads + 1,
    async run(task, signal) {
      // A run uses no more threads than it was given, whatever the pool has.
      await semaphore.take(signal);
      try {
        const request: WorkerRequest = { task, shared, places: placesOf(task.scenarios) };
        const answer = await pool.run(request, patienceFor(task), signal);
        if (!isAnswer(answer)) throw new Error('the worker gave no answer that can be read');
        if (!answer.ok) throw answer.isLimit ? new MarginLabError('limit', answer.message) : new Error(answer.message);
        return answer.value;
      } finally {
        semaphore.free();
      }
    },
    close: async () => endHearing(),
  };
}

/** Computes in worker threads that live as long as the run. */
export function createThreadsExecutor(options: ExecutorOptions, workerFile?: URL): Executor {
  const pool = startThreads(options.threads, workerFile);
  return { ...pool.executor.create(options), close: () => pool.close() };
}

function isAnswer(answer: unknown): answer is WorkerAnswer {
  if (typeof answer !== 'object' || answer === null || !('ok' in answer)) return false;
  return answer.ok === true ? 'value' in answer : 'message' in answer && typeof answer.message === 'string';
}

export const threadsExecutor: ExecutorDefinition = {
  name: 'threads',
  meaning: 'computes in worker threads of this process',
  // Below this, starting threads costs more than it brings.
  worthSeconds: 0.5,
  threadsOf: (offered) => offered,
  create: (options) => createThreadsExecutor(options),
};
