import { join } from 'node:path';
import { inputError, MarginLabError } from '../../base/errors.ts';
import { streamVersion } from '../../engine/stream-key.ts';
import type { Summary } from '../../stats/summary.ts';
import { loadStudy } from '../../study/load.ts';
import type { Study } from '../../study/study.ts';
import { experimentDigest, familiesOf, type RunScenario } from '../plan/family.ts';
import { resultOf, type ScenarioResult, type StudyResult } from '../result.ts';
import { type Files, nodeFiles, storing } from './files.ts';
import { mergedOf, type ReadKept, readKeptSummaries } from './kept-summaries.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { type MakeOutputs, openOutputs } from './outputs.ts';
import { readVersions } from './versions.ts';

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
    if (manifest !== null) return { folder, manifest, study: readStudy(folder, manifest) };
  }
  const allowed = `a run folder, or the name of one in ${results}`;
  throw inputError('run', 'there is no such run', { allowed, got: run });
}

function readStudy(folder: string, { versions, experimentDigest: wanted }: Manifest): Study {
  if (versions.stream !== streamVersion) {
    throw new MarginLabError(
      'corrupt',
      `${folder} was made with stream version ${versions.stream}; this program draws by version ${streamVersion}, so its paths are others. ` +
        `Use margin-lab ${versions.marginLab}, or run the experiment again.`,
    );
  }
  const file = join(folder, 'experiment.yaml');
  const study = loadStudy(file);
  if (experimentDigest(study) === wanted) return study;
  throw new MarginLabError('corrupt', `${file} is not the experiment that ${folder} was made of; it was changed since`);
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
