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

/** What decides the bits of a run: another one of any of these may draw other paths, or round or order sums in another way. */
const deciding = { marginLab: 'margin-lab', stream: 'stream version', kernel: 'kernel', node: 'Node' } as const;

/** In what a run was made by another program than this one; none: it was this one. */
export function otherVersions(made: Versions, now: Versions = readVersions()): (keyof typeof deciding)[] {
  return (Object.keys(deciding) as (keyof typeof deciding)[]).filter((name) => made[name] !== now[name]);
}

/** The same in words: `margin-lab 0.0.9 (this is 0.1.0)`. */
export function formatOtherVersions(made: Versions, now: Versions = readVersions()): string {
  return otherVersions(made, now)
    .map((name) => `${deciding[name]} ${String(made[name]).slice(0, 12)} (this is ${String(now[name]).slice(0, 12)})`)
    .join(', ');
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
