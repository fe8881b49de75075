import { hostname } from 'node:os';
import { MarginLabError } from '../../base/errors.ts';
import { type Clock, systemClock } from '../clock.ts';
import { type Files, storing } from './files.ts';
import type { FileLock } from './os-lock.ts';

/** Who writes into a run folder: said to others, decides nothing. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
}

/** Whoever kills a run and resumes it at once must not be told that it still runs: a process takes a moment to end, on a busy machine seconds. */
const patienceMs = 3_000;

/**
 * Takes the lock file of a run folder, so that two runs never write the same folder, and returns how to give it back.
 *
 * Who holds it is known by the operating system alone. So the file of a run that was killed is simply locked, whatever stands in it, and
 * that of a run that lives is not, though it may live on another machine that shares the file system. Throws a `storage` error that names
 * the holder, and where the path or the file system cannot be locked.
 */
export async function takeLock(files: Files, path: string, clock: Clock = systemClock): Promise<() => Promise<void>> {
  const patientUntil = clock.now() + patienceMs;
  for (;;) {
    await refuseOther(files, path);
    const lock = await storing('lock', path, () => files.lock(path));
    if (lock !== null) return hold(lock, clock, path);
    if (clock.now() > patientUntil) throw heldError(path, await readHolder(files, path));
    await clock.sleep(50);
  }
}

/** Does something while it holds the lock. Throws as `takeLock` does, and what the action throws. */
export async function whileLocked<T>(files: Files, path: string, action: () => Promise<T>): Promise<T> {
  const release = await takeLock(files, path);
  let result: T;
  try {
    result = await action();
  } catch (error) {
    await release().catch(() => {});
    throw error;
  }
  await release();
  return result;
}

async function hold(lock: FileLock, clock: Clock, path: string): Promise<() => Promise<void>> {
  const holder: Holder = { pid: process.pid, host: hostname(), since: new Date(clock.now()).toISOString() };
  const release = () => storing('remove', path, () => lock.release());
  try {
    await storing('write', path, () => lock.describe(`${JSON.stringify(holder)}\n`));
  } catch (error) {
    await release().catch(() => {});
    throw error;
  }
  return release;
}

/** A link could lead anywhere. */
async function refuseOther(files: Files, path: string): Promise<void> {
  const kind = await storing('look at', path, () => files.kind(path));
  if (kind === 'file' || kind === 'nothing') return;
  const what = kind === 'folder' ? 'a folder' : 'a link or a device';
  throw new MarginLabError('storage', `cannot lock ${path}: ${what} stands there, not a file; remove it`);
}

/** null where it cannot be read: the holder may be writing it, or has just given it back. */
async function readHolder(files: Files, path: string): Promise<Holder | null> {
  try {
    const { pid, host, since } = JSON.parse((await files.read(path)).toString()) as Partial<Holder>;
    return typeof pid === 'number' && typeof host === 'string' && typeof since === 'string'
      ? { pid, host, since }
      : null;
  } catch {
    return null;
  }
}

function heldError(path: string, holder: Holder | null): MarginLabError {
  const where = holder !== null && holder.host !== hostname() ? ` on ${holder.host}` : '';
  const who = holder === null ? '' : `process ${holder.pid}${where}, since ${holder.since} `;
  return new MarginLabError('storage', `another run writes here: ${who}(${path}); wait for it, or end it first`);
}
