import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { sha256 } from '../base/digest.ts';
import type { Study } from '../study/study.ts';
import { type Files, storageError, storing } from './files.ts';
import type { ManifestFile } from './manifest.ts';
import type { ScenarioResult } from './result.ts';

/**
 * A file of a run folder, made by a report. It grows scenario by scenario, so that neither memory nor the longest text that can be
 * held in one piece limits a sweep.
 */
export interface OutputFile {
  readonly name: string;
  /** Whether it is part of the result digest: true for the tables of figures, false for explanations of them. */
  readonly inResultDigest: boolean;
  /** What the file begins with. */
  readonly head: string;
  /** What a scenario adds to it; asked for once per scenario, in their order. */
  readonly part: (result: ScenarioResult) => string;
}

/** Makes the files of a run: what a run takes from the reports, without knowing them. It may load them first: workers are busy by then. */
export type MakeOutputs = (study: Study) => readonly OutputFile[] | Promise<readonly OutputFile[]>;

/** Writes the files of a run while its scenarios finish. All its functions throw `storage` errors. */
export interface OutputWriter {
  add(result: ScenarioResult): void;
  /** Flushes the files, gives them their names, and returns what the manifest says of them. */
  finish(): Promise<{ readonly files: ManifestFile[]; readonly resultDigest: string }>;
  /** Removes what is not finished. */
  discard(): Promise<void>;
}

/** Until a file is whole, its name ends so. */
const partExtension = '.part';
/** Characters that are collected before they are written. */
const heldCharacters = 1 << 18;

/** Starts the files in a folder; what an interrupted run left of them is removed. */
export async function openOutputs(files: Files, folder: string, outputs: readonly OutputFile[]): Promise<OutputWriter> {
  const open = outputs.map((output) => {
    const path = join(folder, `${output.name}${partExtension}`);
    return { ...output, path, hash: createHash('sha256'), held: output.head, bytes: 0 };
  });
  const write = (output: (typeof open)[number]) => {
    try {
      files.append(output.path, output.held);
    } catch (error) {
      throw storageError('write', output.path, error);
    }
    output.hash.update(output.held);
    output.bytes += Buffer.byteLength(output.held);
    output.held = '';
  };
  const discard = async () => {
    for (const { path } of open) await storing('remove', path, () => files.remove(path));
  };
  await discard();
  return {
    add(result) {
      for (const output of open) {
        output.held += output.part(result);
        if (output.held.length >= heldCharacters) write(output);
      }
    },
    async finish() {
      const written: ManifestFile[] = [];
      for (const output of open) {
        write(output);
        const { name, path, bytes, hash, inResultDigest } = output;
        await storing('write', path, async () => {
          await files.flush(path);
          await files.rename(path, join(folder, name));
        });
        written.push({ name, bytes, sha256: hash.digest('hex'), inResultDigest });
      }
      return { files: written, resultDigest: resultDigestOf(written) };
    },
    discard,
  };
}

/** SHA-256 over the digests of the result tables, in their order. */
export function resultDigestOf(files: readonly ManifestFile[]): string {
  return sha256(...files.filter((file) => file.inResultDigest).map((file) => file.sha256));
}
