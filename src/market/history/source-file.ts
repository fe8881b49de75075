import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { sha256 } from '../../base/digest.ts';
import { inputError, MarginLabError } from '../../base/errors.ts';
import { limits } from '../../base/limits.ts';
import { unreadableReasons } from '../../base/unreadable.ts';
import { decodedText } from './text-encoding.ts';
import { isZip, unzippedMember } from './zip-member.ts';

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

/** A file is measured before it is read, so that what is too large costs no memory; a pipe cannot be. */
function bytesOf(path: string): Buffer {
  try {
    const status = statSync(path);
    if (status.isFile() && status.size > limits.priceFileBytes.largest) throw tooLarge(path);
    if (!status.isFile() && !status.isFIFO() && !status.isDirectory())
      throw inputError('', 'is no ordinary file', { file: path });
    return readFileSync(path);
  } catch (cause) {
    if (cause instanceof MarginLabError) throw cause;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const usersFault = unreadableReasons[code];
    if (usersFault !== undefined) throw inputError('', usersFault, { file: path });
    throw new MarginLabError('storage', `${path}: cannot be read (${code})`, { cause });
  }
}

function unpacked(path: string, bytes: Buffer): Uint8Array {
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
