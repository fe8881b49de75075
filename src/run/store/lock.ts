import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { MarginLabError } from '../../base/errors.ts';
import { codeOf, type Files, storageError, storing } from './files.ts';

/** Who writes into a run folder. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Start of that process, in ticks since boot; null where the system does not tell. A pid alone may have been given away again. */
  readonly started: string | null;
  readonly since: string;
}

/** Whoever kills a run and resumes it at once must not be told that it still runs: a process takes a moment to end, on a busy machine seconds. */
const patienceMs = 3_000;

/**
 * Takes the lock file of a run folder, so that two processes never write the same run, and returns how to give it back.
 *
 * A lock whose process no longer lives on this machine is stale and taken over. Throws a `storage` error that names the holder
 * and, for a holder on another machine (of which nothing can be known), the file to delete.
 */
export async function takeLock(files: Files, path: string): Promise<() => Promise<void>> {
  const mine: Holder = {
    pid: process.pid,
    host: hostname(),
    started: processStart(process.pid),
    since: new Date().toISOString(),
  };
  const content = `${JSON.stringify(mine)}\n`;
  const patientUntil = performance.now() + patienceMs;
  for (let tries = 0; tries < 3; tries++) {
    try {
      await files.create(path, content);
      return () => release(files, path, content);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw storageError('write', path, error);
    }
    let found = await readLock(files, path);
    while (found !== null && isHeld(found)) {
      if (found.host !== hostname() || performance.now() > patientUntil) throw heldError(path, found);
      await sleep(50);
      found = await readLock(files, path);
    }
    // Unreadable: its writer may be in the middle of writing it, or died there.
    if (found === null && tries === 0) await sleep(200);
    else await setAsideStale(files, path);
  }
  throw new MarginLabError('storage', `cannot take ${path}: other processes keep taking it; try again`);
}

async function release(files: Files, path: string, content: string): Promise<void> {
  const current = await files.read(path).catch(() => null);
  if (current?.toString() === content) await storing('remove', path, () => files.remove(path));
}

/** null for a lock that is gone or unreadable (its writer died while writing it). */
async function readLock(files: Files, path: string): Promise<Holder | null> {
  try {
    const holder: unknown = JSON.parse((await files.read(path)).toString());
    const known = typeof holder === 'object' && holder !== null && 'pid' in holder && typeof holder.pid === 'number';
    return known ? (holder as Holder) : null;
  } catch (error) {
    if (error instanceof SyntaxError || codeOf(error) === 'ENOENT') return null;
    throw storageError('read', path, error);
  }
}

/** Renamed before it is removed: of two processes that find the same stale lock, only one succeeds. */
async function setAsideStale(files: Files, path: string): Promise<void> {
  const aside = `${path}.stale-${process.pid}`;
  try {
    await files.rename(path, aside);
    await files.remove(aside);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw storageError('remove the stale lock', path, error);
  }
}

function isHeld(holder: Holder): boolean {
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives, but belongs to someone else.
    return codeOf(error) === 'EPERM';
  }
  const fields = processFields(holder.pid);
  if (fields === null) return true;
  const [state, started] = [fields[0], fields[19]];
  // Z: it has ended and only waits to be collected by its parent, which some containers never do.
  if (state === 'Z' || state === 'X') return false;
  return holder.started === null || started === holder.started;
}

/** Start of a process in ticks since boot; null where the system does not tell. */
function processStart(pid: number): string | null {
  return processFields(pid)?.[19] ?? null;
}

/** Fields 3 (state) and following of /proc/PID/stat (proc(5)), after the command name, which may itself hold spaces. */
function processFields(pid: number): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

function heldError(path: string, holder: Holder): MarginLabError {
  const elsewhere = holder.host !== hostname();
  const where = elsewhere ? ` on ${holder.host}` : '';
  const advice = elsewhere ? `if it is no longer running there, delete ${path}` : 'wait for it, or end it first';
  const message = `another run writes here: process ${holder.pid}${where}, since ${holder.since} (${path}); ${advice}`;
  return new MarginLabError('storage', message);
}
