import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize } from 'node:v8';
import { sha256 } from '../../src/base/digest.ts';
import { runFiles } from '../../src/report/writers/run-files.ts';
import { originOf, readHeader, sealEnvelope } from '../../src/run/execute/envelope.ts';
import { nodeFiles } from '../../src/run/store/files.ts';
import { findRun, writeFilesAgain } from '../../src/run/store/finished-run.ts';
import { resultDigestOf } from '../../src/run/store/outputs.ts';
import type { Summary } from '../../src/stats/summary.ts';
import type { TailLosses } from '../../src/stats/tail/losses.ts';
import { editManifest } from './edit-manifest.ts';

/** What a machine that computes wrongly would have written: everything consistent, and wrong. */

/** The losses of the account under a scheme that a summary keeps. */
export function lossesOf({ accumulators }: Summary, scheme = 0): TailLosses {
  return (accumulators['tail'] as { readonly schemes: readonly TailLosses[] }).schemes[scheme]!;
}

/** Changes the summaries of a file of envelopes, and seals them again. */
export function changeSummaries(path: string, change: (summary: Summary, index: number) => void): void {
  const content = readFileSync(path);
  const sealed: Uint8Array[] = [];
  for (let from = 0; from < content.length; ) {
    const { bytes } = readHeader(content.subarray(from))!;
    const envelope = content.subarray(from, from + bytes);
    const payload = envelope.indexOf(0x0a) + 1;
    const { experimentDigest, scenarioDigest } = JSON.parse(envelope.subarray(0, payload).toString()) as Record<
      string,
      string
    >;
    const summary = deserialize(Buffer.from(envelope.subarray(payload))) as Summary;
    change(summary, sealed.length);
    sealed.push(sealEnvelope(summary, originOf(experimentDigest!, scenarioDigest!)));
    from += bytes;
  }
  writeFileSync(path, Buffer.concat(sealed));
}

/** Puts the digests of the files as they are into the manifest. */
export function signFiles(folder: string): void {
  editManifest(folder, (manifest) => {
    const files = manifest.files.map((file) => {
      const content = readFileSync(join(folder, file.name));
      return { ...file, bytes: content.length, sha256: sha256(content) };
    });
    return { ...manifest, files, resultDigest: resultDigestOf(files) };
  });
}

/** Changes the kept summaries of a run, and makes its tables and digests fit them. */
export async function forgeSummaries(folder: string, change: (summary: Summary, index: number) => void): Promise<void> {
  changeSummaries(join(folder, 'summaries.bin'), change);
  signFiles(folder);
  const copy = mkdtempSync(join(tmpdir(), 'margin-lab-forged-'));
  await writeFilesAgain(nodeFiles, await findRun(nodeFiles, folder, '.'), copy, runFiles);
  for (const { name } of runFiles((await findRun(nodeFiles, folder, '.')).study))
    copyFileSync(join(copy, name), join(folder, name));
  rmSync(copy, { recursive: true });
  signFiles(folder);
}
