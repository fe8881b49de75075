import { assert } from '../base/errors.ts';
import type { CompiledScenario } from '../engine/compile/compile.ts';
import { createSummary, mergeSummary, type Summary, summaryFigures } from '../stats/summary.ts';
import type { Study } from '../study/study.ts';
import { distancesOf } from './distances.ts';
import type { ChunkTask } from './execute/task.ts';
import type { ScenarioPlan } from './plan/plan.ts';
import type { ScenarioResult } from './result.ts';

/**
 * Merges chunks, given in order, into the figures of each scenario. Only one scenario is open at a time, and its figures are handed
 * on when it is finished, so the memory of a sweep does not grow with its grid.
 */
export interface Collector {
  /** How many scenarios are finished. */
  readonly finished: () => number;
  readonly addChunk: (task: ChunkTask, summary: Summary) => void;
}

/** `onResult` is called once per scenario, in order. */
export function createCollector(
  { scenarios, limits, assumptions }: Pick<Study, 'scenarios' | 'limits' | 'assumptions'>,
  compiled: readonly CompiledScenario[],
  plans: readonly ScenarioPlan[],
  onResult: (result: ScenarioResult) => void,
): Collector {
  let finished = 0;
  let open: Summary | null = null;

  return {
    finished: () => finished,
    addChunk(task, summary) {
      const [scenario, shape] = [scenarios[task.scenario], compiled[task.scenario]?.shape];
      assert(scenario !== undefined && shape !== undefined, 'chunks belong to a scenario of the study');
      assert(task.scenario === finished, 'scenarios are merged in order');
      open ??= createSummary(shape, 0);
      assert(open.paths === task.firstPath, 'chunks are merged in order, each once');
      mergeSummary(open, summary, shape);
      if (task.chunk + 1 < (plans[task.scenario]?.chunks ?? 0)) return;
      assert(open.paths === scenario.paths, 'all paths of a scenario are merged');
      finished++;
      onResult({
        scenario,
        shape,
        figures: summaryFigures(open, shape),
        distances: distancesOf(scenario),
        limits: limits[task.scenario] ?? [],
        assumptions: assumptions[task.scenario] ?? [],
      });
      open = null;
    },
  };
}
