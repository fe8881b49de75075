import { join } from 'node:path';
import * as z from 'zod';
import { MarginLabError } from '../../base/errors.ts';
import type { Precision } from '../../engine/memory/constants.ts';
import type { RunTiming } from '../result.ts';
import { codeOf, type Files, storageError } from './files.ts';
import type { Versions } from './versions.ts';

/**
 * What a run folder says about itself: what was run, with what, how long it took, and the digest of every file.
 *
 * Everything that differs from run to run of the same experiment (times, threads) stands here and only here, so that the tables
 * are byte-identical.
 */
export interface Manifest {
  readonly format: 'margin-lab run 1';
  readonly name: string;
  readonly question: string | null;
  readonly state: 'running' | 'finished';
  /** SHA-256 over the digests of the scenarios: two runs with the same one must have the same result digest. */
  readonly experimentDigest: string;
  /** Distinct seeds of the scenarios. */
  readonly seeds: readonly string[];
  readonly versions: Versions;
  readonly platform: string;
  readonly scenarios: readonly ManifestScenario[];
  readonly axes: readonly string[];
  readonly warnings: readonly string[];
  /** null while running. */
  readonly timing: RunTiming | null;
  /** Chunks that were taken over from an interrupted run, and attempts that failed and were repeated. */
  readonly reusedChunks: number;
  /** Paths that were taken over from a smaller finished run of the experiment. */
  readonly keptPaths: number;
  readonly failedAttempts: readonly string[];
  /** SHA-256 over the digests of the result tables, in the order of `files`; null while running. */
  readonly resultDigest: string | null;
  readonly files: readonly ManifestFile[];
}

export interface ManifestScenario {
  readonly name: string;
  readonly paths: number;
  readonly steps: number;
  readonly precision: Precision;
  readonly assets: number;
  readonly schemes: number;
  readonly chunkPaths: number;
  readonly chunks: number;
}

export interface ManifestFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Whether the file is part of the result digest. */
  readonly inResultDigest: boolean;
}

export const manifestName = 'manifest.json';

/** The fields that are read back, by `explain` and by the next run; the others are for people and other programs. */
const whatIsRead = z.object({
  format: z.literal('margin-lab run 1'),
  name: z.string(),
  state: z.enum(['running', 'finished']),
  experimentDigest: z.string(),
  resultDigest: z.string().nullable(),
  versions: z.object({ marginLab: z.string(), node: z.string(), stream: z.number(), kernel: z.string() }),
  scenarios: z.array(z.object({ paths: z.number() })),
  timing: z
    .object({ startedAt: z.string(), seconds: z.number(), threads: z.number(), assetSteps: z.number() })
    .nullable(),
  files: z.array(z.object({ name: z.string(), bytes: z.number(), sha256: z.string(), inResultDigest: z.boolean() })),
});

export function formatManifest(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** The manifest of a run folder; null if the folder or the manifest is not there. Throws `storage` and `corrupt` errors. */
export async function readManifest(files: Files, folder: string): Promise<Manifest | null> {
  const path = join(folder, manifestName);
  let text: string;
  try {
    text = (await files.read(path)).toString();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw storageError('read', path, error);
  }
  const manifest = parse(text);
  if (manifest === null) throw new MarginLabError('corrupt', `${path} is not the manifest of a run`);
  return manifest;
}

function parse(text: string): Manifest | null {
  try {
    return whatIsRead.safeParse(JSON.parse(text)).success ? (JSON.parse(text) as Manifest) : null;
  } catch {
    return null;
  }
}
