import { availableParallelism } from 'node:os';
import { MarginLabError } from '../base/errors.ts';
import { type Summary, sealSummary } from '../stats/summary.ts';
import type { Study } from '../study/study.ts';
import { type Clock, systemClock } from './clock.ts';
import { defaultRetries } from './execute/compute.ts';
import { type Envelope, originOf, sealEnvelope } from './execute/envelope.ts';
import { checkThreads, type Executor, type ExecutorDefinition } from './execute/executor.ts';
import { executorFor, executorNamed } from './execute/executors.ts';
import { runRounds } from './execute/rounds.ts';
import type { LogLevel } from './log/events.ts';
import { beginLog, isStop, placeOf, tellEnd } from './log/of-run.ts';
import type { LogEntry, RunLog } from './log/run-log.ts';
import { type MemoryWatch, watchMemory } from './memory-watch.ts';
import { type Budget, estimateBudget, guessedPace, type Pace } from './plan/budget.ts';
import { experimentDigest, type Family, familiesOf, type RunScenario } from './plan/family.ts';
import { checkBudget } from './plan/limits.ts';
import { checkMachine, type Machine, nodeMachine } from './plan/machine.ts';
import { measurePace } from './plan/measure.ts';
import { patienceFor } from './plan/patience.ts';
import { fixedPlan, type MakePlan } from './plan/plan.ts';
import { type Progress, progressReporter } from './progress.ts';
import { type RunTiming, resultInTurns, type ScenarioResult, type StudyResult } from './result.ts';
import { type Files, nodeFiles } from './store/files.ts';
import type { MakeOutputs } from './store/outputs.ts';
import { openRunStore, type RunStore } from './store/run-store.ts';

export interface RunOptions {
  /** Worker threads; default: as many as the machine offers. Never changes a figure. */
  readonly threads?: number;
  /** Name of an executor of the registry, or one's own; default: the one that the work is worth. */
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
  /** How much the log of the run tells, which stands in its folder as `log.jsonl` and is heard by `onLog`; default 'info'. */
  readonly logLevel?: LogLevel;
  /** Hears every entry of the log when it is written, also where there is no folder. */
  readonly onLog?: (entry: LogEntry) => void;
  /** How often a failed chunk is repeated; default 2. */
  readonly retries?: number;
  /**
   * After how many milliseconds a running chunk counts as hanging, whatever it does; default: after far more work than it is guessed to
   * take, or 15 seconds without any.
   */
  readonly deadlineMs?: number;
  /** Decides, round by round, how many paths are simulated; default: all that the scenarios ask for. */
  readonly plan?: MakePlan;
  readonly files?: Files;
  readonly clock?: Clock;
  /** What the run may take; default: what this machine has. */
  readonly machine?: Machine;
}

/** Runs that are guessed to take more seconds than this are measured first: long enough that code is compiled, at most two. */
const measureAboveSeconds = 2;
const [shortestMeasurement, longestMeasurement, measuredShare] = [0.4, 2, 0.04];

/**
 * Runs a study: every scenario, range by range, merged in order into figures with their errors.
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
  const { threads = availableParallelism(), clock = systemClock } = options;
  checkThreads(threads);
  const log = beginLog(study, options);
  const budget = await foretell(study, threads, options).catch((error: unknown) => {
    throw tellEnd(log, error);
  });
  const families = familiesOf(study);
  options.onBudget?.(budget);

  const definition = chooseExecutor(budget.chunkSeconds, options.executor);
  const used = definition.threadsOf(Math.min(threads, budget.chunks));
  const scenarios = families.flatMap((family) => family.scenarios);
  const digest = experimentDigest(study);
  log.tell('estimated', { ...budget, threads: used, executor: definition.name, families: families.length });
  const onNotice = (notice: string) => {
    log.tell('notice', { notice });
    options.onNotice?.(notice);
  };
  // Before the run folder is opened: workers start meanwhile.
  const executor = definition.create({
    experimentDigest: digest,
    scenarios,
    threads: used,
    patienceFor: patienceFor(scenarios, options.deadlineMs),
    onNotice,
    onThread: ({ event, ...fields }) => log.tell(event, fields),
  });
  const watch = watchMemory(budget, options.machine ?? nodeMachine);
  const unlogged = new AbortController();
  const signals = [watch.signal, unlogged.signal, ...(options.signal === undefined ? [] : [options.signal])];
  const signal = AbortSignal.any(signals);
  let store: RunStore | null = null;
  try {
    store = await openStore(study, options, log, (error) => unlogged.abort(error));
    const started = clock.now();
    const run = { study, digest, families, budget, store, options, executor, started, clock, signal, watch, log };
    const results = await computeFigures(run);
    const startedAt = new Date(started).toISOString();
    const seconds = (clock.now() - started) / 1000;
    const timing: RunTiming = { startedAt, seconds, threads: used, assetSteps: budget.assetSteps };
    // From here on it takes a moment only; an abort now would leave the user with less than a finished run.
    if (store !== null) return { study, results, timing, folder: await store.finish(timing) };
    log.tell('finished', { seconds });
    return { study, results, timing, folder: null };
  } catch (error) {
    throw tellEnd(log, signal.aborted && error === signal.reason ? stopped(error, store) : error);
  } finally {
    watch.close();
    await executor.close();
    await store?.close();
  }
}

/** What the run will take; throws a `limit` error if that is more than a run may take, or than the machine has. */
async function foretell(study: Study, threads: number, options: RunOptions): Promise<Budget> {
  const { keepResults = Number.POSITIVE_INFINITY, machine = nodeMachine, resume = false, results = null } = options;
  const estimate = (used: number, pace: Pace) => estimateBudget(study, used, { pace, keepResults });
  // Before anything is allocated; how long it takes is known better afterwards.
  const guess = estimate(threads, guessedPace);
  checkBudget(study, guess, 'guessed');
  const measured = Math.max(shortestMeasurement, Math.min(longestMeasurement, measuredShare * guess.seconds));
  const pace = guess.seconds < measureAboveSeconds ? guessedPace : measurePace(study, measured);
  const budget = estimate(threads, pace);
  checkBudget(study, budget);
  await checkMachine(machine, {
    study,
    budget,
    threads,
    estimate: (fewer) => estimate(fewer, pace),
    // Of a run that is resumed most may stand there already.
    results: resume ? null : results,
  });
  return budget;
}

async function openStore(
  study: Study,
  options: RunOptions,
  log: RunLog,
  onLogFailure: (error: MarginLabError) => void,
): Promise<RunStore | null> {
  const { results = null, files = nodeFiles, clock = systemClock, outputs = () => [] } = options;
  const { resume = false, keepChunks = false, onNotice = () => {} } = options;
  if (results === null) return null;
  return openRunStore({ files, clock, results, study, resume, keepChunks, outputs, onNotice, log, onLogFailure });
}

/** Computes all scenarios; gives the results that are kept. */
async function computeFigures(run: {
  readonly study: Study;
  readonly digest: string;
  readonly families: readonly Family[];
  readonly budget: Budget;
  readonly store: RunStore | null;
  readonly options: RunOptions;
  readonly executor: Executor;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly watch: MemoryWatch;
  readonly log: RunLog;
  /** Time of the clock at which the run began. */
  readonly started: number;
}): Promise<ScenarioResult[]> {
  const { study, digest, families, budget, store, options, executor, log } = run;
  const results: ScenarioResult[] = [];
  const sealedParts = new Map<Family, readonly Envelope[][]>();
  let finished = 0;
  const seconds = () => (run.clock.now() - run.started) / 1000;
  const report = progressReporter(study, budget, { finished: () => finished, seconds }, options.onProgress);
  await runRounds({
    experimentDigest: digest,
    families,
    plan: options.plan ?? fixedPlan,
    executor,
    store: store?.chunks ?? null,
    ...(store === null ? {} : { startOf: store.startOf }),
    signal: run.signal,
    retries: options.retries ?? defaultRetries,
    receiver: {
      prepare: async () => store?.openTables(),
      onStart(family, paths) {
        store?.countKept(paths);
        log.tell('continued', { scenarios: family.scenarios.map((one) => one.scenario.name), paths });
        report({ count: paths }, family, true);
      },
      onTask(task, family, reused) {
        if (reused) store?.countReused();
        log.tell('chunk done', { ...placeOf(task, family), reused });
        report(task, family, reused);
      },
      onFailure(sentence, task, family) {
        store?.countFailure(sentence);
        log.tell('chunk failed', { ...placeOf(task, family), sentence });
        options.onNotice?.(`${sentence}; it is computed again`);
      },
      onCut(family, summaries, last) {
        // Sealed now: in a moment the first will hold the last.
        if (store !== null) sealedParts.set(family, partsOf(family, digest, summaries, last));
      },
      async onFamily(family, summaries) {
        for (const [index, one] of family.scenarios.entries()) {
          // Where the main thread is at work for long, the clock of the watch does not strike.
          run.watch.look();
          const result = await resultInTurns(study, finished, one.compiled, summaries[index]!, {
            signal: run.signal,
            clock: run.clock,
          });
          finished++;
          log.tell('figures made', { scenario: one.scenario.name, paths: summaries[index]!.paths });
          const kept = () => sealedParts.get(family)?.[index] ?? [keptEnvelope(summaries[index]!, one, digest)];
          if (store !== null) store.add({ result, kept: kept() });
          if (results.length < (options.keepResults ?? Number.POSITIVE_INFINITY)) results.push(result);
        }
        sealedParts.delete(family);
      },
    },
  });
  return results;
}

/** Per scenario the summary of the whole ranges, if there are any, and that of the cut one after them. */
function partsOf(
  { scenarios }: Family,
  experiment: string,
  summaries: readonly Summary[],
  last: readonly Summary[],
): Envelope[][] {
  return scenarios.map((scenario, index) =>
    [summaries[index]!, last[index]!]
      .filter(({ paths }) => paths > 0)
      .map((summary) => keptEnvelope(summary, scenario, experiment)),
  );
}

/** The envelope of a merged summary, without the room in it that is not used. */
function keptEnvelope(summary: Summary, { digest, compiled }: RunScenario, experiment: string): Envelope {
  sealSummary(summary, compiled.shape);
  return sealEnvelope(summary, originOf(experiment, digest));
}

function chooseExecutor(work: number, wanted: RunOptions['executor']): ExecutorDefinition {
  if (wanted === undefined) return executorFor(work);
  return typeof wanted === 'string' ? executorNamed(wanted) : wanted;
}

/** What an aborted run ends with: the kind that the caller gave, and where the stored chunks are. */
function stopped(reason: unknown, store: RunStore | null): MarginLabError {
  const kind = reason instanceof MarginLabError ? reason.kind : 'interrupted';
  const kept = store === null ? 'nothing was stored' : store.describeKept();
  const why = isStop(kind) ? 'stopped' : `stopped: ${(reason as MarginLabError).message}`;
  return new MarginLabError(kind, `${why}; ${kept}`);
}
