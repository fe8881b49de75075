import { join } from 'node:path';
import { sha256 } from '../base/digest.ts';
import { type Files, writeAtomically } from './files.ts';
import type { ManifestFile } from './manifest.ts';
import type { StudyResult } from './result.ts';

/** A file of a finished run, made by a report. */
export interface OutputFile {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** Whether it is part of the result digest: true for the tables of figures, false for explanations of them. */
  readonly inResultDigest: boolean;
}

/** Makes the files of a run from its figures: what a run takes from the reports, without knowing them. */
export type MakeOutputs = (result: StudyResult) => readonly OutputFile[];

/** Writes the files into a folder and returns what the manifest says of them. Throws `storage` errors. */
export async function writeOutputs(
  files: Files,
  folder: string,
  outputs: readonly OutputFile[],
): Promise<{ readonly files: ManifestFile[]; readonly resultDigest: string }> {
  const written: ManifestFile[] = [];
  for (const { name, content, inResultDigest } of outputs) {
    await writeAtomically(files, join(folder, name), content);
    written.push({ name, bytes: Buffer.byteLength(content), sha256: sha256(content), inResultDigest });
  }
  const results = outputs.filter((output) => output.inResultDigest);
  return { files: written, resultDigest: sha256(...results.map((output) => output.content)) };
}
