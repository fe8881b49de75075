import { assert } from '../base/errors.ts';
import { compile } from '../engine/compile.ts';
import { defaultDeadlineMs, type ExecutorDefinition } from '../run/executor.ts';
import { threadsExecutor } from '../run/executors/threads.ts';
import type { Study } from '../study/study.ts';
import { onlyScenario } from './canonical.ts';

/**
 * Worker threads that outlive a run, so that studies can be measured in turn, many times, without starting threads and compiling each
 * time. That is what makes a comparison cheap enough to interleave.
 */
export interface KeptWorkers {
  readonly threads: number;
  /** An executor for runs of one of the studies; its `close` leaves the workers alone. */
  executorFor(study: Study): ExecutorDefinition;
  close(): Promise<void>;
}

export function keepWorkers(studies: readonly Study[], threads: number): KeptWorkers {
  const scenarios = studies.map((study) => compile(onlyScenario(study)));
  const executor = threadsExecutor.create({ scenarios, threads, deadlineMs: defaultDeadlineMs });
  return {
    threads,
    executorFor(study) {
      const scenario = studies.indexOf(study);
      assert(scenario >= 0, 'kept workers know the study');
      return {
        ...threadsExecutor,
        create: () => ({
          tasksInFlight: executor.tasksInFlight,
          run: (task, signal) => executor.run({ ...task, scenario }, signal),
          close: async () => {},
        }),
      };
    },
    close: () => executor.close(),
  };
}
