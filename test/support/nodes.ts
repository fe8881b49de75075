import { execFileSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

interface Installed {
  readonly file: string;
  /** Such as v22.11.0. */
  readonly version: string;
}

let known: readonly Installed[] | null = null;

/** The versions of Node on this machine: the one that runs the tests, those on the path, and those of version managers. */
export function installedNodes(): readonly Installed[] {
  known ??= findNodes();
  return known;
}

/** A Node of another version on this machine, outside any node_modules; null where there is none. */
export function otherNode(): string | null {
  const found = installedNodes().find(({ version }) => version !== process.version && majorOf(version) >= 20);
  if (found === undefined) console.log('skipped: needs a Node of another version on this machine');
  return found?.file ?? null;
}

/** A Node of a major version on this machine; null, and a line that says so, where there is none. */
export function nodeOf(major: number): string | null {
  const found = installedNodes().find(({ version }) => majorOf(version) === major);
  if (found === undefined) console.log(`skipped: needs Node ${major} on the path or of a version manager`);
  return found?.file ?? null;
}

const majorOf = (version: string) => Number(version.slice(1).split('.')[0]);

function findNodes(): readonly Installed[] {
  const onPath = [...(process.env['PATH'] ?? '').split(':'), '/usr/local/bin', '/usr/bin']
    .filter((folder) => !folder.includes('node_modules/.bin'))
    .map((folder) => join(folder, 'node'));
  const managed = [
    '.nvm/versions/node/*/bin/node',
    '.local/share/fnm/node-versions/*/installation/bin/node',
    '.volta/tools/image/node/*/bin/node',
  ];
  const files = [
    ...onPath.filter((file) => existsSync(file)),
    ...managed.flatMap((pattern) => globSync(pattern, { cwd: homedir() }).map((file) => join(homedir(), file))),
    ...globSync('/opt/hostedtoolcache/node/*/*/bin/node'),
  ];
  const others = [...new Set(files)].map((file) => ({
    file,
    version: execFileSync(file, ['--version'], { encoding: 'utf8' }).trim(),
  }));
  return [{ file: process.execPath, version: process.version }, ...others];
}
