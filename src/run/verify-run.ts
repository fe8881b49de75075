import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Progress } from './progress.ts';
import { type Recomputation, recompute } from './recompute.ts';
import { type Files, nodeFiles } from './store/files.ts';
import type { Finding } from './store/finding.ts';
import { type FoundRun, findRunFolder, readResults } from './store/finished-run.ts';
import type { MakeOutputs } from './store/outputs.ts';
import { verifyFiles } from './store/verify-files.ts';
import { formatOtherVersions, otherVersions } from './store/versions.ts';

export interface VerifyOptions {
  /** Makes the files of a run, as when it was run: `runFiles`. */
  readonly outputs: MakeOutputs;
  /** Folder that holds the run folders; default `results`. */
  readonly results?: string;
  /** Share of the ranges of paths that is computed again, 0 to 1; of each scenario one range at least, unless it is 0. */
  readonly share: number;
  /** Decides which ranges. */
  readonly seed: string;
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly files?: Files;
  /** Hears what is looked at. */
  readonly onStep?: (what: string) => void;
  readonly onProgress?: (progress: Progress) => void;
}

/** What is known of a run after it was looked at. */
export interface Verification {
  readonly folder: string;
  /** How many files were looked at. */
  readonly files: number;
  /** What does not fit; empty: it is what it says. */
  readonly findings: readonly Finding[];
  /** null: nothing was computed again, since files do not fit, or another program made them, or nobody wanted it. */
  readonly recomputed: Recomputation | null;
  /** In what it was made by another program, in words; empty: by this one. */
  readonly madeBy: string;
}

/**
 * Whether a finished run is what it says: every byte of its files (`verifyFiles`), its tables made again from the summaries that it has
 * kept, and a share of its paths computed again. Each step only if the one before it found nothing wrong.
 *
 * A run of another version, kernel or stream is not computed again: it would give other bits. One of another Node is, but its tables are
 * not made again, since the last digits of p-values depend on it. Throws an input error if there is no such run, and what a run throws.
 */
export async function verifyRun(run: string, options: VerifyOptions): Promise<Verification> {
  const { files = nodeFiles, results = 'results', outputs, share, seed, onStep = () => {}, onProgress } = options;
  const { threads = availableParallelism(), signal = new AbortController().signal } = options;
  const folder = await findRunFolder(files, run, results);
  const looked = await verifyFiles(files, folder, { outputs, onFile: (name) => onStep(`${folder}: ${name}`) });
  const { manifest, study } = looked;
  const others = manifest === null ? [] : otherVersions(manifest.versions);
  const found = {
    folder,
    files: looked.files,
    findings: looked.findings,
    recomputed: null,
    madeBy: manifest === null ? '' : formatOtherVersions(manifest.versions),
  };
  if (looked.findings.length > 0 || manifest === null || study === null) return found;
  const whole: FoundRun = { folder, manifest, study };
  if (others.length === 0) {
    onStep(`${folder}: tables from the kept summaries`);
    const findings = await verifyTables(files, whole, outputs, signal);
    if (findings.length > 0) return { ...found, findings };
  }
  if (share === 0 || others.some((name) => name !== 'node')) return found;
  const recomputed = await recompute(files, whole, {
    share,
    seed,
    threads,
    signal,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  return { ...found, findings: recomputed.findings, recomputed };
}

/** The tables of a run against those that its kept summaries give, by their digests. */
async function verifyTables(
  files: Files,
  run: FoundRun,
  outputs: MakeOutputs,
  signal: AbortSignal,
): Promise<Finding[]> {
  const tables = (await outputs(run.study)).map(({ name, open }) => ({
    name,
    source: open(),
    hash: createHash('sha256'),
  }));
  for (const result of await readResults(files, run)) {
    for (const { source, hash } of tables) hash.update(source.add(result));
    // Lets signals have their turn.
    await nextTurn();
    signal.throwIfAborted();
  }
  return tables.flatMap(({ name, source, hash }) => {
    const digest = hash.update(source.finish()).digest('hex');
    const isSame = run.manifest.files.find((file) => file.name === name)?.sha256 === digest;
    return isSame ? [] : [{ file: name, what: 'is not the table that the kept summaries give' }];
  });
}
