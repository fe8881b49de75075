import { readFileSync } from 'node:fs';
import { packageFile } from '../../base/package-files.ts';
import { streamVersion } from '../../engine/stream-key.ts';
import type { ChunkOrigin } from './chunk-store.ts';

interface Package {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Exact versions of everything that a result may depend on, for the manifest. */
export interface Versions {
  readonly marginLab: string;
  readonly node: string;
  readonly stream: number;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Reads the versions from this package's own package.json, in which dependencies are pinned exactly. */
export function readVersions(): Versions {
  const { version, dependencies } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as Package;
  return { marginLab: version, node: process.version, stream: streamVersion, dependencies };
}

export function chunkOrigin(experimentDigest: string, versions: Versions): ChunkOrigin {
  const { stream, marginLab, node } = versions;
  return { experimentDigest, streamVersion: stream, marginLab, node };
}
