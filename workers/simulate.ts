/** Entry of a worker thread: unpacks the scenarios of a task, computes it, answers with data. No logic lives here. */
import type { WorkerAnswer, WorkerRequest } from '../src/run/execute/executors/threads.ts';
import { scenarioReader } from '../src/run/execute/shared-scenarios.ts';
import { failureOf, performTask } from '../src/run/execute/task.ts';

const read = scenarioReader();

/** Called by the pool for each task. */
export function runTask({ task, shared: { experimentDigest, bytes }, places }: WorkerRequest): WorkerAnswer {
  try {
    const compiled = (digest: string) => read(bytes, digest, places[task.scenarios.indexOf(digest)]!);
    return { ok: true, value: performTask(task, { experimentDigest, compiled }) };
  } catch (error) {
    return { ok: false, ...failureOf(error) };
  }
}
