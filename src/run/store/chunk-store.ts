import { join } from 'node:path';
import type { OutcomeShape } from '../../stats/outcome.ts';
import type { Summary } from '../../stats/summary.ts';
import { type Envelope, type Origin, openEnvelope } from '../execute/envelope.ts';
import type { PathRange } from '../plan/ranges.ts';
import { codeOf, type Files, storageError, storing, writeAtomically } from './files.ts';

/** The envelopes of finished tasks on disk, one a file, so that an interrupted run goes on where it stopped. */
export interface ChunkStore {
  /** The stored summary of a range of paths, or null; a file that cannot be believed is set aside and counts as missing. */
  load(origin: Origin, range: PathRange, shape: OutcomeShape): Promise<Summary | null>;
  save(origin: Origin, range: PathRange, envelope: Envelope): Promise<void>;
}

export const chunkExtension = '.chunk';

/** Name of the file of a range of paths of a scenario in the chunk folder. */
export function chunkFile({ scenarioDigest }: Pick<Origin, 'scenarioDigest'>, { firstPath, count }: PathRange): string {
  return `${scenarioDigest.slice(0, 16)}-${firstPath}-${count}${chunkExtension}`;
}

/**
 * Opens the chunk folder of a run (made if absent). `onSetAside` hears of each file that was not believed, with the reason.
 * All operations throw `storage` errors.
 */
export async function openChunkStore(
  files: Files,
  folder: string,
  onSetAside: (file: string, reason: string) => void = () => {},
): Promise<ChunkStore> {
  await storing('make the folder', folder, () => files.makeFolder(folder));
  return {
    async load(origin, range, shape) {
      const path = join(folder, chunkFile(origin, range));
      const content = await readIfThere(files, path);
      if (content === null) return null;
      const opened = openEnvelope(content, origin, range, shape);
      if ('summary' in opened) return opened.summary;
      await storing('set aside', path, async () => {
        await files.remove(`${path}.damaged`);
        await files.rename(path, `${path}.damaged`);
      });
      onSetAside(path, opened.fault);
      return null;
    },
    save: (origin, range, envelope) => writeAtomically(files, join(folder, chunkFile(origin, range)), envelope),
  };
}

async function readIfThere(files: Files, path: string): Promise<Buffer | null> {
  try {
    return await files.read(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw storageError('read', path, error);
  }
}
