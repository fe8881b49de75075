/** Entry of a worker thread: unpacks the scenario of a task, computes it, answers with data. No logic lives here. */
import type { WorkerAnswer, WorkerRequest } from '../src/run/execute/executors/threads.ts';
import { scenarioReader } from '../src/run/execute/shared-scenarios.ts';
import { performTask } from '../src/run/execute/task.ts';

const read = scenarioReader();

/** Called by the pool for each task. */
export function runTask({ task, scenarios }: WorkerRequest): WorkerAnswer {
  try {
    return { ok: true, value: performTask(read(scenarios, task.scenario), task) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
