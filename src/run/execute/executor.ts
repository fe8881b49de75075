import { inputError } from '../../base/errors.ts';
import type { CompiledScenario } from '../../engine/compile/compile.ts';
import type { Patience } from '../plan/patience.ts';
import type { Task } from './task.ts';

/**
 * Where tasks are computed: in this thread, in worker threads, on other machines.
 *
 * An executor knows no order and keeps no results. It may fail a task in any way; the run checks the envelopes that come back, repeats a
 * failed task, and merges in the order of the plan. So the choice of executor can never change a figure.
 */
export interface Executor {
  /** How many tasks it wants in its hands at a time, so that no thread waits for the coordinator. */
  readonly tasksInFlight: number;
  /** Computes one task. Rejects if the task failed or `signal` was aborted; then nothing of it goes on running. */
  run(task: Task, signal: AbortSignal): Promise<unknown>;
  /** Ends all threads and connections at once, also under running tasks. */
  close(): Promise<void>;
}

/** What tasks may refer to: all scenarios of an experiment, by their digests. */
export interface TaskScenarios {
  readonly experimentDigest: string;
  readonly scenarios: readonly { readonly digest: string; readonly compiled: CompiledScenario }[];
}

export interface ExecutorOptions extends TaskScenarios {
  readonly threads: number;
  /** When a task that runs counts as hanging and is ended, where the executor can end one. */
  readonly patienceFor: (task: Task) => Patience;
  /** Hears, as sentences, of what is wrong with the place and does not stop the run. */
  readonly onNotice?: (sentence: string) => void;
  /** Hears of its threads, where it has any that can end. */
  readonly onThread?: (change: ThreadChange) => void;
}

/** A thread is ready for work; or it has ended, for a reason, and another is started in its place when there is work for it. */
export type ThreadChange =
  | { readonly event: 'thread ready'; readonly alive: number }
  | { readonly event: 'thread ended'; readonly alive: number; readonly reason: string };

/** An entry of the registry: all that others know of an executor. */
export interface ExecutorDefinition {
  readonly name: string;
  readonly meaning: string;
  /** Seconds of work on one thread from which it is chosen by itself; Infinity for one that has to be asked for. */
  readonly worthSeconds: number;
  /** How many threads it computes in when so many are offered. */
  readonly threadsOf: (offered: number) => number;
  create(options: ExecutorOptions): Executor;
}

/** Throws an input error for a number of threads that cannot be meant. */
export function checkThreads(threads: number): void {
  if (Number.isInteger(threads) && threads >= 1 && threads <= 1024) return;
  throw inputError('threads', 'must be a whole number', { allowed: '1 to 1024', got: String(threads) });
}
