import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { sha256 } from '../../base/digest.ts';
import type { Summary } from '../../stats/summary.ts';
import { type ChunkTask, faultOf } from '../execute/task.ts';
import { codeOf, type Files, storageError, storing, writeAtomically } from './files.ts';

/**
 * The summaries of finished chunks on disk, so that an interrupted run goes on where it stopped.
 *
 * A file is one line of JSON that says which chunk of which experiment it is and what the digest of the rest is, then the
 * serialised summary. It is believed only if that line is, byte for byte, what this run would have written itself.
 */
export interface ChunkStore {
  /** The stored summary of a chunk, or null; a file that cannot be believed is set aside and counts as missing. */
  load(task: ChunkTask): Promise<Summary | null>;
  save(task: ChunkTask, summary: Summary): Promise<void>;
}

export const chunkExtension = '.chunk';

/** Name of the file of a chunk in the chunk folder. */
export function chunkFile({ scenario, chunk }: Pick<ChunkTask, 'scenario' | 'chunk'>): string {
  return `${scenario}-${chunk}${chunkExtension}`;
}

/** What a chunk's bytes depend on, apart from its own range of paths. */
export interface ChunkOrigin {
  readonly experimentDigest: string;
  readonly streamVersion: number;
  /** Version of this package and of Node: another one may order or round sums in another way. */
  readonly marginLab: string;
  readonly node: string;
}

/**
 * Opens the chunk folder of a run (made if absent). `onSetAside` hears of each file that was not believed, with the reason.
 * All operations throw `storage` errors.
 */
export async function openChunkStore(
  files: Files,
  folder: string,
  origin: ChunkOrigin,
  onSetAside: (file: string, reason: string) => void = () => {},
): Promise<ChunkStore> {
  await storing('make the folder', folder, () => files.makeFolder(folder));
  const pathOf = (task: ChunkTask) => join(folder, chunkFile(task));
  return {
    async load(task) {
      const path = pathOf(task);
      let content: Buffer;
      try {
        content = await files.read(path);
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return null;
        throw storageError('read', path, error);
      }
      const read = decodeChunk(content, task, origin);
      if ('summary' in read) return read.summary;
      await storing('set aside', path, async () => {
        await files.remove(`${path}.damaged`);
        await files.rename(path, `${path}.damaged`);
      });
      onSetAside(path, read.fault);
      return null;
    },
    save: (task, summary) => writeAtomically(files, pathOf(task), encodeChunk(summary, task, origin)),
  };
}

export function encodeChunk(summary: Summary, task: ChunkTask, origin: ChunkOrigin): Buffer {
  const payload = serialize(summary);
  return Buffer.concat([header(task, origin, payload), payload]);
}

/** The summary of a chunk file, or what is wrong with the file. */
export function decodeChunk(
  content: Buffer,
  task: ChunkTask,
  origin: ChunkOrigin,
): { readonly summary: Summary } | { readonly fault: string } {
  const end = content.indexOf('\n') + 1;
  if (end === 0) return { fault: 'it has no header' };
  const payload = content.subarray(end);
  if (!header(task, origin, payload).equals(content.subarray(0, end))) {
    return { fault: 'it is damaged, or belongs to another experiment, version or chunk' };
  }
  // Copied, so that typed arrays in the summary do not keep the whole file in memory.
  const summary: unknown = deserialize(Buffer.from(payload));
  const fault = faultOf(task, summary);
  return fault === null ? { summary: summary as Summary } : { fault };
}

function header(task: ChunkTask, origin: ChunkOrigin, payload: Uint8Array): Buffer {
  const { scenario, chunk, firstPath, count } = task;
  const fields = { format: 'margin-lab chunk 1', ...origin, scenario, chunk, firstPath, count, bytes: payload.length };
  return Buffer.from(`${JSON.stringify({ ...fields, sha256: sha256(JSON.stringify(fields), payload) })}\n`);
}
