/** Entry of a worker thread: unpacks the scenario of a task, computes it, answers with data. No logic lives here. */
import { workerData } from 'node:worker_threads';
import type { WorkerAnswer } from '../src/run/executors/threads.ts';
import { openScenarios, type SharedScenarios } from '../src/run/shared-scenarios.ts';
import { performTask, type Task } from '../src/run/task.ts';

const scenarioAt = openScenarios(workerData as SharedScenarios);

/** Called by the pool for each task. */
export function runTask(task: Task): WorkerAnswer {
  try {
    return { ok: true, value: performTask(scenarioAt(task.scenario), task) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
