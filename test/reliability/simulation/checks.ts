import { experimentDigest } from '../../../src/run/plan/family.ts';
import type { Manifest } from '../../../src/run/store/manifest.ts';
import { resultsFolder } from './coordinator.ts';
import type { Disk } from './disk.ts';
import { runName, type StudyName, studies } from './studies.ts';

/** What the user puts into a run folder. */
export const userFile = { name: 'notes.txt', content: 'mine' } as const;

/** A finished run as it lies on the disk. */
export interface WholeRun {
  readonly folder: string;
  readonly experimentDigest: string;
  readonly paths: readonly number[];
  readonly resultDigest: string | null;
  /** Whether every file is the one of the manifest. */
  readonly isWhole: boolean;
  /** Whether it stands in a place of a finished run, as opposed to where it was made or set aside. */
  readonly isPublished: boolean;
  /** Names in the folder that are neither in the manifest, nor it, nor chunks, nor the user's. */
  readonly litter: readonly string[];
}

/** All finished runs on a disk, wherever they stand. */
export function finishedRuns(disk: Disk): WholeRun[] {
  if (disk.kind(resultsFolder) !== 'folder') return [];
  return disk.list(resultsFolder).flatMap((name): WholeRun[] => {
    const folder = `${resultsFolder}/${name}`;
    const manifest = manifestIn(disk, folder);
    if (manifest === null || manifest.state !== 'finished') return [];
    const known = new Set([...manifest.files.map((file) => file.name), 'manifest.json', 'chunks', userFile.name]);
    return [
      {
        folder,
        experimentDigest: manifest.experimentDigest,
        paths: manifest.scenarios.map(({ paths }) => paths),
        resultDigest: manifest.resultDigest,
        isWhole: manifest.files.every((file) => {
          const path = `${folder}/${file.name}`;
          return disk.kind(path) === 'file' && disk.digest(path) === file.sha256;
        }),
        isPublished: publishedName.test(name),
        litter: disk.list(folder).filter((one) => !known.has(one)),
      },
    ];
  });
}

/** Whether a log begins and ends as that of a finished run, and each of its lines is an entry. */
function isLog(text: string): boolean {
  try {
    const events = text
      .split('\n')
      .slice(0, -1)
      .map((line) => (JSON.parse(line) as { event: string }).event);
    return text.endsWith('\n') && events[0] === 'started' && events.at(-1) === 'finished';
  } catch {
    return false;
  }
}

const publishedName = new RegExp(`^${runName}(-\\d+)?$`);

function manifestIn(disk: Disk, folder: string): Manifest | null {
  const path = `${folder}/manifest.json`;
  if (disk.kind(folder) !== 'folder' || disk.kind(path) !== 'file') return null;
  try {
    return JSON.parse(disk.read(path).toString()) as Manifest;
  } catch {
    return null;
  }
}

/** The experiment of a study and its numbers of paths, by which its result is known. */
export function keyOf(study: StudyName): Pick<WholeRun, 'experimentDigest' | 'paths'> {
  return keys[study]!;
}

const keys: Readonly<Record<string, Pick<WholeRun, 'experimentDigest' | 'paths'>>> = Object.fromEntries(
  Object.entries(studies).map(([name, study]) => [
    name,
    { experimentDigest: experimentDigest(study), paths: study.scenarios.map(({ paths }) => paths) },
  ]),
);

/** What is wrong with the results on a disk, whatever happened before: a wrong figure, half a run that looks whole, a finished run that is gone. */
export function faultsOf(
  disk: Disk,
  digests: ReadonlyMap<string, string | null>,
  finished: ReadonlySet<StudyName>,
): string[] {
  const runs = finishedRuns(disk);
  const faults: string[] = [];
  for (const { folder, experimentDigest: experiment, paths, resultDigest, isWhole, isPublished } of runs) {
    const right = digests.get(resultKey({ experimentDigest: experiment, paths }));
    if (resultDigest !== right) faults.push(`${folder} has the result digest ${resultDigest} instead of ${right}`);
    if (isPublished && !isWhole) faults.push(`${folder} is finished, but its files are not those of its manifest`);
    if (isPublished && isWhole && !isLog(disk.read(`${folder}/log.jsonl`).toString()))
      faults.push(`the log of ${folder} is not one of a finished run, line by line`);
  }
  for (const name of finished) {
    const { experimentDigest: experiment, paths } = keyOf(name);
    const isThere = runs.some(
      (run) =>
        run.isWhole && run.experimentDigest === experiment && run.paths.every((count, at) => count >= paths[at]!),
    );
    if (!isThere)
      faults.push(
        `the finished run of '${name}' is lost; there are: ${runs.map((run) => run.folder).join(', ') || 'none'}`,
      );
  }
  return faults;
}

export function resultKey({
  experimentDigest: experiment,
  paths,
}: Pick<WholeRun, 'experimentDigest' | 'paths'>): string {
  return `${experiment} ${paths.join()}`;
}

/** What is wrong at the end, when a run without any trouble has finished after all others. */
export function leftovers(disk: Disk, wantsUserFile: boolean): string[] {
  const runs = finishedRuns(disk);
  const faults: string[] = [];
  for (const name of disk.list(resultsFolder)) {
    const run = runs.find(({ folder }) => folder === `${resultsFolder}/${name}`);
    if (run === undefined || !run.isPublished) faults.push(`${name} is left among the results`);
    else if (run.litter.length > 0) faults.push(`${run.litter.join(', ')} is left in ${run.folder}`);
  }
  const kept = runs.filter(({ folder }) => disk.kind(`${folder}/${userFile.name}`) === 'file');
  if (wantsUserFile && kept.length !== 1) faults.push(`the user's file stands ${kept.length} times`);
  for (const { folder } of kept) {
    if (disk.read(`${folder}/${userFile.name}`).toString() !== userFile.content)
      faults.push(`the user's file in ${folder} was changed`);
  }
  return faults;
}

/** The digest that a published run of a study has on a disk; null if there is none. */
export function publishedDigest(disk: Disk, study: StudyName): string | null {
  const wanted = resultKey(keyOf(study));
  return (
    finishedRuns(disk).find((run) => run.isPublished && run.isWhole && resultKey(run) === wanted)?.resultDigest ?? null
  );
}
