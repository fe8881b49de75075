import { join } from 'node:path';
import { inputError, MarginLabError } from '../../base/errors.ts';
import type { Study } from '../../study/study.ts';
import { experimentDigest } from '../plan/family.ts';
import { inspectExperiment } from './experiment-file.ts';
import { codeOf, type Files, finalNameOf, storageError, storing } from './files.ts';
import { logName } from './log-file.ts';
import { inspectManifest, type Manifest, manifestName } from './manifest.ts';

/**
 * Which folder a run works in, and how a finished run takes its place.
 *
 * - `results/<name>.partial-<digest>` is where an experiment is being computed. It stays after an interruption, and `--resume` goes
 *   on with it; the digest keeps an edited experiment out of it.
 * - `results/<name>` is a finished run. It appears by renaming, complete.
 * - The same experiment (same digest) with as many paths or more replaces its earlier result, at the moment at which the new one is
 *   complete. What the user has put beside the files of the run stays.
 * - Another experiment of the same name never does, nor the same one with fewer paths: it becomes `<name>-2`, `<name>-3`, …
 */
export interface WorkFolder {
  readonly folder: string;
  /** Beside the folder, because the folder is renamed at the end. */
  readonly lock: string;
  /** Where the earlier result stands until the new one has taken its place. */
  readonly replaced: string;
}

/** The form of names that become folders; also keeps a name from leaving the results folder. */
const slug = /^[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9])?$/i;
const mostNumbers = 1_000;

/** Folder of the stored chunks in a run folder. */
export const chunksName = 'chunks';

/** Throws an input error unless the name can become a folder. */
export function checkRunName(name: string): void {
  if (slug.test(name) && !name.includes('..') && !name.includes('.partial-')) return;
  throw inputError('name', 'cannot name a run folder', {
    allowed: 'letters, digits and . _ - between them',
    got: name,
  });
}

export function workFolder(results: string, name: string, experimentDigest: string): WorkFolder {
  checkRunName(name);
  const folder = join(results, `${name}.partial-${experimentDigest.slice(0, 8)}`);
  return { folder, lock: `${folder}.lock`, replaced: `${folder}.replaced` };
}

/** Throws a `storage` error if something else than a folder stands in a place of ours: a link could lead anywhere. */
export async function refuseLink(files: Files, folder: string): Promise<void> {
  const kind = await storing('look at', folder, () => files.kind(folder));
  if (kind === 'folder' || kind === 'nothing') return;
  const what = kind === 'file' ? 'a file' : 'a link';
  throw new MarginLabError('storage', `cannot use ${folder}: ${what} stands there, not a folder; remove it`);
}

/** What the place of a run among the results depends on. */
export interface RunIdentity {
  readonly name: string;
  readonly experimentDigest: string;
  /** Paths of each scenario. */
  readonly paths: readonly number[];
}

/** The identity of the run of a study. */
export function identityOf(study: Study): RunIdentity {
  return {
    name: study.name,
    experimentDigest: experimentDigest(study),
    paths: study.scenarios.map(({ paths }) => paths),
  };
}

/** A run that stands among the results, in a place that is not that of a run at work. */
export interface StandingRun extends Pick<RunIdentity, 'experimentDigest' | 'paths'> {
  readonly folder: string;
  /** null if it is missing or cannot be believed: then the experiment file tells whose place it is. */
  readonly manifest: Manifest | null;
}

/** The run that a run of this identity would replace: of the same experiment, with as many paths or fewer; or null. */
export async function findReplaced(files: Files, results: string, run: RunIdentity): Promise<StandingRun | null> {
  const { standing } = await choosePlace(files, results, run);
  return standing;
}

/**
 * Moves a finished work folder into its place among the results and returns that place. The earlier result of the same experiment is set
 * aside before and removed afterwards; `settleLeftovers` deals with what a crash in between leaves. Throws `storage` errors.
 */
export async function publish(files: Files, results: string, run: RunIdentity, work: WorkFolder): Promise<string> {
  const move = async (from: string, to: string) => {
    await files.rename(from, to);
    await files.flushFolder(results);
  };
  for (let tries = 0; tries < 10; tries++) {
    const place = await choosePlace(files, results, run);
    try {
      if (place.standing !== null) await move(place.folder, work.replaced);
      await move(work.folder, place.folder);
      await mergeInto(files, place.folder, work.replaced);
      return place.folder;
    } catch (error) {
      // Another process published a run of this name in between: look again.
      if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(error)))
        throw storageError('move the results to', place.folder, error);
    }
  }
  throw new MarginLabError(
    'storage',
    `cannot move the results to ${join(results, run.name)}: other runs keep taking the place`,
  );
}

/**
 * Removes a run folder, if it is there, of which a finished one holds all there was. What the user put into it (notes, charts) moves to
 * the finished one.
 */
export async function mergeInto(files: Files, finished: string, folder: string): Promise<void> {
  if ((await files.kind(folder)) !== 'folder') return;
  const [present, ours] = [new Set(await files.list(finished)), new Set([manifestName, chunksName, logName])];
  for (const one of [finished, folder]) {
    const inspected = await inspectManifest(files, one);
    if (inspected !== null && 'manifest' in inspected) for (const file of inspected.manifest.files) ours.add(file.name);
  }
  for (const name of await files.list(folder)) {
    if (ours.has(finalNameOf(name)) || present.has(name)) continue;
    await files.rename(join(folder, name), join(finished, name));
  }
  await files.flushFolder(finished);
  await files.remove(folder);
}

/** The first folder of this name that is free, or holds a run that this one replaces. */
async function choosePlace(files: Files, results: string, run: RunIdentity): Promise<Place> {
  for await (const place of placesOf(files, results, run.name)) {
    const { isFree, standing } = place;
    if (isFree) return place;
    if (standing?.experimentDigest !== run.experimentDigest) continue;
    // The digest says that there are as many scenarios.
    if (standing.paths.every((paths, index) => paths <= run.paths[index]!)) return place;
  }
  throw new MarginLabError('limit', `${results} holds ${mostNumbers} runs named ${run.name}; move or delete some`);
}

/** Where among the results a run of some name may stand. */
export interface Place {
  readonly folder: string;
  readonly isFree: boolean;
  /** null if it is free or holds something else than a run. */
  readonly standing: StandingRun | null;
}

/** The places of a name in their order, up to the first one that is free. */
export async function* placesOf(files: Files, results: string, name: string): AsyncGenerator<Place> {
  checkRunName(name);
  for (let number = 1; number <= mostNumbers; number++) {
    const folder = join(results, number === 1 ? name : `${name}-${number}`);
    const kind = await storing('look at', folder, () => files.kind(folder));
    yield { folder, isFree: kind === 'nothing', standing: kind === 'folder' ? await runIn(files, folder) : null };
    if (kind === 'nothing') return;
  }
}

/** The run in a folder; null for a folder that is no run, or one of which nothing can be believed. */
export async function runIn(files: Files, folder: string): Promise<StandingRun | null> {
  const inspected = await inspectManifest(files, folder);
  if (inspected !== null && 'manifest' in inspected) {
    const { manifest } = inspected;
    const paths = manifest.scenarios.map((scenario) => scenario.paths);
    return { folder, manifest, experimentDigest: manifest.experimentDigest, paths };
  }
  const experiment = await inspectExperiment(files, folder);
  return 'study' in experiment ? { folder, manifest: null, ...identityOf(experiment.study) } : null;
}
