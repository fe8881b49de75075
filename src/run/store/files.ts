import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync, closeSync, constants, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { MarginLabError } from '../../base/errors.ts';
import { printable } from '../../base/printable.ts';
import { type FileLock, lockFile } from './os-lock.ts';

/**
 * The few file operations of a run store: the seam at which tests make the disk fail.
 *
 * All of them throw what the operating system says; `storageError` turns that into a message for people. What survives a power cut: the
 * content of a file after `create` or `flush`, and which names a folder holds after `flushFolder`; what was renamed, added or removed
 * since may be there or not, in any order. A process that is killed loses nothing of what was done.
 */
export interface Files {
  readonly read: (path: string) => Promise<Buffer>;
  /** So many bytes of a file from a place on; fewer where it ends. Synchronous, for one piece of a large file at a time. */
  readonly readPart: (path: string, from: number, bytes: number) => Buffer;
  readonly list: (folder: string) => Promise<string[]>;
  /** Makes a folder and those above it, as far as they are not there, and flushes their names. */
  readonly makeFolder: (folder: string) => Promise<void>;
  /** Writes a new file, all of it, and flushes its content to the disk; fails if it exists. */
  readonly create: (path: string, content: string | Uint8Array) => Promise<void>;
  /**
   * Adds all of the content to a file, made if absent. Synchronous: whoever produces faster than the disk takes has to wait, and a full
   * disk is told to the one who writes.
   */
  readonly append: (path: string, content: Uint8Array) => void;
  /** SHA-256 of the content as hexadecimal digits, in bounded memory. */
  readonly digest: (path: string) => Promise<string>;
  /** Flushes the content of a file to the disk. */
  readonly flush: (path: string) => Promise<void>;
  /** Flushes the names in a folder to the disk. */
  readonly flushFolder: (folder: string) => Promise<void>;
  /** Replaces a file of that name, and an empty folder; fails on a folder that holds something. */
  readonly rename: (from: string, to: string) => Promise<void>;
  /** Removes a file or a folder with all that is in it; no error if there is none. */
  readonly remove: (path: string) => Promise<void>;
  /** What stands at a path, without following a link. */
  readonly kind: (path: string) => Promise<'file' | 'folder' | 'other' | 'nothing'>;
  /**
   * Takes an exclusive lock on a file, made if absent; null if another has it, in this process or elsewhere. It ends with the process that
   * holds it, whatever ends that; the file then stays, and can be locked. A link is not followed.
   */
  readonly lock: (path: string) => Promise<FileLock | null>;
}

export const nodeFiles: Files = {
  read: (path) => fs.readFile(path),
  readPart,
  list: (folder) => fs.readdir(folder),
  makeFolder: async (folder) => {
    const first = await fs.mkdir(folder, { recursive: true });
    if (first === undefined) return;
    for (let made = resolve(folder); made.length >= resolve(first).length; made = dirname(made)) {
      await flushFolder(dirname(made));
    }
  },
  create: (path, content) => fs.writeFile(path, content, { flag: 'wx', flush: true }),
  append: (path, content) => appendFileSync(path, content),
  digest: async (path) => {
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex');
  },
  flush: async (path) => {
    const file = await fs.open(path, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  },
  flushFolder,
  rename: (from, to) => fs.rename(from, to),
  remove: (path) => fs.rm(path, { recursive: true, force: true }),
  kind: async (path) => {
    try {
      const stat = await fs.lstat(path);
      return stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other';
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return 'nothing';
      throw error;
    }
  },
  lock: lockFile,
};

function readPart(path: string, from: number, bytes: number): Buffer {
  const file = openSync(path, 'r');
  try {
    // No more than there is: what a damaged file says of its length must not fill the memory.
    const part = Buffer.alloc(Math.max(0, Math.min(bytes, fstatSync(file).size - from)));
    let read = 0;
    for (let got = -1; got !== 0 && read < part.length; read += got) {
      got = readSync(file, part, read, part.length - read, from + read);
    }
    return part.subarray(0, read);
  } finally {
    closeSync(file);
  }
}

async function flushFolder(folder: string): Promise<void> {
  // Windows keeps names by itself and opens no folder.
  if (process.platform === 'win32') return;
  const opened = await fs.open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await opened.sync();
  } catch (error) {
    // A file system that offers no flush of folders.
    if (!['EINVAL', 'ENOTSUP'].includes(codeOf(error))) throw error;
  } finally {
    await opened.close();
  }
}

/**
 * Writes a file so that a reader, or a run that starts after a crash, sees either all of it or none: a temporary name in the same
 * folder, flushed, then renamed. Once written it survives a power cut. Throws a `storage` error.
 */
export async function writeAtomically(files: Files, path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  try {
    await files.create(temporary, content);
    await files.rename(temporary, path);
    await files.flushFolder(dirname(path));
  } catch (error) {
    await files.remove(temporary).catch(() => {});
    throw storageError('write', path, error);
  }
}

/** Until a file that grows is whole, its name ends so. */
export const partExtension = '.part';

/** The name that a file is to have once it is whole: of a temporary file of `writeAtomically`, or of one that grows; else its own. */
export function finalNameOf(name: string): string {
  return name.replace(/(?:\.\d+-[0-9a-f]{8}\.tmp|\.part)$/, '');
}

/** Runs a file operation; what it throws becomes a `storage` error that names the path. */
export async function storing<T>(action: string, path: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw storageError(action, path, error);
  }
}

export function storageError(action: string, path: string, cause: unknown): MarginLabError {
  if (cause instanceof MarginLabError) return cause;
  const code = codeOf(cause);
  const known: Record<string, string> = {
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk quota is used up',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EROFS: 'the file system is read-only',
    EEXIST: 'a file of that name stands there',
    ENOTDIR: `a part of the path is a file: ${dirname(path)}`,
    ENOENT: 'no such file or folder',
    EIO: 'the disk reports an error',
    ENOLCK: 'the file system offers no locks',
    ENOTSUP: 'the file system does not offer this',
    EOPNOTSUPP: 'the file system does not offer this',
    ELOOP: 'a link stands there',
  };
  const reason = known[code] ?? (cause instanceof Error ? cause.message : String(cause));
  return new MarginLabError(
    'storage',
    printable(`cannot ${action} ${path}: ${reason}${code === '' ? '' : ` (${code})`}`),
    {
      cause,
    },
  );
}

/** The error code of the operating system, or an empty text. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
