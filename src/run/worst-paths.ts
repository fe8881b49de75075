import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { assert } from '../base/errors.ts';
import { compile } from '../engine/compile.ts';
import type { Scenario } from '../engine/scenario.ts';
import { simulateBlocks } from '../engine/simulate.ts';
import type { Summary } from '../stats/summary.ts';
import type { TailLosses } from '../stats/tail/losses.ts';
import { compareRank } from '../stats/tail/rank.ts';
import { tail } from '../stats/tail/tail.ts';
import { defaultRetries } from './execute/attempt.ts';
import { runTasks } from './execute/chunks.ts';
import { defaultDeadlineMs } from './execute/executor.ts';
import { executorNamed } from './execute/executors.ts';
import type { ChunkTask } from './execute/task.ts';
import { noSuchScheme } from './explain-path.ts';
import { documentedRate } from './plan/budget.ts';
import { assetStepsPerPath, chunkPathsOf, chunksOf } from './plan/plan.ts';
import type { Progress } from './progress.ts';
import { type ChunkOrigin, chunkFile, decodeChunk } from './store/chunk-store.ts';
import type { Files } from './store/files.ts';

/** What came of one of the worst paths, under the scheme for which it is one. Money is quote. */
export interface WorstPath {
  readonly path: number;
  readonly loss: number;
  /** Step of the first liquidation of any pool; 0: none. */
  readonly firstLiquidationStep: number;
  /** Names of the positions that a forced close left nothing of. */
  readonly closed: readonly string[];
  readonly badDebt: number;
  readonly maxDrawdown: number;
}

export interface WorstPathsOptions {
  readonly scheme: string;
  /** How many; at most `mostWorstPaths`. */
  readonly count: number;
  /** Chunks that the run has kept: only what is missing there is simulated. Default: everything is. */
  readonly stored?: StoredChunks;
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** The chunks of a scenario in a run folder. */
export interface StoredChunks {
  readonly files: Files;
  readonly folder: string;
  readonly origin: ChunkOrigin;
  /** Index of the scenario in its study. */
  readonly scenario: number;
}

/** A chunk keeps more of its largest losses than that, whatever the levels (`stats/tail/keep.ts`), so none of the worst is missing. */
export const mostWorstPaths = 32;

/** Below this many seconds of work, starting threads costs more than it brings. */
const threadsWorthSeconds = 0.5;

/** A path and its loss. */
interface Loss {
  readonly path: number;
  readonly loss: number;
}

/**
 * The paths of a scenario with the largest losses under a scheme, the largest first. Every chunk of a run names its largest losses and
 * their paths; where chunks are not stored any more, they are simulated again, in threads if that takes long. Of equal losses, those come
 * first whose path comes first in a fixed shuffle, as in the tail of the run. Throws an input error if there is no such scheme.
 *
 * @example
 * import { explainPath, loadStudy, worstPaths } from 'margin-lab';
 *
 * const [scenario] = loadStudy('book.yaml').scenarios;
 * const [worst] = await worstPaths(scenario!, { scheme: 'cross', count: 1 });
 * console.log(worst!.path, worst!.loss, explainPath(scenario!, worst!.path).results.length);
 */
export async function worstPaths(scenario: Scenario, options: WorstPathsOptions): Promise<WorstPath[]> {
  const { scheme, count } = options;
  assert(count >= 1 && count <= mostWorstPaths, 'no more paths are asked for than every chunk names');
  const index = scenario.account.schemes.findIndex(({ name }) => name === scheme);
  if (index === -1) throw noSuchScheme(scenario, scheme);
  let worst: Loss[] = [];
  await visitChunks(scenario, options, (summary) => {
    worst = [...worst, ...lossesOf(summary, index)].toSorted(byRank).slice(0, count);
  });
  return worst.map(({ path }) => outcomeOf(scenario, index, path));
}

function byRank(a: Loss, b: Loss): number {
  return compareRank(a.loss, a.path, b.loss, b.path);
}

/** The largest losses of a chunk under a scheme, with their paths. */
function lossesOf(summary: Summary, scheme: number): Loss[] {
  const { schemes } = summary.accumulators[tail.name] as { readonly schemes: readonly TailLosses[] };
  const { count, paths, losses } = schemes[scheme]!;
  return Array.from({ length: count }, (_, entry) => ({ path: paths[entry]!, loss: losses[entry]! }));
}

/** Calls `visit` with the summary of every chunk of a scenario, in order: stored ones, and others computed again. */
async function visitChunks(
  scenario: Scenario,
  { stored, threads = availableParallelism(), signal, onProgress }: WorstPathsOptions,
  visit: (summary: Summary) => void,
): Promise<void> {
  const chunkPaths = chunkPathsOf(scenario);
  const plan = { scenario: 0, paths: scenario.paths, chunkPaths, chunks: Math.ceil(scenario.paths / chunkPaths) };
  const tasks = chunksOf(plan);
  const started = performance.now();
  const missing = await countMissing(tasks, stored);
  const work = assetStepsPerPath(scenario);
  const seconds = (missing * work) / documentedRate;
  // Losses are kept for the levels of the scenario; without any, for one of our own, which draws nothing else.
  const levels = scenario.levels.length > 0 ? scenario.levels : [0.99];
  const executor = executorNamed(seconds < threadsWorthSeconds ? 'inline' : 'threads').create({
    scenarios: [compile({ ...scenario, levels })],
    threads: Math.min(threads, tasks.length),
    deadlineMs: defaultDeadlineMs,
  });
  let [paths, reusedPaths] = [0, 0];
  try {
    await runTasks({
      tasks,
      scenarios: [scenario],
      executor,
      store: stored === undefined ? null : { load: (task) => loadStored(task, stored), save: async () => {} },
      signal: signal ?? new AbortController().signal,
      retries: defaultRetries,
      receiver: {
        mergeChunk: (_, summary) => visit(summary),
        mergeMarket() {},
        onFailure() {},
        onChunk(task, reused) {
          paths += task.count;
          if (reused) reusedPaths += task.count;
          onProgress?.({
            study: 'worst paths',
            paths,
            totalPaths: scenario.paths,
            assetSteps: paths * work,
            totalAssetSteps: scenario.paths * work,
            reusedPaths,
            reusedAssetSteps: reusedPaths * work,
            scenariosDone: 0,
            scenarios: 1,
            scenario: scenario.name,
            seconds: (performance.now() - started) / 1000,
          });
        },
      },
    });
  } finally {
    await executor.close();
  }
}

/** Paths of chunks that are not stored, as far as the names of the files tell. */
async function countMissing(tasks: readonly ChunkTask[], stored: StoredChunks | undefined): Promise<number> {
  const names = new Set(await stored?.files.list(stored.folder).catch(() => []));
  return tasks
    .filter((task) => stored === undefined || !names.has(chunkFile({ ...task, scenario: stored.scenario })))
    .reduce((paths, task) => paths + task.count, 0);
}

/** The stored summary of a chunk; null if there is none that can be believed. Nothing is changed in the folder. */
async function loadStored(task: ChunkTask, { files, folder, origin, scenario }: StoredChunks): Promise<Summary | null> {
  const own = { ...task, scenario };
  const content = await files.read(join(folder, chunkFile(own))).catch(() => null);
  if (content === null) return null;
  const read = decodeChunk(content, own, origin);
  return 'summary' in read ? read.summary : null;
}

/** Simulates one path again, for what its chunk did not keep. */
function outcomeOf(scenario: Scenario, scheme: number, path: number): WorstPath {
  const found: WorstPath[] = [];
  simulateBlocks(compile(scenario), path, 1, (block) => {
    const account = block.account[scheme]!;
    const closed = block.positions[scheme]!.flatMap(({ closed_step: step }, index) =>
      step[0]! > 0 ? [block.shape.positions[index]!] : [],
    );
    found.push({
      path,
      loss: -account.pnl[0]!,
      firstLiquidationStep: account.first_liquidation_step[0]!,
      closed,
      badDebt: account.bad_debt[0]!,
      maxDrawdown: account.max_drawdown[0]!,
    });
  });
  return found[0]!;
}
