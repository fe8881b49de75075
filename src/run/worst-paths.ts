import { availableParallelism } from 'node:os';
import { assert } from '../base/errors.ts';
import { compile } from '../engine/compile/compile.ts';
import type { Scenario } from '../engine/scenario.ts';
import { simulateBlocks } from '../engine/simulate.ts';
import type { Summary } from '../stats/summary.ts';
import { compareRank, type TailLosses } from '../stats/tail/losses.ts';
import { tail } from '../stats/tail/tail.ts';
import { systemClock } from './clock.ts';
import { defaultRetries } from './execute/compute.ts';
import { executorFor } from './execute/executors.ts';
import { runRounds } from './execute/rounds.ts';
import { noSuchScheme } from './explain-path.ts';
import { workOf } from './plan/budget.ts';
import { experimentDigest, familiesOf } from './plan/family.ts';
import { patienceFor } from './plan/patience.ts';
import { fixedPlan } from './plan/plan.ts';
import { assetStepsPerPath, countRanges } from './plan/ranges.ts';
import { sizesOf } from './plan/sizes.ts';
import { type Progress, progressReporter } from './progress.ts';

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
  /** The merged summary of the paths, as a run keeps it; default: they are simulated again. */
  readonly summary?: Summary;
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** A summary keeps more of the largest losses than that, whatever the levels (`stats/tail/keep.ts`), so none of the worst is missing. */
export const mostWorstPaths = 32;

/** A path and its loss. */
interface Loss {
  readonly path: number;
  readonly loss: number;
}

/**
 * The paths of a scenario with the largest losses under a scheme, the largest first, from a summary of them, which names its largest
 * losses and their paths. Of equal losses, those come first whose path comes first in a fixed shuffle, as in the tail of the run. Throws an
 * input error if there is no such scheme.
 *
 * @example
 * import { explainPath, loadStudy, worstPaths } from 'margin-lab';
 *
 * const [scenario] = loadStudy('book.yaml').scenarios;
 * const [worst] = await worstPaths(scenario!, { scheme: 'cross', count: 1 });
 * console.log(worst!.path, worst!.loss, explainPath(scenario!, worst!.path).results.length);
 */
export async function worstPaths(scenario: Scenario, options: WorstPathsOptions): Promise<WorstPath[]> {
  const { scheme, count, summary } = options;
  assert(count >= 1 && count <= mostWorstPaths, 'no more paths are asked for than every summary names');
  const index = scenario.account.schemes.findIndex(({ name }) => name === scheme);
  if (index === -1) throw noSuchScheme(scenario, scheme);
  // A run without levels keeps no losses.
  const kept = summary === undefined || scenario.levels.length === 0 ? await simulateAll(scenario, options) : summary;
  const worst = lossesOf(kept, index).toSorted(byRank).slice(0, count);
  return worst.map(({ path }) => outcomeOf(scenario, index, path));
}

function byRank(a: Loss, b: Loss): number {
  return compareRank(a.loss, a.path, b.loss, b.path);
}

/** The largest losses of a summary under a scheme, with their paths. */
function lossesOf(summary: Summary, scheme: number): Loss[] {
  const { schemes } = summary.accumulators[tail.name] as { readonly schemes: readonly TailLosses[] };
  const { count, paths, losses } = schemes[scheme]!;
  return Array.from({ length: count }, (_, entry) => ({ path: paths[entry]!, loss: losses[entry]! }));
}

/** The merged summary of all paths of a scenario, simulated in threads if that takes long. */
async function simulateAll(
  scenario: Scenario,
  { threads = availableParallelism(), signal, onProgress }: WorstPathsOptions,
): Promise<Summary> {
  // Losses are kept for the levels of the scenario; without any, for one of our own, which draws nothing else.
  const levels = scenario.levels.length > 0 ? scenario.levels : [0.99];
  const study = { name: 'worst paths', scenarios: [{ ...scenario, levels }] };
  const families = familiesOf(study);
  const scenarios = families.flatMap((family) => family.scenarios);
  const digest = experimentDigest(study);
  const assetSteps = scenario.paths * assetStepsPerPath(scenario);
  const definition = executorFor(workOf(sizesOf(scenario)).chunks);
  const executor = definition.create({
    experimentDigest: digest,
    scenarios,
    threads: definition.threadsOf(Math.min(threads, countRanges(scenario))),
    patienceFor: patienceFor(scenarios),
  });
  const started = systemClock.now();
  const soFar = { finished: () => 0, seconds: () => (systemClock.now() - started) / 1000 };
  const report = progressReporter(study, { paths: scenario.paths, assetSteps }, soFar, onProgress);
  let all: Summary | undefined;
  try {
    await runRounds({
      experimentDigest: digest,
      families,
      plan: fixedPlan,
      executor,
      store: null,
      signal: signal ?? new AbortController().signal,
      retries: defaultRetries,
      receiver: { onTask: report, onFamily: (_, [summary]) => void (all = summary) },
    });
  } finally {
    await executor.close();
  }
  return all!;
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
