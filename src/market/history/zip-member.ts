import { unzipSync } from 'fflate';
import { inputError, MarginLabError } from '../../base/errors.ts';

/** Whether bytes begin like a zip archive, as exchanges pack their monthly files. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/**
 * The one file of a zip archive, of at most `largest` bytes; throws an input error for an archive that is damaged or
 * holds several files, because which of them is meant cannot be known.
 */
export function unzippedMember(archive: Uint8Array, file: string, largest: number): Uint8Array {
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
