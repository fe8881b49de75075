import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { inputError, type MarginLabError } from '../base/errors.ts';
import { codeOf, storageError } from '../run/store/files.ts';
import type { Target } from './target.ts';
import { descriptorTarget, streamTarget } from './target-streams.ts';

/** A kind of file that the program writes, and how one that was written before is told by its first bytes. */
export interface WrittenKind {
  readonly name: string;
  readonly isBegunBy: (beginning: string) => boolean;
}

/** A file that the user named to be written. */
export interface TargetRequest {
  /** As the user wrote it. */
  readonly path: string;
  readonly kind: WrittenKind;
  /** Whether an existing file may be of any other kind. */
  readonly force: boolean;
  /** Files that are read: none of them is ever replaced. */
  readonly inputs: readonly string[];
}

/** Bytes of an existing file that tell its kind. */
const tellingBytes = 512;

/**
 * Opens files that the user named to be written, all before the work that makes their content, since that may take minutes.
 *
 * An ordinary file is replaced as a whole or not at all; of a link, the file that it leads to. A device, a pipe or a descriptor is written
 * into. Throws an input error for what is never replaced: a folder, a file that is read, one that is named twice, a link to nothing, a
 * block device, and, without `force`, a file of another kind or one that is write-protected; a `storage` error where no file can be made.
 */
export function openTargets(requests: readonly TargetRequest[]): Target[] {
  const places = new Set<string>();
  return requests.map((request) => {
    const stream = descriptorTarget(request.path) ?? streamTarget(request.path);
    if (stream !== null) return stream;
    const place = placeOf(request);
    if (places.has(place.path)) throw refused(request.path, 'is named twice', 'a name for each file');
    places.add(place.path);
    return { path: request.path, write: async (content) => replace(request.path, placeOf(request), content) };
  });
}

/** Where a file is to stand, past all links, and the one that stands there. */
interface Place {
  readonly path: string;
  readonly old: fs.Stats | null;
}

function placeOf({ path, kind, force, inputs }: TargetRequest): Place {
  const place = followed(path);
  const { old } = place;
  try {
    fs.accessSync(dirname(place.path), fs.constants.W_OK | fs.constants.X_OK);
  } catch (error) {
    throw storageError('write', path, error);
  }
  if (old === null) return place;
  if (old.isDirectory()) throw refused(path, 'is a folder', 'the name of a file');
  if (!old.isFile()) throw refused(path, 'is no ordinary file', 'the name of a file');
  if (inputs.some((input) => isSameFile(input, old)))
    throw refused(path, 'is a file that is read here', 'another name: what is read is never replaced');
  if (force) return place;
  if ((old.mode & 0o222) === 0)
    throw refused(path, 'is write-protected', 'another name, or --force to replace it all the same');
  if (old.size > 0 && !kind.isBegunBy(beginningOf(place.path))) {
    const allowed = `another name, or --force to replace it by ${kind.name}`;
    throw refused(path, `is there already, and it is not ${kind.name} that margin-lab wrote`, allowed);
  }
  return place;
}

/** The path past all links. Throws where these lead nowhere: what would be made there, its owner has not named. */
function followed(path: string): Place {
  try {
    const old = fs.lstatSync(path, { throwIfNoEntry: false }) ?? null;
    if (old?.isSymbolicLink() !== true) {
      return { path: old === null ? join(fs.realpathSync(dirname(path)), lastPart(path)) : fs.realpathSync(path), old };
    }
    const real = fs.realpathSync(path);
    return { path: real, old: fs.lstatSync(real) };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ELOOP') throw refused(path, 'is a circle of links', 'the name of a file');
    if (code === 'ENOENT' && fs.lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true)
      throw refused(path, 'is a link to a file that is not there', `the name of that file`);
    throw storageError('write', path, error);
  }
}

/** A name that ends like a folder is none of a file. */
function lastPart(path: string): string {
  if (/[\\/]$|(^|[\\/])\.{1,2}$/.test(path)) throw refused(path, 'is the name of a folder', 'the name of a file');
  return resolve(path)
    .slice(dirname(resolve(path)).length)
    .replace(/^[\\/]/, '');
}

function isSameFile(path: string, { dev, ino }: fs.Stats): boolean {
  const other = fs.statSync(path, { throwIfNoEntry: false });
  return other !== undefined && other.dev === dev && other.ino === ino;
}

/** The first bytes of a file, which tell its kind. Throws a `storage` error. */
export function beginningOf(path: string): string {
  let file: number | null = null;
  try {
    file = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    const bytes = Buffer.alloc(tellingBytes);
    return bytes.subarray(0, fs.readSync(file, bytes)).toString('latin1');
  } catch (error) {
    throw storageError('read', path, error);
  } finally {
    if (file !== null) fs.closeSync(file);
  }
}

/**
 * Puts a file in its place: written and flushed beside it, given the rights of the old one, renamed, the folder flushed. In one go, so
 * that no signal comes between.
 */
function replace(named: string, { path, old }: Place, content: string): void {
  const temporary = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  try {
    const file = fs.openSync(temporary, 'wx', old === null ? 0o666 : old.mode & 0o777);
    try {
      fs.writeFileSync(file, content);
      if (old !== null) keepRights(file, old);
      fs.fsyncSync(file);
    } finally {
      fs.closeSync(file);
    }
    fs.renameSync(temporary, path);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw storageError('write', named, error);
  }
  flushFolder(dirname(path));
}

/** The mode whatever the mask of the process is, and the owner where this user may give files away. */
function keepRights(file: number, { mode, uid, gid }: fs.Stats): void {
  try {
    fs.fchownSync(file, uid, gid);
  } catch {
    // It belongs to whoever replaced it.
  }
  fs.fchmodSync(file, mode & 0o7777);
}

/** Some systems flush no folders: the file is whole all the same. */
function flushFolder(folder: string): void {
  try {
    const file = fs.openSync(folder, 'r');
    try {
      fs.fsyncSync(file);
    } finally {
      fs.closeSync(file);
    }
  } catch {
    // Nothing that the user could do.
  }
}

function refused(file: string, what: string, allowed: string): MarginLabError {
  return inputError('', what, { file, allowed });
}
