import type { ExecutorDefinition } from '../run/execute/executor.ts';
import { threadsExecutor } from '../run/execute/executors/threads.ts';
import type { Progress } from '../run/progress.ts';
import type { StudyResult } from '../run/result.ts';
import { runStudy } from '../run/run-study.ts';
import type { Study } from '../study/study.ts';
import { type MeterStart, meterOf, type Reading } from './meter.ts';

/** A run, its figures and what it took. */
export interface Measurement extends Reading {
  readonly result: StudyResult;
  /** Paths times steps times assets; one asset-step is one asset advanced one step with all schemes evaluated. */
  readonly assetSteps: number;
  /** Most memory that the process ever held, in bytes. */
  readonly peakMemoryBytes: number;
}

export interface MeasureOptions {
  readonly threads: number;
  /** Where it is computed; default: worker threads of its own. */
  readonly executor?: ExecutorDefinition;
  readonly start?: MeterStart;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Runs a study as `margin-lab run` does (coordinator, executor, statistics), without a run folder, and measures it.
 */
export async function measureRun(study: Study, options: MeasureOptions): Promise<Measurement> {
  const { threads, executor = threadsExecutor, start = 'warm', signal, onProgress } = options;
  const meter = meterOf(executor, start);
  const result = await runStudy(study, {
    threads,
    executor: meter.executor,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  return {
    ...meter.reading(),
    result,
    assetSteps: result.timing.assetSteps,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  };
}

/** Paths of a study that is run unmeasured, for each thread: the compiler, which works beside in threads of its own, is done by then. */
const warmUpPaths = 32_768;

/**
 * Runs a study on fewer paths, from the first chunk to the last figure, so that what is measured next on these threads is compiled code:
 * programs that it is compared with are compiled before they start.
 */
export async function warmUp(study: Study, { threads, executor, signal }: MeasureOptions): Promise<void> {
  const most = warmUpPaths * threads;
  const scenarios = study.scenarios.map((scenario) => ({ ...scenario, paths: Math.min(scenario.paths, most) }));
  await runStudy(
    { ...study, scenarios },
    {
      threads,
      ...(executor === undefined ? {} : { executor }),
      ...(signal === undefined ? {} : { signal }),
    },
  );
}

/** Million asset-steps per CPU-second: what is compared, since it does not depend on how busy the machine is. */
export function rateOf({ assetSteps, cpuSeconds }: Measurement): number {
  return assetSteps / cpuSeconds / 1e6;
}

/** Million asset-steps per second of wall time. */
export function wallRateOf({ assetSteps, seconds }: Measurement): number {
  return assetSteps / seconds / 1e6;
}

/** CPU time per asset-step, in nanoseconds. */
export function costOf({ assetSteps, cpuSeconds }: Measurement): number {
  return (cpuSeconds / assetSteps) * 1e9;
}
