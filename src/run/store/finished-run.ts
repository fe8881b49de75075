import { join } from 'node:path';
import { inputError, MarginLabError } from '../../base/errors.ts';
import { streamVersion } from '../../engine/stream-key.ts';
import type { Summary } from '../../stats/summary.ts';
import type { Study } from '../../study/study.ts';
import { experimentDigest, familiesOf, type RunScenario } from '../plan/family.ts';
import { resultOf, type ScenarioResult, type StudyResult } from '../result.ts';
import { experimentName, inspectExperiment } from './experiment-file.ts';
import { type Files, nodeFiles, storing } from './files.ts';
import { mergedOf, type ReadKept, readKeptSummaries } from './kept-summaries.ts';
import { removeUnfinished, settleLeftovers } from './leftovers.ts';
import { whileLocked } from './lock.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { type MakeOutputs, openOutputs } from './outputs.ts';
import { chunksName, findReplaced, identityOf, workFolder } from './run-folder.ts';
import { verifyFiles } from './verify-files.ts';
import { formatOtherVersions, readVersions } from './versions.ts';

/** A run folder as it is read: what was run, and what the folder says of itself. */
export interface FoundRun {
  readonly folder: string;
  readonly manifest: Manifest;
  /** From the experiment file of the run. */
  readonly study: Study;
}

/**
 * Finds a run by its folder, or by its name under the folder of results. Throws an input error if there is none, and a `corrupt` error if
 * its experiment file was changed, or if this version of the program would draw other paths than the run did.
 */
export async function findRun(files: Files, run: string, results: string): Promise<FoundRun> {
  for (const folder of [run, join(results, run)]) {
    const manifest = await readManifest(files, folder);
    if (manifest !== null) return { folder, manifest, study: await readStudy(files, folder, manifest) };
  }
  const allowed = `a run folder, or the name of one in ${results}`;
  throw inputError('run', 'there is no such run', { allowed, got: run });
}

function corrupt(sentence: string): MarginLabError {
  return new MarginLabError('corrupt', sentence);
}

async function readStudy(files: Files, folder: string, manifest: Manifest): Promise<Study> {
  const { versions, experimentDigest: wanted } = manifest;
  if (versions.stream !== streamVersion) {
    throw corrupt(
      `${folder} was made with stream version ${versions.stream}; this program draws by version ${streamVersion}, so its paths are others. ` +
        `Use margin-lab ${versions.marginLab}, or run the experiment again.`,
    );
  }
  const file = join(folder, experimentName);
  const inspected = await inspectExperiment(files, folder);
  if ('fault' in inspected) throw corrupt(`${file} ${inspected.fault}`);
  const entry = manifest.files.find(({ name }) => name === experimentName);
  // A run that has not finished lists no files yet.
  const isWritten = entry === undefined || (await storing('read', file, () => files.digest(file))) === entry.sha256;
  if (isWritten && experimentDigest(inspected.study) === wanted) return inspected.study;
  throw corrupt(`${file} is not the experiment that ${folder} was made of; it was changed since`);
}

/** What stands where the result of a study belongs: a run of the same experiment with just as many paths. */
export interface FinishedBefore {
  readonly folder: string;
  /** Whether it keeps chunks, as far as it says. */
  readonly keepsChunks: boolean;
  /** Why it is not taken for the result, as sentence fragments of its folder; none: it is the result. */
  readonly faults: readonly string[];
}

/**
 * Looks for the finished run of a study: whether all of it is there as it was written, and by this program. Null if no such run stands
 * where it belongs. What killed runs of the experiment have left is settled before, and removed if there is a finished one. Throws
 * `storage` errors, also while another run of the experiment writes.
 */
export async function findFinished(
  files: Files,
  results: string,
  study: Study,
  outputs: MakeOutputs,
): Promise<FinishedBefore | null> {
  if ((await storing('look at', results, () => files.kind(results))) === 'nothing') return null;
  const identity = identityOf(study);
  const work = workFolder(results, study.name, identity.experimentDigest);
  return whileLocked(files, work.lock, async () => {
    await settleLeftovers(files, results, identity, work);
    const standing = await findReplaced(files, results, identity);
    if (standing === null || standing.paths.some((paths, index) => paths !== identity.paths[index])) return null;
    const { folder } = standing;
    const { manifest, findings } = await verifyFiles(files, folder, { outputs });
    const others = manifest === null ? '' : formatOtherVersions(manifest.versions);
    const faults = findings.map(({ file, what }) => `${file} ${what}`);
    if (others !== '') faults.push(`it was made by ${others}`);
    if (manifest !== null && faults.length === 0) await removeUnfinished(files, work, { folder, manifest });
    const keepsChunks = manifest === null ? await holdsChunks(files, folder) : manifest.keptChunks > 0;
    return { folder, keepsChunks, faults };
  });
}

async function holdsChunks(files: Files, folder: string): Promise<boolean> {
  const path = join(folder, chunksName);
  return (await storing('read', path, () => files.kind(path))) === 'folder';
}

/** The merged summary that a run has kept of a scenario. Throws a `corrupt` error if it cannot be believed, an input error for an unfinished run. */
export async function readSummary(files: Files, run: FoundRun, scenario: RunScenario): Promise<Summary> {
  const keptOf = await readKept(files, run);
  return mergedOf(keptOf(scenario), scenario);
}

/**
 * The figures of a finished run, scenario by scenario in their order, made of the summaries that it has kept: nothing is simulated, and
 * they are those of the run to the last bit. Throws a `corrupt` error if they cannot be believed, an input error for an unfinished run.
 */
export async function readResults(files: Files, run: FoundRun): Promise<Iterable<ScenarioResult>> {
  const { study } = run;
  const keptOf = await readKept(files, run);
  return iterate(study, (scenario) => mergedOf(keptOf(scenario), scenario));
}

function* iterate(study: Study, summaryOf: (scenario: RunScenario) => Summary): Generator<ScenarioResult> {
  const scenarios = familiesOf(study).flatMap((family) => family.scenarios);
  for (const [index, one] of scenarios.entries()) {
    yield resultOf(study, index, one.compiled, summaryOf(one));
  }
}

async function readKept(files: Files, { folder, manifest }: FoundRun): Promise<ReadKept> {
  const { state, versions } = manifest;
  if (state !== 'finished') throw inputError('run', 'is not finished: it has no figures yet', { got: folder });
  const { marginLab } = readVersions();
  // Another version may sum up other things.
  if (versions.marginLab === marginLab) return readKeptSummaries(files, folder, manifest);
  throw new MarginLabError(
    'corrupt',
    `${folder} was made with margin-lab ${versions.marginLab}, whose summaries ${marginLab} cannot read; run the experiment again`,
  );
}

/**
 * A finished run as it was when it ended, with the figures of at most `keepResults` scenarios (default: all). Throws as `findRun` and
 * `readResults` do.
 *
 * @example
 * import { figuresOf, loadStudy, readRun, runFiles, runStudy } from 'margin-lab';
 *
 * const { folder } = await runStudy(loadStudy('book.yaml'), { results: 'results', outputs: runFiles });
 * console.log(figuresOf(await readRun(folder ?? 'results/book'), { metric: 'p_any_pool' }));
 */
export async function readRun(
  run: string,
  { results = 'results', keepResults = Number.POSITIVE_INFINITY, files = nodeFiles } = {},
): Promise<StudyResult> {
  const found = await findRun(files, run, results);
  const { study, manifest, folder } = found;
  const kept: ScenarioResult[] = [];
  for (const result of await readResults(files, found)) {
    if (kept.length >= keepResults) break;
    kept.push(result);
  }
  return { study, results: kept, timing: manifest.timing!, folder };
}

/** Writes the files of a finished run again into a folder, which is made if absent, as the run wrote them. Throws as `readResults` does. */
export async function writeFilesAgain(
  files: Files,
  run: FoundRun,
  folder: string,
  outputs: MakeOutputs,
): Promise<void> {
  const results = await readResults(files, run);
  await storing('make the folder', folder, () => files.makeFolder(folder));
  const writer = await openOutputs(files, folder, await outputs(run.study));
  try {
    for (const result of results) writer.add(result);
    await writer.finish();
  } catch (error) {
    await writer.discard().catch(() => {});
    throw error;
  }
}
