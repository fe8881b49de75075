import { readFileSync } from 'node:fs';
import { packageFile } from '../../base/package-files.ts';
import { kernelDigest } from '../../engine/memory/kernel.ts';
import { streamVersion } from '../../engine/stream-key.ts';

interface Package {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Exact versions of everything that a result may depend on, for the manifest. */
export interface Versions {
  readonly marginLab: string;
  readonly node: string;
  readonly stream: number;
  /** SHA-256 of the compiled kernel. */
  readonly kernel: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

let versions: Versions | null = null;

/** The versions of this thread, from this package's own package.json, in which dependencies are pinned exactly; read once. */
export function readVersions(): Versions {
  versions ??= { ...readPackage(), node: process.version, stream: streamVersion, kernel: kernelDigest() };
  return versions;
}

function readPackage(): Pick<Versions, 'marginLab' | 'dependencies'> {
  const { version, dependencies } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as Package;
  return { marginLab: version, dependencies };
}
