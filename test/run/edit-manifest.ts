import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatManifest, type Manifest, openManifest } from '../../src/run/store/manifest.ts';

/** Writes the manifest of a run folder again with other fields and the digest that goes with them, as a careful forger would. */
export function editManifest(folder: string, change: (manifest: Manifest) => Manifest): void {
  const file = join(folder, 'manifest.json');
  const opened = openManifest(readFileSync(file, 'utf8'));
  if ('fault' in opened) throw new Error(opened.fault);
  writeFileSync(file, formatManifest(change(opened.manifest)));
}
