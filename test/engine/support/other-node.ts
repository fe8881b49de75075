import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A Node of another version on this machine, outside any node_modules; null where there is none. */
export function otherNode(): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/local/bin', '/usr/bin'];
  const found = folders
    .filter((folder) => !folder.includes('node_modules'))
    .map((folder) => join(folder, 'node'))
    .find((file) => existsSync(file) && isOther(file));
  if (found === undefined) console.log('skipped: needs a Node of another version on this machine');
  return found ?? null;
}

function isOther(file: string): boolean {
  const version = execFileSync(file, ['--version'], { encoding: 'utf8' }).trim();
  return version !== process.version && Number(version.slice(1).split('.')[0]) >= 20;
}
