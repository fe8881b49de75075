import { performance } from 'node:perf_hooks';
import type { Executor, ExecutorDefinition, ExecutorOptions } from '../run/execute/executor.ts';
import { threadsExecutor } from '../run/execute/executors/threads.ts';
import type { Task } from '../run/execute/task.ts';
import type { Progress } from '../run/progress.ts';
import type { StudyResult } from '../run/result.ts';
import { runStudy } from '../run/run-study.ts';
import type { Study } from '../study/study.ts';

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
const studyWarmUpPaths = 32_768;

/**
 * Runs a study on fewer paths, from the first chunk to the last figure, so that what is measured next on these threads is compiled code:
 * programs that it is compared with are compiled before they start.
 */
export async function warmUp(study: Study, { threads, executor, signal }: MeasureOptions): Promise<void> {
  const most = studyWarmUpPaths * threads;
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

/** What a run took, from before its first path to after its last figure. */
interface Reading {
  /** Wall time. */
  readonly seconds: number;
  /** CPU time of the process: all threads, also those of the compiler and the garbage collector. */
  readonly cpuSeconds: number;
  /** CPU time of the thread that hands out chunks, merges them and makes the figures. */
  readonly coordinatorSeconds: number;
  /** From the start of the process to the first chunk, merged or waiting for its turn. */
  readonly firstChunkSeconds: number;
}

/** Measures the run that its executor is given to. */
interface Meter {
  readonly executor: ExecutorDefinition;
  /** Of the last run that ended; throws before. */
  reading(): Reading;
}

/** `warm`: workers are up and their code is compiled when the clock starts. `cold`: the clock starts with the process. */
type MeterStart = 'warm' | 'cold';

/** Paths that every worker simulates unmeasured, so that it is up and has compiled the inner loops (`warmUp` does more). */
const warmUpPaths = 512;

/**
 * Puts a clock around an executor. It starts once every worker has answered a chunk that does not count, and stops when the run closes
 * its executor, which is right after the last figure; ending the threads is not measured. Nothing else of a run is touched, so what
 * is measured is the path that every run takes.
 */
function meterOf(base: ExecutorDefinition, start: MeterStart): Meter {
  let last: Reading | null = null;
  return {
    executor: {
      ...base,
      create: (options) =>
        measured(base.create(options), options, start, (reading) => {
          last = reading;
        }),
    },
    reading() {
      if (last === null) throw new Error('nothing was measured yet');
      return last;
    },
  };
}

function measured(
  inner: Executor,
  options: ExecutorOptions,
  start: MeterStart,
  onEnd: (reading: Reading) => void,
): Executor {
  let started = processStart;
  let firstChunkSeconds = Number.NaN;
  let ready: Promise<void> | null = start === 'cold' ? Promise.resolve() : null;
  const warmUp = async (scenarios: readonly string[], signal: AbortSignal) => {
    const task: Task = { scenarios, firstPath: 0, count: warmUpPaths };
    // As many at once as there are workers, each of which takes one at a time: so every one of them has its turn.
    await Promise.all(Array.from({ length: options.threads }, () => inner.run(task, signal)));
    started = readClocks();
  };
  return {
    tasksInFlight: inner.tasksInFlight,
    async run(task, signal) {
      ready ??= warmUp(task.scenarios, signal);
      await ready;
      const value = await inner.run(task, signal);
      if (Number.isNaN(firstChunkSeconds)) firstChunkSeconds = performance.now() / 1000;
      return value;
    },
    async close() {
      const ended = readClocks();
      onEnd({
        seconds: ended.wall - started.wall,
        cpuSeconds: ended.process - started.process,
        coordinatorSeconds: ended.thread - started.thread,
        firstChunkSeconds,
      });
      await inner.close();
    },
  };
}

/** Seconds since the process started, and of CPU time of this process and of this thread. */
interface Clocks {
  readonly wall: number;
  readonly process: number;
  readonly thread: number;
}

const processStart: Clocks = { wall: 0, process: 0, thread: 0 };

function readClocks(): Clocks {
  return {
    wall: performance.now() / 1000,
    process: secondsOf(process.cpuUsage()),
    thread: secondsOf(process.threadCpuUsage()),
  };
}

function secondsOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1e6;
}
