import { join } from 'node:path';
import { chunkExtension } from './chunk-store.ts';
import { type Files, finalNameOf, storing } from './files.ts';
import { type Manifest, manifestName } from './manifest.ts';
import { chunksName, dropReplaced, manifestIn, placesOf, type RunIdentity, type WorkFolder } from './run-folder.ts';

/**
 * Settles what a run of this experiment has left that was killed, or whose machine lost power. To be called by the holder of its lock.
 *
 * - An earlier result that was set aside is put back, or removed if the new one stands in its place.
 * - Files that were still being written are removed, from the work folder and from finished runs.
 *
 * They are known by their names; what else stands there is not touched. Throws `storage` errors.
 */
export async function settleLeftovers(
  files: Files,
  results: string,
  { name, experimentDigest }: RunIdentity,
  work: WorkFolder,
): Promise<void> {
  await settleReplaced(files, results, name, work);
  await removeUnwritten(files, work.folder, (file) => file === manifestName || file === 'experiment.yaml');
  await removeUnwritten(files, join(work.folder, chunksName), (file) => file.endsWith(chunkExtension));
  for await (const { folder, manifest } of placesOf(files, results, name)) {
    if (manifest?.experimentDigest !== experimentDigest) continue;
    const ours = new Set([manifestName, ...manifest.files.map((file) => file.name)]);
    await removeUnwritten(files, folder, (file) => ours.has(file));
  }
}

/** A result that was set aside is lost to whoever looks for it: it stands under its name, or a better one does. */
async function settleReplaced(files: Files, results: string, name: string, work: WorkFolder): Promise<void> {
  const { replaced } = work;
  if ((await storing('look at', replaced, () => files.kind(replaced))) !== 'folder') return;
  const earlier = await manifestIn(files, replaced);
  for await (const { folder, isFree, manifest } of placesOf(files, results, name)) {
    if (isFree) {
      await storing('move', replaced, () => files.rename(replaced, folder));
      await storing('move', replaced, () => files.flushFolder(results));
    } else if (earlier !== null && manifest !== null && covers(manifest, earlier)) {
      await storing('remove', replaced, () => dropReplaced(files, work, folder));
      return;
    }
  }
}

/** Whether one is a result of the same experiment with as many paths or more. */
function covers(manifest: Manifest, earlier: Manifest): boolean {
  return (
    manifest.experimentDigest === earlier.experimentDigest &&
    manifest.scenarios.every(({ paths }, index) => paths >= earlier.scenarios[index]!.paths)
  );
}

/** Removes the temporary files of those files of a folder that are ours. */
async function removeUnwritten(files: Files, folder: string, isOurs: (file: string) => boolean): Promise<void> {
  if ((await storing('look at', folder, () => files.kind(folder))) !== 'folder') return;
  for (const name of await storing('list', folder, () => files.list(folder))) {
    const file = finalNameOf(name);
    if (file !== null && isOurs(file)) await storing('remove', folder, () => files.remove(join(folder, name)));
  }
}
