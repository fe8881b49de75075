import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { sha256 } from '../../base/digest.ts';
import { MarginLabError } from '../../base/errors.ts';
import type { Study } from '../../study/study.ts';
import type { ScenarioResult } from '../result.ts';
import { type Files, partExtension, storageError, storing } from './files.ts';
import type { ManifestFile } from './manifest.ts';

/**
 * A file of a run folder, made by a report. It grows scenario by scenario, in bytes, so that neither memory nor the longest text that
 * can be held in one piece limits a sweep.
 */
export interface OutputFile<Finished = ScenarioResult> {
  readonly name: string;
  /** Whether it is part of the result digest: true for the tables of figures, false for explanations of them. */
  readonly inResultDigest: boolean;
  /** Begins the file. Each call of `add` (once per scenario, in their order) and of `finish` gives the bytes that come next. */
  readonly open: () => {
    readonly add: (finished: Finished) => Uint8Array;
    readonly finish: () => Uint8Array;
  };
}

/** Makes the files of a run: what a run takes from the reports, without knowing them. It may load them first: workers are busy by then. */
export type MakeOutputs = (study: Study) => readonly OutputFile[] | Promise<readonly OutputFile[]>;

/** Writes the files of a run while its scenarios finish. All its functions throw `storage` errors. */
export interface OutputWriter<Finished> {
  add(finished: Finished): void;
  /** Flushes the files, gives them their names, flushes those, and returns what the manifest says of them. */
  finish(): Promise<{ readonly files: ManifestFile[]; readonly resultDigest: string }>;
  /** Removes what is not finished. */
  discard(): Promise<void>;
}

/** Bytes that are collected before they are written. */
const heldBytes = 1 << 18;

/** Starts the files in a folder; what an interrupted run left of them is removed. */
export async function openOutputs<Finished>(
  files: Files,
  folder: string,
  outputs: readonly OutputFile<Finished>[],
): Promise<OutputWriter<Finished>> {
  const open = outputs.map(({ name, inResultDigest, open }) => ({
    name,
    inResultDigest,
    source: open(),
    path: join(folder, `${name}${partExtension}`),
    hash: createHash('sha256'),
    held: [] as Uint8Array[],
    heldBytes: 0,
    bytes: 0,
  }));
  type Open = (typeof open)[number];
  const hold = (output: Open, content: Uint8Array) => {
    output.held.push(content);
    output.heldBytes += content.byteLength;
    if (output.heldBytes >= heldBytes) write(output);
  };
  const write = (output: Open) => {
    const content = Buffer.concat(output.held);
    try {
      files.append(output.path, content);
    } catch (error) {
      throw storageError('write', output.path, error);
    }
    output.hash.update(content);
    output.bytes += content.byteLength;
    output.held = [];
    output.heldBytes = 0;
  };
  const discard = async () => {
    for (const { path } of open) await storing('remove', path, () => files.remove(path));
  };
  await discard();
  // Made here and by nobody else: two writers of one file would both fail here rather than mix their rows.
  try {
    for (const { path } of open) await storing('create', path, () => files.create(path, ''));
  } catch (error) {
    await discard().catch(() => {});
    throw error;
  }
  return {
    add(finished) {
      for (const output of open) hold(output, output.source.add(finished));
    },
    async finish() {
      const written: ManifestFile[] = [];
      for (const output of open) {
        hold(output, output.source.finish());
        write(output);
        const { name, path, bytes, inResultDigest } = output;
        const sha256 = output.hash.digest('hex');
        await storing('write', path, () => files.flush(path));
        await checkWritten(files, path, sha256);
        await storing('rename', path, () => files.rename(path, join(folder, name)));
        written.push({ name, bytes, sha256, inResultDigest });
      }
      // Their names survive a power cut before anything says that they are there.
      await storing('write', folder, () => files.flushFolder(folder));
      return { files: written, resultDigest: resultDigestOf(written) };
    },
    discard,
  };
}

/** Reads a file back, and throws a `storage` error unless it has this digest: what stands on the disk is believed, not what was given to it. */
export async function checkWritten(files: Files, path: string, sha256: string): Promise<void> {
  const found = await storing('read', path, () => files.digest(path));
  if (found === sha256) return;
  const message = `${path} does not hold what was written: another program changed it, or the disk fails; run again with --resume`;
  throw new MarginLabError('storage', message);
}

/** SHA-256 over the digests of the result tables, in their order. */
export function resultDigestOf(files: readonly ManifestFile[]): string {
  return sha256(...files.filter((file) => file.inResultDigest).map((file) => file.sha256));
}
