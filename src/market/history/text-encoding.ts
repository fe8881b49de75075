import { inputError } from '../../base/errors.ts';

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
