import { join } from 'node:path';
import * as z from 'zod';
import { sha256 } from '../../base/digest.ts';
import { MarginLabError } from '../../base/errors.ts';
import type { Precision } from '../../engine/memory/constants.ts';
import type { Study } from '../../study/study.ts';
import { experimentDigest } from '../plan/family.ts';
import { assetsInUse, countRanges, largestRange } from '../plan/ranges.ts';
import type { RunTiming } from '../result.ts';
import { type Files, storing } from './files.ts';
import type { Versions } from './versions.ts';

/** The form of the manifests that this program writes and reads; named in their first field. */
export const manifestFormat = 'margin-lab run 2';

/**
 * What a run folder says about itself: what was run, with what, how long it took, and the digest of every file.
 *
 * Everything that differs from run to run of the same experiment (times, threads) stands here and only here, so that the tables
 * are byte-identical. As a file it ends with the digest of itself (`formatManifest`).
 */
export interface Manifest {
  readonly format: typeof manifestFormat;
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
  /** How many stored chunks the finished run keeps in `chunks/`; 0 unless it was asked to. */
  readonly keptChunks: number;
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

/** What a manifest says of the study of its run: all of it can be said again from the experiment file. */
export type StudyFacts = Pick<Manifest, 'name' | 'question' | 'experimentDigest' | 'seeds' | 'axes' | 'scenarios'>;

export function factsOf(study: Study): StudyFacts {
  return {
    name: study.name,
    question: study.question,
    experimentDigest: experimentDigest(study),
    seeds: [...new Set(study.scenarios.map(({ seed }) => seed))],
    axes: study.axes,
    scenarios: study.scenarios.map((scenario) => ({
      name: scenario.name,
      paths: scenario.paths,
      steps: scenario.steps,
      precision: scenario.precision,
      assets: assetsInUse(scenario),
      schemes: scenario.account.schemes.length,
      chunkPaths: largestRange(scenario),
      chunks: countRanges(scenario),
    })),
  };
}

const count = z.int().nonnegative();
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const common = z.object({
  format: z.literal(manifestFormat),
  name: z.string(),
  experimentDigest: digest,
  versions: z.object({ marginLab: z.string(), node: z.string(), stream: count, kernel: digest }),
  scenarios: z.array(z.object({ paths: count })),
  keptChunks: count,
  files: z.array(z.object({ name: z.string(), bytes: count, sha256: digest, inResultDigest: z.boolean() })),
});
const timing = z.object({ startedAt: z.string(), seconds: z.number(), threads: count, assetSteps: z.number() });

/** The fields that are read back; the others are for people and other programs. */
const whatIsRead = z.discriminatedUnion('state', [
  common.extend({ state: z.literal('running'), resultDigest: z.null(), timing: z.null() }),
  common.extend({ state: z.literal('finished'), resultDigest: digest, timing }),
]);

/** The text of a manifest: JSON whose last field is the SHA-256 of the text of all other fields. */
export function formatManifest(manifest: Manifest): string {
  return textOf({ ...manifest, sha256: sha256(textOf(manifest)) });
}

function textOf(fields: object): string {
  return `${JSON.stringify(fields, null, 2)}\n`;
}

/**
 * The manifest in a text, or what is wrong with it. It is believed only if the text is, byte for byte, the one that `formatManifest`
 * makes of its fields, so that no change of it stays unnoticed.
 */
export function openManifest(text: string): { readonly manifest: Manifest } | { readonly fault: string } {
  const fields = fieldsOf(text);
  if (fields === null) return { fault: 'is not the manifest of a run' };
  const { sha256: _, ...manifest } = fields;
  const { format } = manifest;
  if (typeof format === 'string' && /^margin-lab run \d+$/.test(format) && format !== manifestFormat) {
    return { fault: `is of the form '${format}'; this program reads '${manifestFormat}'` };
  }
  const read = whatIsRead.safeParse(manifest);
  if (!read.success) return { fault: 'is not the manifest of a run' };
  // What was read has the form of a manifest; fields that are only for people are taken as they are.
  const whole = manifest as unknown as Manifest;
  return formatManifest(whole) === text ? { manifest: whole } : { fault: 'was changed since it was written' };
}

function fieldsOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** More than any manifest has: one of ten thousand scenarios has 3 MB. */
const mostBytes = 64 * 1024 * 1024;

/** The manifest of a run folder, or what is wrong with it; null if the folder or the manifest is not there. Throws `storage` errors. */
export async function inspectManifest(files: Files, folder: string): Promise<ReturnType<typeof openManifest> | null> {
  const path = join(folder, manifestName);
  const kind = await storing('read', path, () => files.kind(path));
  if (kind === 'nothing') return null;
  if (kind !== 'file') return { fault: 'is a link or no ordinary file' };
  const content = await storing('read', path, async () => files.readPart(path, 0, mostBytes + 1));
  return content.length > mostBytes ? { fault: 'is not the manifest of a run' } : openManifest(content.toString());
}

/** The manifest of a run folder; null if the folder or the manifest is not there. Throws `storage` and `corrupt` errors. */
export async function readManifest(files: Files, folder: string): Promise<Manifest | null> {
  const opened = await inspectManifest(files, folder);
  if (opened === null || 'manifest' in opened) return opened?.manifest ?? null;
  throw new MarginLabError('corrupt', `${join(folder, manifestName)} ${opened.fault}`);
}
