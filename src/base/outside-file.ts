import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';

/** Why a file that the user named is of no use: `input` and `limit` can be mended by the user, `storage` is a fault of the disk. */
export interface UnreadableFile {
  readonly kind: 'input' | 'limit' | 'storage';
  /** A sentence fragment whose subject is the file: `it is a folder`. */
  readonly reason: string;
  readonly cause?: unknown;
}

/** How long a pipe may be silent. Nothing else goes on meanwhile, so a user who waits longer is better served by a file. */
const mostSilence = 10_000;
/** How long a named pipe is looked at before it counts as one that nobody writes to: its writer may be about to open it. */
const mostAbsenceMs = 1_000;
const pauseMs = 20;
const pieceBytes = 1 << 16;

/** Faults of opening and reading that the user can mend, by the code of the file system. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of the path is no folder',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read by this user',
  EPERM: 'it may not be read by this user',
  ELOOP: 'it is a circle of links',
  ENAMETOOLONG: 'its name is too long',
  ERR_INVALID_ARG_VALUE: 'its name has a character that no name has',
  ENXIO: 'it is no ordinary file',
  ENODEV: 'it is no ordinary file',
};

/**
 * Reads a file from outside, of at most `most` bytes: an ordinary file, or a pipe (`/dev/stdin`, `<(command)`).
 *
 * The one reader of files that users name, because opening and reading can each go on for ever: a named pipe without a writer, a device
 * without an end. So it opens without waiting, asks what it has opened, and counts what it reads; the size that the system tells
 * is no bound, since files grow and those of `/proc` have none. A pipe may be silent for `silenceMs`.
 */
export function readOutsideFile(path: string, most: number, silenceMs = mostSilence): Uint8Array | UnreadableFile {
  let file: number | null = null;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return contentOf(file, most, silenceMs);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    const reason = reasons[code];
    return reason === undefined
      ? { kind: 'storage', reason: `it cannot be read (${code})`, cause }
      : { kind: 'input', reason };
  } finally {
    if (file !== null) closeSync(file);
  }
}

/** Whether a file could be read. */
export function isUnreadable(read: Uint8Array | UnreadableFile): read is UnreadableFile {
  return 'reason' in read;
}

function contentOf(file: number, most: number, silenceMs: number): Uint8Array | UnreadableFile {
  const status = fstatSync(file);
  if (status.isDirectory()) return { kind: 'input', reason: reasons['EISDIR']! };
  if (!status.isFile() && !status.isFIFO()) return { kind: 'input', reason: 'it is no ordinary file' };
  const tooLong: UnreadableFile = { kind: 'limit', reason: `it has more than ${most} bytes` };
  if (status.size > most) return tooLong;
  const pieces: Uint8Array[] = [];
  for (let length = 0; length <= most; ) {
    const piece = nextPiece(file, Math.max(pieceBytes, status.size + 1 - length), {
      status,
      hasBegun: length > 0,
      silenceMs,
    });
    if ('reason' in piece) return piece;
    if (piece.length === 0) return wasWritten(file, status, length) ?? joined(pieces);
    pieces.push(piece);
    length += piece.length;
  }
  return tooLong;
}

/** Without a copy of a file that was read at once. */
function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}

/** A file that someone writes to is half of what it will be, and its last line perhaps half a price. */
function wasWritten(file: number, before: Stats, length: number): UnreadableFile | null {
  if (!before.isFile() || before.size === 0) return null;
  const { size, mtimeMs } = fstatSync(file);
  if (size === before.size && size === length && mtimeMs === before.mtimeMs) return null;
  return { kind: 'input', reason: 'it was written to while it was read; try again when it is complete' };
}

/** The next bytes, none at the end; waits for those of a pipe. */
function nextPiece(
  file: number,
  room: number,
  { status, hasBegun, silenceMs }: { readonly status: Stats; readonly hasBegun: boolean; readonly silenceMs: number },
): Uint8Array | UnreadableFile {
  const buffer = Buffer.allocUnsafe(room);
  for (let waited = 0; ; waited += pauseMs) {
    const length = readNow(file, buffer);
    if (length !== null && (length > 0 || hasBegun || !status.isFIFO())) return buffer.subarray(0, length);
    if (length === 0 && waited >= mostAbsenceMs) return { kind: 'input', reason: 'it is a pipe that nobody writes to' };
    if (waited >= silenceMs) {
      const seconds = silenceMs / 1_000;
      return { kind: 'input', reason: `nothing came through this pipe for ${seconds} s; write it to a file first` };
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
  }
}

/** Bytes read; null where there are none yet. */
function readNow(file: number, buffer: Buffer): number | null {
  try {
    return readSync(file, buffer);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return null;
    throw error;
  }
}
