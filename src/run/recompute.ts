import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { sha256 } from '../base/digest.ts';
import { MarginLabError } from '../base/errors.ts';
import { compareSummaries, countKeptPaths, type SummaryDifference } from '../stats/compare.ts';
import { type Summary, sealSummary } from '../stats/summary.ts';
import { defaultRetries } from './execute/compute.ts';
import { openEnvelope } from './execute/envelope.ts';
import { executorFor } from './execute/executors.ts';
import { runRounds } from './execute/rounds.ts';
import { estimateBudget } from './plan/budget.ts';
import { type Family, familiesOf, type RunScenario } from './plan/family.ts';
import { patienceFor } from './plan/patience.ts';
import { assetStepsPerPath, type PathRange, rangesBetween } from './plan/ranges.ts';
import { type Progress, progressReporter } from './progress.ts';
import { chunkFile } from './store/chunk-store.ts';
import type { Files } from './store/files.ts';
import type { Finding } from './store/finding.ts';
import type { FoundRun } from './store/finished-run.ts';
import { listChunks, openChunk } from './store/kept-chunks.ts';
import { mergedOf, originOfRun, readKeptSummaries, summariesName } from './store/kept-summaries.ts';
import { chunksName } from './store/run-folder.ts';

/** What came of computing some ranges of paths of a run again. */
export interface Recomputation {
  /** How many ranges were computed, of how many. */
  readonly ranges: number;
  readonly ofRanges: number;
  readonly paths: number;
  /** On how many of these paths the run has kept a loss, which was compared. */
  readonly comparedPaths: number;
  /** Whether the sums over all paths were compared too. */
  readonly isWhole: boolean;
  readonly findings: readonly Finding[];
}

/** Scenarios of which at least one range is computed, however small the share; of a larger sweep, that many are drawn. */
const mostScenarios = 64;

/** A range of paths of a scenario, under the name that its chunk has. */
interface NamedRange {
  readonly name: string;
  readonly range: PathRange;
}

/**
 * Computes a share of the ranges of a finished run again and compares, bit by bit, with what it has kept of them: with the chunk, if the
 * run has kept its chunks; otherwise with the losses of single paths in the kept summaries; and with the kept summaries as a whole, if all
 * ranges are computed or stand in chunks. Which ranges are computed depends on `seed` and `share` alone.
 *
 * What differs is a finding that names the first path that does, or the range where only sums differ. The files must have been looked at
 * before. Throws what a run throws, and `corrupt` errors.
 */
export async function recompute(
  files: Files,
  run: FoundRun,
  options: {
    /** 0 to 1. */
    readonly share: number;
    readonly seed: string;
    readonly threads: number;
    readonly signal: AbortSignal;
    readonly onProgress?: (progress: Progress) => void;
  },
): Promise<Recomputation> {
  const { folder, manifest, study } = run;
  const { share, seed, threads, signal, onProgress } = options;
  const families = familiesOf(study);
  const scenarios = families.flatMap((family) => family.scenarios);
  const all = scenarios.map(rangesOf);
  const ofRanges = all.reduce((sum, ranges) => sum + ranges.length, 0);
  const chosen = choose(all, share, seed);
  const stored = manifest.keptChunks === 0 ? new Set<string>() : await listChunks(files, folder, study);
  const isWhole = all.every((ranges) => ranges.every(({ name }) => chosen.has(name) || stored.has(name)));

  const keptOf = await readKeptSummaries(files, folder, manifest);
  const merged = new Map<string, Summary>();
  const keptSummary = (one: RunScenario): Summary => {
    const known = merged.get(one.digest) ?? mergedOf(keptOf(one), one);
    merged.set(one.digest, known);
    return known;
  };
  const byDigest = new Map(scenarios.map((one) => [one.digest, one]));
  const chunkOf = async (name: string, one: RunScenario, range: PathRange): Promise<Summary> => {
    const path = join(folder, chunksName, name);
    const opened = await openChunk(files, path, originOfRun(manifest, one.digest), range, one.compiled.shape);
    if ('summary' in opened) return opened.summary;
    throw new MarginLabError('corrupt', `${path} ${opened.fault}`);
  };

  const findings: Finding[] = [];
  const differing = new Set<string>();
  let [ranges, paths, comparedPaths] = [0, 0, 0];
  const differ = (file: string, one: RunScenario, { firstPath, count }: PathRange, found: SummaryDifference) => {
    differing.add(one.digest);
    const where = `scenario '${one.scenario.name}', paths ${firstPath} to ${firstPath + count - 1}`;
    const first = found.path === null ? `sums over them (${found.what})` : `first path ${found.path} (${found.what})`;
    findings.push({ file, what: `does not hold what its paths give: ${where}; what differs: ${first}` });
  };
  const compare = async (name: string, one: RunScenario, range: PathRange, computed: Summary) => {
    const { shape } = one.compiled;
    const isChunk = stored.has(name);
    const kept = isChunk ? await chunkOf(name, one, range) : keptSummary(one);
    const found = compareSummaries(kept, computed, shape);
    if (found !== null) differ(isChunk ? join(chunksName, name) : summariesName, one, range, found);
    ranges++;
    paths += range.count;
    comparedPaths += isChunk
      ? range.count
      : countKeptPaths(kept, shape, range.firstPath, range.firstPath + range.count);
  };
  const compareWhole = (one: RunScenario, computed: Summary) => {
    const { shape } = one.compiled;
    const kept = keptSummary(one);
    merged.delete(one.digest);
    // What differs in one of its ranges differs in the whole.
    if (!isWhole || differing.has(one.digest)) return;
    // Both without room for further paths.
    for (const summary of [kept, computed]) sealSummary(summary, shape);
    const found = compareSummaries(kept, computed, shape);
    if (found !== null) differ(summariesName, one, { firstPath: 0, count: one.scenario.paths }, found);
  };

  const isWanted = ({ name }: NamedRange) => isWhole || chosen.has(name);
  const budget = workOf(scenarios, (one) => rangesOf(one).filter(isWanted));
  const whole = estimateBudget(study, 1);
  const definition = executorFor((whole.chunkSeconds * budget.assetSteps) / whole.assetSteps);
  const executor = definition.create({
    experimentDigest: manifest.experimentDigest,
    scenarios,
    threads: definition.threadsOf(Math.max(1, Math.min(threads, chosen.size))),
    patienceFor: patienceFor(scenarios),
  });
  let finished = 0;
  const started = performance.now();
  const soFar = { finished: () => finished, seconds: () => (performance.now() - started) / 1000 };
  const report = progressReporter(study, budget, soFar, onProgress);
  try {
    await runRounds({
      experimentDigest: manifest.experimentDigest,
      families,
      plan: (family) => tasksOnce(family, isWanted),
      executor,
      store: {
        async load(origin, range) {
          const name = chunkFile(origin, range);
          return chosen.has(name) ? null : chunkOf(name, byDigest.get(origin.scenarioDigest)!, range);
        },
        async save(origin, range, envelope) {
          const one = byDigest.get(origin.scenarioDigest)!;
          const opened = openEnvelope(envelope, origin, range, one.compiled.shape);
          if ('summary' in opened) await compare(chunkFile(origin, range), one, range, opened.summary);
        },
      },
      signal,
      retries: defaultRetries,
      receiver: {
        onTask: report,
        // As the run did: what a tail keeps depends on when it is sealed.
        onCut: ({ scenarios: own }, summaries, last) => {
          for (const [index, { compiled }] of own.entries())
            for (const summary of [summaries[index]!, last[index]!]) sealSummary(summary, compiled.shape);
        },
        onFamily({ scenarios: own }, summaries) {
          for (const [index, one] of own.entries()) compareWhole(one, summaries[index]!);
          finished += own.length;
        },
      },
    });
  } finally {
    await executor.close();
  }
  return { ranges, ofRanges, paths, comparedPaths, isWhole, findings };
}

function rangesOf({ digest, scenario }: RunScenario): NamedRange[] {
  return rangesBetween(scenario, 0, scenario.paths).map((range) => ({
    name: chunkFile({ scenarioDigest: digest }, range),
    range,
  }));
}

/** Chooses ranges by a shuffle of the seed: one of each scenario in turn until the share is reached, and of each scenario one at least. */
function choose(all: readonly (readonly NamedRange[])[], share: number, seed: string): Set<string> {
  if (share === 0) return new Set();
  const shuffled = all.map((ranges) => bySeed(ranges, seed, ({ name }) => name));
  const turns = bySeed(shuffled, seed, ([first]) => first?.name ?? '');
  const total = all.reduce((sum, ranges) => sum + ranges.length, 0);
  const wanted = Math.max(Math.ceil(share * total), Math.min(all.length, mostScenarios));
  const chosen = new Set<string>();
  for (let turn = 0; chosen.size < Math.min(wanted, total); turn++) {
    for (const ranges of turns) {
      const range = ranges[turn];
      if (range !== undefined && chosen.size < wanted) chosen.add(range.name);
    }
  }
  return chosen;
}

function bySeed<Item>(items: readonly Item[], seed: string, nameOf: (item: Item) => string): Item[] {
  return items
    .map((item) => ({ item, rank: sha256(seed, '\0', nameOf(item)) }))
    .toSorted((one, other) => (one.rank < other.rank ? -1 : 1))
    .map(({ item }) => item);
}

function workOf(scenarios: readonly RunScenario[], rangesOfScenario: (one: RunScenario) => readonly NamedRange[]) {
  let [paths, assetSteps] = [0, 0];
  for (const one of scenarios) {
    const own = rangesOfScenario(one).reduce((sum, { range }) => sum + range.count, 0);
    paths += own;
    assetSteps += own * assetStepsPerPath(one.scenario);
  }
  return { paths, assetSteps };
}

/** One round of the wanted ranges of a family. */
function tasksOnce({ scenarios }: Family, isWanted: (range: NamedRange) => boolean) {
  const digests = scenarios.map(({ digest }) => digest);
  const tasks = scenarios
    .slice(0, 1)
    .flatMap((one) => rangesOf(one).filter(isWanted))
    .map(({ range }) => ({ ...range, scenarios: digests }));
  let isAsked = false;
  return {
    next() {
      const given = isAsked || tasks.length === 0 ? ('done' as const) : tasks;
      isAsked = true;
      return given;
    },
  };
}
