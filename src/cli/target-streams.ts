import * as fs from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inputError } from '../base/errors.ts';
import { codeOf, storageError } from '../run/store/files.ts';
import type { Target } from './target.ts';

/** Between two looks at a pipe that is full. */
const pauseMs = 5;
/** More links than this are a circle, for the operating system too. */
const mostLinks = 40;

/**
 * A descriptor of this process, such as `/dev/stdout` and `/dev/fd/1`, perhaps by links; null for any other path. What is behind it was
 * opened by whoever started the program: it is written into, whatever it is. Throws an input error for one that was not given.
 */
export function descriptorTarget(path: string): Target | null {
  const file = descriptorOf(path);
  if (file === null) return null;
  // From 3 on a process has files of its own: only what can be a `>(command)` is meant.
  const status = statusOf(file);
  if (status === null || (file > 2 && !status.isFIFO()))
    throw inputError('', 'is no descriptor that this program was given', { file: path, allowed: 'the name of a file' });
  return { path, write: (content) => pour(path, file, content) };
}

/**
 * A device that takes characters or a pipe that someone reads from; null for a path that is neither, or nothing. Throws an input error for a
 * pipe without a reader, which would be waited for without end, for a socket, and for a block device, which holds a file system.
 */
export function streamTarget(path: string): Target | null {
  try {
    const status = fs.statSync(path);
    const written = 'the name of a file';
    if (status.isBlockDevice()) throw inputError('', 'is a device that holds files', { file: path, allowed: written });
    if (status.isSocket()) throw inputError('', 'is a socket', { file: path, allowed: written });
    if (!status.isCharacterDevice() && !status.isFIFO()) return null;
    const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = fs.constants;
    const file = fs.openSync(path, O_WRONLY | O_NONBLOCK | O_NOCTTY);
    return { path, write: (content) => pour(path, file, content).finally(() => fs.closeSync(file)) };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENXIO')
      throw inputError('', 'is a pipe that nobody reads from', { file: path, allowed: 'start the reader first' });
    // Told by whoever looks for an ordinary file there.
    if (code === 'ENOENT' || code === 'ELOOP' || code === 'ENOTDIR') return null;
    throw storageError('write', path, error);
  }
}

/** Whether a path is written into, and not replaced: several outputs may go there. */
export function isStream(path: string): boolean {
  if (descriptorOf(path) !== null) return true;
  const status = fs.statSync(path, { throwIfNoEntry: false });
  return status !== undefined && !status.isFile() && !status.isDirectory();
}

/** Follows links one by one, because the last one of a descriptor leads to no path. */
function descriptorOf(path: string): number | null {
  for (let links = 0, at = path; links < mostLinks; links++) {
    const match = /^\/(?:dev|proc\/(?:self|thread-self|(\d+)))\/fd\/(\d+)$/.exec(at);
    if (match !== null && (match[1] === undefined || Number(match[1]) === process.pid)) return Number(match[2]);
    try {
      const to = fs.readlinkSync(at);
      at = isAbsolute(to) ? to : join(dirname(at), to);
    } catch {
      return null;
    }
  }
  return null;
}

function statusOf(file: number): fs.Stats | null {
  try {
    return fs.fstatSync(file);
  } catch {
    return null;
  }
}

/** Writes all of it, as fast as it is taken. */
async function pour(path: string, file: number, content: string): Promise<void> {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += fs.writeSync(file, bytes, at);
    } catch (error) {
      // Whoever reads has read enough.
      if (codeOf(error) === 'EPIPE') return;
      if (codeOf(error) !== 'EAGAIN') throw storageError('write', path, error);
      await sleep(pauseMs);
    }
  }
}
