import { join } from 'node:path';
import { sha256 } from '../../base/digest.ts';
import { assert, MarginLabError } from '../../base/errors.ts';
import type { Summary } from '../../stats/summary.ts';
import type { Study } from '../../study/study.ts';
import type { Clock } from '../clock.ts';
import type { RunLog } from '../log/run-log.ts';
import type { RunScenario } from '../plan/family.ts';
import { countRanges } from '../plan/ranges.ts';
import type { RunTiming } from '../result.ts';
import { type ChunkStore, openChunkStore } from './chunk-store.ts';
import { experimentName } from './experiment-file.ts';
import { type Files, storing, writeAtomically } from './files.ts';
import { listChunks } from './kept-chunks.ts';
import { type FinishedScenario, readKeptSummaries, summariesFile, wholeOf } from './kept-summaries.ts';
import { countStoredChunks, settleLeftovers } from './leftovers.ts';
import { takeLock } from './lock.ts';
import { type LogFile, openLogFile } from './log-file.ts';
import { factsOf, formatManifest, type Manifest, manifestFormat, manifestName } from './manifest.ts';
import { type MakeOutputs, type OutputFile, type OutputWriter, openOutputs } from './outputs.ts';
import {
  chunksName,
  findReplaced,
  identityOf,
  publish,
  type RunIdentity,
  refuseLink,
  type WorkFolder,
  workFolder,
} from './run-folder.ts';
import { otherVersions, readVersions } from './versions.ts';

/** The folder of one run while it is computed: experiment.yaml, manifest.json, chunks/, and at the end the tables. */
export interface RunStore {
  readonly work: WorkFolder;
  readonly chunks: ChunkStore;
  /** Merged summaries of an earlier, smaller run of the experiment, by the digest of their scenario; null where there is none to go on from. */
  readonly startOf: (scenario: RunScenario) => Summary | null;
  countReused(): void;
  /** Counts paths that were taken over from a smaller run. */
  countKept(paths: number): void;
  countFailure(sentence: string): void;
  /** One phrase about what an interrupted run leaves: `37 of 120 chunks are kept in results/desk-book.partial-1a2b3c4d`. */
  describeKept(): string;
  /** Starts the tables; to be called before results are added. */
  openTables(): Promise<void>;
  /** Adds a finished scenario to the tables and the kept summaries; to be called in the order of the scenarios. */
  add(finished: FinishedScenario): void;
  /** Completes tables and manifest, moves the folder into its place, gives the lock back and returns that place. */
  finish(timing: RunTiming): Promise<string>;
  /** After a failure: removes unfinished tables and gives the lock back. Must be called in any case. */
  close(): Promise<void>;
}

/** Takes the work folder of a study, without chunks unless it is resumed. Throws `storage` errors, also when another process writes there. */
export async function openRunStore(options: {
  readonly files: Files;
  readonly clock: Clock;
  readonly results: string;
  readonly study: Study;
  readonly resume: boolean;
  readonly keepChunks: boolean;
  readonly outputs: MakeOutputs;
  readonly onNotice: (sentence: string) => void;
  /** Gets a file in the folder. */
  readonly log: RunLog;
  /** Hears, as a `storage` error, that a line of the log could not be written: the run is to end. */
  readonly onLogFailure: (error: MarginLabError) => void;
}): Promise<RunStore> {
  const { files, clock, results, study, resume, keepChunks, outputs, onNotice, log, onLogFailure } = options;
  const identity = identityOf(study);
  const digest = identity.experimentDigest;
  const work = workFolder(results, study.name, digest);
  await storing('make the folder', results, () => files.makeFolder(results));
  const release = await takeLock(files, work.lock, clock);
  let logFile: LogFile | null = null;
  try {
    const chunksFolder = join(work.folder, chunksName);
    for (const folder of [work.folder, chunksFolder]) await refuseLink(files, folder);
    await settleLeftovers(files, results, identity, work, (what, path) => log.tell('settled', { what, path }));
    if (!resume) {
      const discarded = await discardChunks(files, chunksFolder, onNotice);
      if (discarded > 0) log.tell('discarded', { folder: chunksFolder, chunks: discarded });
    }
    const versions = readVersions();
    const totalChunks = study.scenarios.reduce((sum, scenario) => sum + countRanges(scenario), 0);
    let [reusedChunks, keptPaths] = [0, 0];
    const failedAttempts: string[] = [];
    const opened = await openChunkStore(files, chunksFolder, (file, reason) => {
      kept--;
      log.tell('set aside', { file, reason });
      onNotice(`${file} is set aside and computed again: ${reason}`);
    });
    let kept = await countStoredChunks(files, chunksFolder);
    const chunks: ChunkStore = {
      load: (...chunk) => opened.load(...chunk),
      save: async (...chunk) => {
        await opened.save(...chunk);
        kept++;
      },
    };
    const { scenarios, ...facts } = factsOf(study);
    const manifestOf = (
      finished: Pick<Manifest, 'timing' | 'resultDigest' | 'keptChunks' | 'files'> | null,
    ): Manifest => ({
      format: manifestFormat,
      ...facts,
      state: finished === null ? 'running' : 'finished',
      resultDigest: finished?.resultDigest ?? null,
      versions,
      platform: `${process.platform} ${process.arch}`,
      warnings: study.warnings,
      timing: finished?.timing ?? null,
      reusedChunks,
      keptPaths,
      failedAttempts,
      keptChunks: finished?.keptChunks ?? 0,
      files: finished?.files ?? [],
      scenarios,
    });
    const writeManifest = (manifest: Manifest) =>
      writeAtomically(files, join(work.folder, manifestName), formatManifest(manifest));
    const experiment = { name: experimentName, bytes: Buffer.byteLength(study.text), sha256: sha256(study.text) };
    await writeAtomically(files, join(work.folder, experiment.name), study.text);
    await writeManifest(manifestOf(null));
    log.tell('opened', {
      folder: work.folder,
      experimentDigest: digest,
      resume,
      storedChunks: kept,
      chunks: totalChunks,
    });
    logFile = await openLogFile(files, work.folder, { log, goesOn: resume, onFailure: onLogFailure });
    const logged = logFile;
    const startOf = await earlierSummaries(files, results, identity, (reason) => {
      log.tell('not taken over', { reason });
      onNotice(reason);
    });
    let writer: OutputWriter<FinishedScenario> | null = null;
    let isHeld = true;
    const open = () => {
      assert(writer !== null, 'tables are opened before results are added');
      return writer;
    };

    return {
      work,
      chunks,
      startOf,
      countReused: () => void reusedChunks++,
      countKept: (paths) => void (keptPaths += paths),
      countFailure: (sentence) => void failedAttempts.push(sentence),
      describeKept: () => `${kept} of ${totalChunks} chunks are kept in ${work.folder}`,
      async openTables() {
        writer = await openOutputs(files, work.folder, [...(await outputs(study)).map(ofFinished), summariesFile]);
      },
      add: (finished) => open().add(finished),
      async finish(timing) {
        const written = await open().finish();
        const { resultDigest } = written;
        const { seconds } = timing;
        log.tell('finished', { seconds, resultDigest, reusedChunks, keptPaths, failedAttempts: failedAttempts.length });
        const all = [{ ...experiment, inResultDigest: false }, ...written.files, await logged.finish()];
        const keptChunks = keepChunks ? (await listChunks(files, work.folder, study)).size : 0;
        await writeManifest(manifestOf({ timing, files: all, resultDigest, keptChunks }));
        const folder = await publish(files, results, identity, work);
        // Last of all: until the results stood in their place, the chunks were the way to get there again.
        if (!keepChunks) await storing('remove', folder, () => files.remove(join(folder, chunksName)));
        isHeld = false;
        await release();
        return folder;
      },
      async close() {
        if (!isHeld) return;
        // The run has failed, and why is what its user must hear. What cannot be removed now is removed by the next run.
        logged.close();
        await writer?.discard().catch(() => {});
        await release().catch(() => {});
      },
    };
  } catch (error) {
    logFile?.close();
    await release().catch(() => {});
    throw error;
  }
}

/** Removes the stored chunks of an unfinished run that is not gone on with, and says so if there are any. Gives how many there were. */
async function discardChunks(files: Files, folder: string, onNotice: (sentence: string) => void): Promise<number> {
  const chunks = await countStoredChunks(files, folder);
  const what = chunks === 1 ? '1 stored chunk is' : `${chunks} stored chunks are`;
  if (chunks > 0) onNotice(`${what} discarded in ${folder}: the run begins anew, since --resume was not given`);
  await storing('remove', folder, () => files.remove(folder));
  return chunks;
}

/** A file of figures, among those that are told of finished scenarios. */
function ofFinished({ open, ...file }: OutputFile): OutputFile<FinishedScenario> {
  return {
    ...file,
    open() {
      const { add, finish } = open();
      return { add: ({ result }) => add(result), finish };
    },
  };
}

/**
 * What a smaller finished run of the same experiment has kept, to go on from. A run of the same size is not gone on from, but computed again:
 * who starts it a second time wants to see it computed.
 */
async function earlierSummaries(
  files: Files,
  results: string,
  identity: RunIdentity,
  onNotice: (sentence: string) => void,
): Promise<RunStore['startOf']> {
  const earlier = await findReplaced(files, results, identity);
  const isSmaller = earlier?.paths.some((paths, index) => paths < identity.paths[index]!) === true;
  if (earlier === null || !isSmaller) return () => null;
  const { folder, manifest } = earlier;
  if (manifest === null) return () => null;
  // Another version may round in another way: what is added must be what a run of this size would have been from the start.
  if (otherVersions(manifest.versions).length > 0) {
    onNotice(`${folder} was made by another version, so all its paths are computed again`);
    return () => null;
  }
  const computeAgain = (error: unknown) => {
    if (!(error instanceof MarginLabError && error.kind === 'corrupt')) throw error;
    onNotice(`${error.message}; all its paths are computed again`);
    return null;
  };
  const keptOf = await readKeptSummaries(files, folder, manifest).catch(computeAgain);
  return (scenario) => {
    try {
      return keptOf === null ? null : wholeOf(keptOf(scenario), scenario.scenario);
    } catch (error) {
      return computeAgain(error);
    }
  };
}
