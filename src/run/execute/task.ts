import type { CompiledScenario } from '../../engine/compile/compile.ts';
import { simulate } from '../../engine/simulate.ts';
import type { Summary } from '../../stats/summary.ts';

/** One piece of work for an executor: a pure function of the compiled scenario and the numbers here. */
export type Task = ChunkTask;

/** Simulates paths `firstPath` to `firstPath + count - 1` of a scenario; gives a `Summary`. */
export interface ChunkTask {
  readonly kind: 'chunk';
  /** Index of the scenario in the study. */
  readonly scenario: number;
  /** Index of the chunk in its scenario. */
  readonly chunk: number;
  readonly firstPath: number;
  readonly count: number;
}

/** Does the work; the only place where an executor meets the engine. */
export type PerformTask = (compiled: CompiledScenario, task: Task) => Summary;

export const performTask: PerformTask = (compiled, task) => simulate(compiled, task.firstPath, task.count);

/** What is wrong with the value that a worker returned for a task, or null: a worker is not believed without a look. */
export function faultOf(task: Task, value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return 'returned something else than a summary';
  const { firstPath, paths, accumulators } = value as Partial<Summary>;
  if (firstPath !== task.firstPath || paths !== task.count) return 'returned a summary of other paths';
  if (typeof accumulators !== 'object' || accumulators === null) return 'returned a summary without accumulators';
  return null;
}

/** Names a task in messages, so that it can be found and repeated. */
export function describeTask(task: Task, scenarioName: string): string {
  return `scenario '${scenarioName}', chunk ${task.chunk} (paths ${task.firstPath} to ${task.firstPath + task.count - 1})`;
}
