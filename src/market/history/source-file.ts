import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { sha256 } from '../../base/digest.ts';
import { inputError, MarginLabError } from '../../base/errors.ts';
import { limits } from '../../base/limits.ts';
import { isUnreadable, readOutsideFile } from '../../base/outside-file.ts';

/** Where numbers came from: enough to find the file again and know that it is the same; nothing about the machine. */
export interface SourceFile {
  /** Last part of the path. */
  readonly name: string;
  /** Of the bytes as they are stored, compressed or not. */
  readonly sha256: string;
}

/**
 * Reads a text file, unpacking it if it is gzip or a zip archive of one file (told by its first bytes, whatever its
 * name); throws an input error naming the file.
 */
export function readSourceFile(path: string): { readonly source: SourceFile; readonly text: string } {
  const bytes = bytesOf(path);
  const source = { name: basename(path), sha256: sha256(bytes) };
  return { source, text: decodedText(unpacked(path, bytes), path) };
}

function bytesOf(path: string): Uint8Array {
  const read = readOutsideFile(path, limits.priceFileBytes.largest);
  if (!isUnreadable(read)) return read;
  const { kind, reason, cause } = read;
  if (kind === 'input') throw inputError('', reason, { file: path });
  throw kind === 'limit' ? tooLarge(path) : new MarginLabError('storage', `${path}: ${reason}`, { cause });
}

function unpacked(path: string, bytes: Uint8Array): Uint8Array {
  const largest = limits.priceFileBytes.largest;
  if (isZip(bytes)) return unzippedMember(bytes, path, largest);
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isGzip) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: largest });
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLarge(path);
    throw inputError('', 'is damaged: it begins like a gzip file but cannot be unpacked', { file: path });
  }
}

function tooLarge(path: string): Error {
  const megabytes = limits.priceFileBytes.largest / 1024 / 1024;
  return new MarginLabError('limit', `${path}: holds more than ${megabytes} MiB of text; cut it into files by period`);
}

/** Whether bytes begin like a zip archive, as exchanges pack their monthly files. */
function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/**
 * The one file of a zip archive, of at most `largest` bytes; throws an input error for an archive that is damaged or
 * holds several files, because which of them is meant cannot be known.
 */
function unzippedMember(archive: Uint8Array, file: string, largest: number): Uint8Array {
  const names: string[] = [];
  try {
    const members = unzipSync(archive, {
      filter({ name, originalSize }) {
        if (name.endsWith('/') || name.startsWith('__MACOSX/')) return false;
        names.push(name);
        if (originalSize > largest) {
          throw new MarginLabError('limit', `${file}: ${name} in it holds more than ${largest / 1024 / 1024} MiB`);
        }
        return names.length === 1;
      },
    });
    const [only] = Object.values(members);
    if (only !== undefined && names.length === 1) return only;
  } catch (cause) {
    if (cause instanceof MarginLabError) throw cause;
    throw inputError('', 'is damaged: it begins like a zip archive but cannot be unpacked', { file });
  }
  if (names.some((name) => name.startsWith('xl/'))) {
    throw inputError('', 'is a spreadsheet', { file, allowed: 'the sheet saved as CSV' });
  }
  throw inputError('', `is an archive of ${names.length} files`, {
    file,
    allowed: 'one file in an archive: unpack it and name the files',
    ...(names.length > 0 && { got: names.slice(0, 4).join(', ') }),
  });
}

/**
 * The text of a file in UTF-8 or UTF-16, without its byte order mark and with plain line ends.
 *
 * UTF-16 is told by its mark or, without one, by zero bytes: in text of digits every second byte is zero. Throws an
 * input error for bytes that are neither.
 */
export function decodedText(bytes: Uint8Array, file: string): string {
  const encoding = encodingOf(bytes);
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text.includes('\n') ? text : text.replaceAll('\r', '\n');
  } catch {
    // Said below, with what would be accepted.
  }
  throw inputError('', 'is no text', { file, allowed: 'UTF-8 or UTF-16: save it as CSV (UTF-8)' });
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes.length >= 4 && bytes[1] === 0 && bytes[3] === 0) return 'utf-16le';
  if (bytes.length >= 4 && bytes[0] === 0 && bytes[2] === 0) return 'utf-16be';
  return 'utf-8';
}
