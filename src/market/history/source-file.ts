import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { sha256 } from '../../base/digest.ts';
import { inputError, MarginLabError } from '../../base/errors.ts';
import { unreadableReasons } from '../../base/unreadable.ts';

/** A hundred years of hourly prices of fifty assets; more is another kind of file, or one made to fill the memory. */
const largestTextBytes = 400 * 1024 * 1024;

/** Where numbers came from: enough to find the file again and know that it is the same; nothing about the machine. */
export interface SourceFile {
  /** Last part of the path. */
  readonly name: string;
  /** Of the bytes as they are stored, compressed or not. */
  readonly sha256: string;
}

/**
 * Reads a text file, unpacking it if it is gzip (told by its first bytes, whatever its name); throws an input error
 * naming the file.
 */
export function readSourceFile(path: string): { readonly source: SourceFile; readonly text: string } {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const usersFault = unreadableReasons[code];
    if (usersFault !== undefined) throw inputError('', usersFault, { file: path });
    throw new MarginLabError('storage', `${path}: cannot be read (${code})`, { cause });
  }
  const source = { name: basename(path), sha256: sha256(bytes) };
  return { source, text: unpacked(path, bytes).toString('utf8') };
}

function unpacked(path: string, bytes: Buffer): Buffer {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isGzip) {
    if (bytes.length > largestTextBytes) throw tooLarge(path);
    return bytes;
  }
  try {
    return gunzipSync(bytes, { maxOutputLength: largestTextBytes });
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLarge(path);
    throw inputError('', 'is damaged: it begins like a gzip file but cannot be unpacked', { file: path });
  }
}

function tooLarge(path: string): Error {
  return new MarginLabError('limit', `${path}: holds more than ${largestTextBytes / 1024 / 1024} MiB of text`);
}
