import type { Scenario } from '../../engine/scenario.ts';
import type { Summary } from '../../stats/summary.ts';
import type { ChunkStore } from '../store/chunk-store.ts';
import { attempt } from './attempt.ts';
import type { Executor } from './executor.ts';
import { inOrder } from './schedule.ts';
import { type ChunkTask, describeTask, type Task } from './task.ts';

/** What happens to the results of tasks; `mergeChunk` is called in the order of the list, the rest in any order. */
export interface TaskReceiver {
  /** Called once, when the first result has arrived; merging begins when it is done. */
  prepare?(): Promise<void>;
  mergeChunk(task: ChunkTask, summary: Summary): void;
  /** A chunk is done: computed and stored, or taken over from an interrupted run. */
  onChunk(task: ChunkTask, reused: boolean): void;
  onFailure(sentence: string): void;
}

/** Early results that may wait for their turn, per task in flight. */
export const heldPerHand = 4;

/** Computes all tasks that are not stored yet, stores each chunk as it arrives, and hands them over in order. */
export async function runTasks(options: {
  readonly tasks: readonly Task[];
  readonly scenarios: readonly Scenario[];
  readonly executor: Executor;
  /** null: nothing is stored. */
  readonly store: ChunkStore | null;
  readonly signal: AbortSignal;
  readonly retries: number;
  readonly receiver: TaskReceiver;
}): Promise<void> {
  const { tasks, scenarios, executor, store, signal, retries, receiver } = options;
  // Aborted by whichever comes first: the user, or a failure of another task.
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();

  const compute = (task: Task) => {
    const name = describeTask(task, scenarios[task.scenario]?.name ?? String(task.scenario));
    const onFailure = (reason: string) => receiver.onFailure(`${name}: ${reason.split('\n', 1)[0]}`);
    return attempt(executor, task, name, stop.signal, retries, onFailure);
  };
  const work = async (task: Task) => {
    stop.signal.throwIfAborted();
    const stored = (await store?.load(task)) ?? null;
    const summary = stored ?? ((await compute(task)) as Summary);
    if (stored === null) await store?.save(task, summary);
    receiver.onChunk(task, stored !== null);
    return summary;
  };
  try {
    await inOrder({
      items: tasks,
      hands: executor.tasksInFlight,
      window: executor.tasksInFlight * heldPerHand,
      work: (task) =>
        work(task).catch((error: unknown) => {
          stop.abort(error);
          throw error;
        }),
      prepare: async () => receiver.prepare?.(),
      deliver: (task, summary) => receiver.mergeChunk(task, summary),
    });
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
