import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { MarginLabError } from '../../base/errors.ts';
import type { RunLog } from '../log/run-log.ts';
import { type Files, storageError, storing, writeAtomically } from './files.ts';
import type { ManifestFile } from './manifest.ts';
import { checkWritten } from './outputs.ts';

/** The log of a run in its folder, a line of JSON per event. */
export const logName = 'log.jsonl';

export interface LogFile {
  /** Ends the file: flushes it, reads it back, and says what the manifest says of it. Throws a `storage` error, also of an earlier line. */
  finish(): Promise<ManifestFile>;
  /** Writes no more lines. */
  close(): void;
}

/** More than any log that a run goes on with has: a line of each chunk of a long run takes a tenth of it. */
const mostBytes = 64 * 1024 * 1024;

/**
 * Begins the log file in a run folder, or goes on with the one that stands there, without the half of a line that a killed run or a power
 * cut may have left at its end. Throws `storage` errors.
 *
 * Lines are told where nobody can deal with an error. So the first that cannot be written is the last, and `onFailure` hears of it, once,
 * with a `storage` error.
 */
export async function openLogFile(
  files: Files,
  folder: string,
  options: { readonly log: RunLog; readonly goesOn: boolean; readonly onFailure: (error: MarginLabError) => void },
): Promise<LogFile> {
  const { log, goesOn, onFailure } = options;
  const path = join(folder, logName);
  const before = goesOn ? await wholeLines(files, path) : Buffer.alloc(0);
  // Renamed into its place also where it has the same lines, so that a link that stands there is not followed.
  await writeAtomically(files, path, before);
  const hash = createHash('sha256').update(before);
  let bytes = before.length;
  let failure: MarginLabError | null = null;
  const close = () => log.writeTo(() => {});
  log.writeTo((lines) => {
    const content = Buffer.from(lines);
    try {
      files.append(path, content);
    } catch (error) {
      close();
      failure = storageError('write', path, error);
      onFailure(failure);
      return;
    }
    hash.update(content);
    bytes += content.length;
  });
  return {
    async finish() {
      close();
      if (failure !== null) throw failure;
      const sha256 = hash.digest('hex');
      await storing('write', path, () => files.flush(path));
      await checkWritten(files, path, sha256);
      return { name: logName, bytes, sha256, inResultDigest: false };
    },
    close,
  };
}

/** The whole lines at the beginning of a log; none where no ordinary file stands, or one that is longer than a log. */
async function wholeLines(files: Files, path: string): Promise<Buffer> {
  if ((await storing('look at', path, () => files.kind(path))) !== 'file') return Buffer.alloc(0);
  const content = await storing('read', path, async () => files.readPart(path, 0, mostBytes + 1));
  if (content.length > mostBytes) return Buffer.alloc(0);
  // After a power cut zeros may stand where lines were.
  const zeros = content.indexOf(0);
  const written = zeros < 0 ? content : content.subarray(0, zeros);
  return written.subarray(0, written.lastIndexOf('\n') + 1);
}
