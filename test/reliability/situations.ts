import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MarginLabError } from '../../src/base/errors.ts';
import { type RunOptions, runStudy } from '../../src/run/run-study.ts';
import { nodeFiles } from '../../src/run/store/files.ts';
import { findFinished } from '../../src/run/store/finished-run.ts';
import { readManifest } from '../../src/run/store/manifest.ts';
import type { MakeOutputs } from '../../src/run/store/outputs.ts';
import type { Study } from '../../src/study/study.ts';
import { writtenStudy } from '../run/written-study.ts';
import { type Call, watchedFiles } from './watched-files.ts';

/** What may stand among the results when a run starts, and how it is started. */
export const situations = {
  'nothing yet': {},
  'nothing yet, chunks are kept': { keepChunks: true },
  'a stopped run': { stoppedPaths: 500, resume: true },
  'a stopped run that is not resumed': { stoppedPaths: 500 },
  'the same result': { standing: 500 },
  'a smaller result': { standing: 300 },
} as const satisfies Record<string, Situation>;

interface Situation {
  readonly standing?: number;
  readonly stoppedPaths?: number;
  readonly resume?: boolean;
  readonly keepChunks?: boolean;
}

export type SituationName = keyof typeof situations;

const study = writtenStudy(500);
const notes = 'notes.txt';
/** Loaded when they are needed: a process that is killed before is started sooner. */
const outputs: MakeOutputs = async (one) => (await import('../../src/report/writers/run-files.ts')).runFiles(one);

/** Runs the study as the situation says. */
export function runIn(name: SituationName, results: string, options: RunOptions = {}): Promise<unknown> {
  const { resume = false, keepChunks = false }: Situation = situations[name];
  return runStudy(study, { executor: 'inline', outputs, results, resume, keepChunks, ...options });
}

/** How many calls of the seam of files a run makes in each situation, of those that are counted. */
export async function countCalls(
  playground: Playground,
  isCounted: (call: Call) => boolean,
): Promise<{ readonly situation: SituationName; readonly calls: number }[]> {
  const counts: { situation: SituationName; calls: number }[] = [];
  for (const situation of Object.keys(situations) as SituationName[]) {
    let calls = 0;
    const before = (call: Call) => {
      if (isCounted(call)) calls++;
    };
    await runIn(situation, playground.set(situation), { files: watchedFiles(nodeFiles, { before }) });
    counts.push({ situation, calls });
  }
  return counts;
}

/** Situations on disk, in which runs may come to any harm, and what must come out of them in the end. */
export interface Playground {
  /** The folder of results. */
  readonly results: string;
  /** Puts a situation there, afresh; gives the folder of results. */
  readonly set: (name: SituationName) => string;
  /**
   * Goes on as `run --resume` does until the run is finished; gives what is wrong then, or null: the result is that of a run that nobody
   * disturbed, it is sound, notes of the user are there, and nothing else is left.
   */
  readonly resumeAndCheck: (name: SituationName) => Promise<string | null>;
  /** Whether a finished result of what stood there before can be read. */
  readonly holdsResult: () => Promise<boolean>;
  /** For processes that it starts: the place of their compiled code, which makes them start sooner. */
  readonly environment: NodeJS.ProcessEnv;
  readonly remove: () => void;
}

export async function makePlayground(): Promise<Playground> {
  const folder = mkdtempSync(join(tmpdir(), 'margin-lab-playground-'));
  for (const name of Object.keys(situations) as SituationName[]) await prepare(name, join(folder, name));
  const reference = await runStudy(study, {
    executor: 'inline',
    outputs,
    results: join(folder, 'reference'),
  });
  const expected = (await readManifest(nodeFiles, reference.folder!))!;
  const results = join(folder, 'results');
  return {
    results,
    set(name) {
      rmSync(results, { recursive: true, force: true });
      if (existsSync(join(folder, name))) cpSync(join(folder, name), results, { recursive: true });
      return results;
    },
    async resumeAndCheck(name) {
      const { standing, keepChunks }: Situation = situations[name];
      if ((await findFinished(nodeFiles, results, study, outputs))?.faults.length !== 0)
        await runIn(name, results, { resume: true });
      const run = join(results, study.name);
      const manifest = await readManifest(nodeFiles, run);
      const found = await findFinished(nodeFiles, results, study, outputs);
      const names = ['manifest.json', ...expected.files.map((file) => file.name)];
      if (standing !== undefined) names.push(notes);
      if (keepChunks) names.push('chunks');
      const wrong = {
        digest: manifest?.resultDigest === expected.resultDigest ? undefined : manifest?.resultDigest,
        faults: found?.faults.length === 0 ? undefined : found?.faults,
        results: sameNames(readdirSync(results), [study.name]),
        files: sameNames(readdirSync(run), names),
      };
      const said = JSON.stringify(wrong);
      return said === '{}' ? null : said;
    },
    async holdsResult() {
      for (const entry of readdirSync(results, { withFileTypes: true })) {
        if (!entry.isDirectory()) continue;
        if ((await readManifest(nodeFiles, join(results, entry.name)))?.state === 'finished') return true;
      }
      return false;
    },
    environment: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The names that are found, unless they are those that are expected. */
function sameNames(found: readonly string[], expected: readonly string[]): readonly string[] | undefined {
  return found.toSorted().join() === expected.toSorted().join() ? undefined : found;
}

async function prepare(name: SituationName, results: string): Promise<void> {
  const { standing, stoppedPaths }: Situation = situations[name];
  if (standing !== undefined) {
    const { folder } = await runStudy(writtenStudy(standing), { executor: 'inline', outputs, results });
    writeFileSync(join(folder!, notes), 'mine');
  }
  if (stoppedPaths !== undefined) await stopped(writtenStudy(stoppedPaths), results);
}

/** Stops a run after its first chunk. */
async function stopped(what: Study, results: string): Promise<void> {
  mkdirSync(results);
  const controller = new AbortController();
  const onProgress = () => controller.abort(new MarginLabError('interrupted', 'stopped'));
  await runStudy(what, { executor: 'inline', results, signal: controller.signal, onProgress }).catch(() => {});
}
