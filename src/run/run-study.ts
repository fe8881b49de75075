import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { MarginLabError } from '../base/errors.ts';
import { type CompiledScenario, compile } from '../engine/compile/compile.ts';
import type { Study } from '../study/study.ts';
import { createCollector } from './collect.ts';
import { defaultRetries } from './execute/attempt.ts';
import { runTasks } from './execute/chunks.ts';
import { checkThreads, defaultDeadlineMs, type Executor, type ExecutorDefinition } from './execute/executor.ts';
import { executorNamed } from './execute/executors.ts';
import type { ChunkTask } from './execute/task.ts';
import { type Budget, checkBudget, documentedRate, estimateBudget } from './plan/budget.ts';
import { measurePathsPerSecond } from './plan/measure.ts';
import { assetStepsPerPath, chunksOf, planStudy, type ScenarioPlan } from './plan/plan.ts';
import type { Progress } from './progress.ts';
import type { RunTiming, ScenarioResult, StudyResult } from './result.ts';
import { type Files, nodeFiles } from './store/files.ts';
import type { MakeOutputs } from './store/outputs.ts';
import { openRunStore, type RunStore } from './store/run-store.ts';

export interface RunOptions {
  /** Worker threads; default: as many as the machine offers. Never changes a figure. */
  readonly threads?: number;
  /** Name of an executor of the registry, or one's own; default: worker threads, or this thread if the work is below a second. */
  readonly executor?: string | ExecutorDefinition;
  /** Folder that holds the run folders; default null: nothing is written. */
  readonly results?: string | null;
  /** Makes the files of the run folder from the figures. */
  readonly outputs?: MakeOutputs;
  /** Figures of at most so many scenarios are kept for the returned result, the first ones; the files hold all. Default: all. */
  readonly keepResults?: number;
  /** Goes on with an interrupted run of the same experiment, if there is one. */
  readonly resume?: boolean;
  /** Keeps the stored chunks of a finished run. */
  readonly keepChunks?: boolean;
  /** Aborting stops the run; what is stored by then is kept. The reason, if it is a `MarginLabError`, is what the run ends with. */
  readonly signal?: AbortSignal;
  readonly onBudget?: (budget: Budget) => void;
  readonly onProgress?: (progress: Progress) => void;
  /** Hears, as sentences, of things that did not stop the run: a repeated chunk, a damaged file. */
  readonly onNotice?: (sentence: string) => void;
  /** How often a failed chunk is repeated; default 2. */
  readonly retries?: number;
  /** After how many milliseconds a running chunk counts as hanging; default 5 minutes. */
  readonly deadlineMs?: number;
  readonly files?: Files;
}

/** Below this many seconds of work, starting threads costs more than it brings. */
const threadsWorthSeconds = 0.5;
/** Estimates above this are refined by a measurement. */
const measureAboveSeconds = 60;

/**
 * Runs a study: every scenario, chunk by chunk, merged in order into figures with their errors.
 *
 * The figures depend on the study alone: not on threads, executor, interruptions or machine load. Throws `MarginLabError`: `limit`
 * before anything is computed, `storage`, `worker`, or what `signal` was aborted with.
 *
 * @example
 * import { loadStudy, runFiles, runStudy } from 'margin-lab';
 *
 * // Without `results` nothing is written; with it, a folder with the tables that `margin-lab run` writes.
 * const { folder, timing } = await runStudy(loadStudy('book.yaml'), { threads: 2, results: 'results', outputs: runFiles });
 * console.log(`${folder} after ${timing.seconds} s`);
 */
export async function runStudy(study: Study, options: RunOptions = {}): Promise<StudyResult> {
  const { threads = availableParallelism() } = options;
  checkThreads(threads);
  const plans = planStudy(study);
  // Before anything is allocated; how long it takes is known better afterwards.
  const guess = estimateBudget(study, plans, threads, documentedRate);
  checkBudget(study, guess, 'guessed');
  const compiled = study.scenarios.map(compile);
  const budget = refineBudget(guess, study, plans, compiled, threads);
  checkBudget(study, budget);
  options.onBudget?.(budget);

  const definition = chooseExecutor(budget.seconds * threads, options.executor);
  const tasks = plans.flatMap(chunksOf);
  const used = definition.name === 'inline' ? 1 : Math.min(threads, tasks.length);
  const deadlineMs = options.deadlineMs ?? defaultDeadlineMs;
  // Before the run folder is opened: workers start meanwhile.
  const executor = definition.create({ scenarios: compiled, threads: used, deadlineMs });
  let store: RunStore | null = null;
  try {
    store = await openStore(study, plans, options);
    const clock = { startedAt: new Date().toISOString(), started: performance.now() };
    const results = await computeFigures({
      study,
      plans,
      compiled,
      tasks,
      budget,
      store,
      options,
      executor,
      started: clock.started,
    });
    const seconds = (performance.now() - clock.started) / 1000;
    const timing: RunTiming = { startedAt: clock.startedAt, seconds, threads: used, assetSteps: budget.assetSteps };
    // From here on it takes a moment only; an abort now would leave the user with less than a finished run.
    return { study, results, timing, folder: (await store?.finish(timing)) ?? null };
  } catch (error) {
    throw options.signal?.aborted === true && error === options.signal.reason ? stopped(error, store) : error;
  } finally {
    await executor.close();
    await store?.close();
  }
}

function refineBudget(
  guess: Budget,
  study: Study,
  plans: readonly ScenarioPlan[],
  compiled: readonly CompiledScenario[],
  threads: number,
): Budget {
  const [first, scenario] = [compiled[0], study.scenarios[0]];
  if (guess.seconds < measureAboveSeconds || first === undefined || scenario === undefined) return guess;
  return estimateBudget(study, plans, threads, measurePathsPerSecond(first) * assetStepsPerPath(scenario));
}

async function openStore(study: Study, plans: readonly ScenarioPlan[], options: RunOptions): Promise<RunStore | null> {
  const { results = null, files = nodeFiles, resume = false, keepChunks = false, onNotice = () => {} } = options;
  const { outputs = () => [] } = options;
  if (results === null) return null;
  return openRunStore({ files, results, study, plans, resume, keepChunks, outputs, onNotice });
}

/** Computes all scenarios; gives the results that are kept. */
async function computeFigures(run: {
  readonly study: Study;
  readonly plans: readonly ScenarioPlan[];
  readonly compiled: readonly CompiledScenario[];
  readonly tasks: readonly ChunkTask[];
  readonly budget: Budget;
  readonly store: RunStore | null;
  readonly options: RunOptions;
  readonly executor: Executor;
  /** Time of the clock at which the run began. */
  readonly started: number;
}): Promise<ScenarioResult[]> {
  const { study, plans, compiled, tasks, budget, store, options, executor } = run;
  const results: ScenarioResult[] = [];
  const collector = createCollector(study, compiled, plans, (result) => {
    store?.addResult(result);
    if (results.length < (options.keepResults ?? Number.POSITIVE_INFINITY)) results.push(result);
  });
  const report = progressReporter(study, budget, collector.finished, run.started, options.onProgress);
  await runTasks({
    tasks,
    scenarios: study.scenarios,
    executor,
    store: store?.chunks ?? null,
    signal: options.signal ?? new AbortController().signal,
    retries: options.retries ?? defaultRetries,
    receiver: {
      prepare: async () => store?.openTables(),
      mergeChunk: collector.addChunk,
      onChunk(task, reused) {
        if (reused) store?.countReused();
        report(task, reused);
      },
      onFailure(sentence) {
        store?.countFailure(sentence);
        options.onNotice?.(`${sentence}; it is computed again`);
      },
    },
  });
  return results;
}

function chooseExecutor(work: number, wanted: RunOptions['executor']): ExecutorDefinition {
  const byWork = work < threadsWorthSeconds ? 'inline' : 'threads';
  return typeof wanted === 'object' ? wanted : executorNamed(wanted ?? byWork);
}

function progressReporter(
  study: Study,
  budget: Budget,
  finished: () => number,
  started: number,
  onProgress: RunOptions['onProgress'],
): (task: ChunkTask, reused: boolean) => void {
  let [paths, assetSteps, reusedPaths, reusedAssetSteps] = [0, 0, 0, 0];
  return (task, reused) => {
    const scenario = study.scenarios[task.scenario];
    const work = scenario === undefined ? 0 : task.count * assetStepsPerPath(scenario);
    paths += task.count;
    assetSteps += work;
    if (reused) {
      reusedPaths += task.count;
      reusedAssetSteps += work;
    }
    onProgress?.({
      study: study.name,
      paths,
      totalPaths: budget.paths,
      assetSteps,
      totalAssetSteps: budget.assetSteps,
      reusedPaths,
      reusedAssetSteps,
      scenariosDone: finished(),
      scenarios: study.scenarios.length,
      scenario: scenario?.name ?? '',
      seconds: (performance.now() - started) / 1000,
    });
  };
}

/** What an aborted run ends with: the kind that the caller gave, and where the stored chunks are. */
function stopped(reason: unknown, store: RunStore | null): MarginLabError {
  const kind = reason instanceof MarginLabError ? reason.kind : 'interrupted';
  const kept = store === null ? 'nothing was stored' : store.describeKept();
  return new MarginLabError(kind, `stopped; ${kept}`);
}
