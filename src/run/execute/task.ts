import type { CompiledScenario } from '../../engine/compile/compile.ts';
import { type MarketFigure, marketFigures } from '../../engine/market-figures.ts';
import { simulate } from '../../engine/simulate.ts';
import type { Summary } from '../../stats/summary.ts';

/** One piece of work for an executor: a pure function of the compiled scenario and the numbers here. */
export type Task = ChunkTask | MarketTask;

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

/** Describes the market on the first `paths` paths of a scenario; gives `MarketFigure[]`. */
export interface MarketTask {
  readonly kind: 'market';
  readonly scenario: number;
  readonly paths: number;
}

/** Does the work; the only place where an executor meets the engine. */
export type PerformTask = (compiled: CompiledScenario, task: Task) => Summary | MarketFigure[];

export const performTask: PerformTask = (compiled, task) =>
  task.kind === 'chunk' ? simulate(compiled, task.firstPath, task.count) : marketFigures(compiled, task.paths);

/** What is wrong with the value that a worker returned for a task, or null: a worker is not believed without a look. */
export function faultOf(task: Task, value: unknown): string | null {
  if (task.kind === 'market') return Array.isArray(value) ? null : 'returned something else than market figures';
  if (typeof value !== 'object' || value === null) return 'returned something else than a summary';
  const { firstPath, paths, accumulators } = value as Partial<Summary>;
  if (firstPath !== task.firstPath || paths !== task.count) return 'returned a summary of other paths';
  if (typeof accumulators !== 'object' || accumulators === null) return 'returned a summary without accumulators';
  return null;
}

/** Names a task in messages, so that it can be found and repeated. */
export function describeTask(task: Task, scenarioName: string): string {
  return task.kind === 'chunk'
    ? `scenario '${scenarioName}', chunk ${task.chunk} (paths ${task.firstPath} to ${task.firstPath + task.count - 1})`
    : `scenario '${scenarioName}', market sample of ${task.paths} paths`;
}
