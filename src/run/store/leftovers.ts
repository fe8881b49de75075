import { join } from 'node:path';
import { chunkExtension } from './chunk-store.ts';
import { experimentName } from './experiment-file.ts';
import { type Files, finalNameOf, storing } from './files.ts';
import { logName } from './log-file.ts';
import { type Manifest, manifestName } from './manifest.ts';
import { chunksName, mergeInto, placesOf, type RunIdentity, runIn, type WorkFolder } from './run-folder.ts';

/** Hears what became of what a killed run had left, and where that is or was. */
export type OnSettled = (what: 'removed' | 'put back', path: string) => void;

/** The files of an unfinished run that no manifest lists yet. */
const isUnlisted = (file: string) => [manifestName, experimentName, logName].includes(file);

/**
 * Settles what a run of this experiment has left that was killed, or whose machine lost power. To be called by the holder of its lock.
 *
 * - An earlier result that was set aside is put back, or removed if the new one stands in its place.
 * - Files that were still being written are removed, from the work folder and from finished runs; so are the stored chunks of a finished
 *   run that says that it keeps none.
 *
 * They are known by their names; what else stands there is not touched. Throws `storage` errors.
 */
export async function settleLeftovers(
  files: Files,
  results: string,
  { name, experimentDigest }: RunIdentity,
  work: WorkFolder,
  onSettled: OnSettled = () => {},
): Promise<void> {
  await settleReplaced(files, results, { name, replaced: work.replaced, onSettled });
  await removeUnwritten(files, work.folder, isUnlisted, onSettled);
  await removeUnwritten(files, join(work.folder, chunksName), (file) => file.endsWith(chunkExtension), onSettled);
  for await (const { folder, standing } of placesOf(files, results, name)) {
    const manifest = standing?.manifest;
    if (manifest?.experimentDigest !== experimentDigest) continue;
    const ours = new Set([manifestName, ...manifest.files.map((file) => file.name)]);
    await removeUnwritten(files, folder, (file) => ours.has(file), onSettled);
    const chunks = join(folder, chunksName);
    if (manifest.keptChunks > 0 || (await storing('look at', chunks, () => files.kind(chunks))) === 'nothing') continue;
    await storing('remove', chunks, () => files.remove(chunks));
    onSettled('removed', chunks);
  }
}

/** A result that was set aside cannot be found by its name: it has to stand there, or one that holds as much. */
async function settleReplaced(
  files: Files,
  results: string,
  { name, replaced, onSettled }: { readonly name: string; readonly replaced: string; readonly onSettled: OnSettled },
): Promise<void> {
  if ((await storing('look at', replaced, () => files.kind(replaced))) !== 'folder') return;
  if ((await storing('look at', replaced, () => files.kind(join(replaced, manifestName)))) === 'nothing') {
    // What is left of a removal that was cut short; the user's files were moved before it began.
    await storing('remove', replaced, () => files.remove(replaced));
    onSettled('removed', replaced);
    return;
  }
  const earlier = await runIn(files, replaced);
  for await (const { folder, isFree, standing } of placesOf(files, results, name)) {
    if (isFree) {
      await storing('move', replaced, () => files.rename(replaced, folder));
      await storing('move', replaced, () => files.flushFolder(results));
      onSettled('put back', folder);
    } else if (earlier !== null && isCovered(earlier, standing?.manifest)) {
      await storing('remove', replaced, () => mergeInto(files, folder, replaced));
      onSettled('removed', replaced);
      return;
    }
  }
}

/**
 * Removes the work folder of a run whose result has been found to be finished. It stays if it holds chunks of a run of more paths, which
 * can be gone on with, or of one that cannot be told.
 */
export async function removeUnfinished(
  files: Files,
  work: WorkFolder,
  finished: { readonly folder: string; readonly manifest: Manifest },
): Promise<void> {
  const { folder } = work;
  if ((await storing('look at', folder, () => files.kind(folder))) !== 'folder') return;
  const unfinished = await runIn(files, folder);
  const isEmpty = (await countStoredChunks(files, join(folder, chunksName))) === 0;
  if (isEmpty || (unfinished !== null && isCovered(unfinished, finished.manifest)))
    await storing('remove', folder, () => mergeInto(files, finished.folder, folder));
}

/** How many stored chunks a folder of chunks holds; it may be missing. */
export async function countStoredChunks(files: Files, folder: string): Promise<number> {
  if ((await storing('look at', folder, () => files.kind(folder))) !== 'folder') return 0;
  const found = await storing('list', folder, () => files.list(folder));
  return found.filter((name) => name.endsWith(chunkExtension)).length;
}

/** Whether a manifest is that of a run of the same experiment with as many paths or more. */
function isCovered(run: Omit<RunIdentity, 'name'>, manifest: Manifest | null | undefined): boolean {
  return (
    manifest?.experimentDigest === run.experimentDigest &&
    manifest.scenarios.every(({ paths }, index) => paths >= run.paths[index]!)
  );
}

/** Removes files of a folder that were still being written, of those that are ours. */
async function removeUnwritten(
  files: Files,
  folder: string,
  isOurs: (file: string) => boolean,
  onSettled: OnSettled,
): Promise<void> {
  if ((await storing('look at', folder, () => files.kind(folder))) !== 'folder') return;
  for (const name of await storing('list', folder, () => files.list(folder))) {
    const file = finalNameOf(name);
    if (file === name || !isOurs(file)) continue;
    await storing('remove', folder, () => files.remove(join(folder, name)));
    onSettled('removed', join(folder, name));
  }
}
