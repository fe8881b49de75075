import { type Envelope, type EnvelopeHeader, mostHeaderBytes, readHeader } from '../execute/envelope.ts';
import { type Files, storageError } from './files.ts';

/** An envelope in a file of several. */
export interface FoundEnvelope extends EnvelopeHeader {
  /** Where in the file it begins. */
  readonly from: number;
}

/** The envelopes that stand one after another in a file, from their first lines; what is no envelope ends the row. Throws `storage` errors. */
export function* envelopesIn(files: Files, path: string): Generator<FoundEnvelope> {
  for (let from = 0; ; ) {
    const header = readHeader(readPart(files, path, from, mostHeaderBytes));
    if (header === null) return;
    yield { ...header, from };
    from += header.bytes;
  }
}

/** Reads one of them; it is not believed until it is opened. Throws a `storage` error. */
export function readEnvelope(files: Files, path: string, { from, bytes }: FoundEnvelope): Envelope {
  return readPart(files, path, from, bytes);
}

function readPart(files: Files, path: string, from: number, bytes: number): Uint8Array {
  try {
    return files.readPart(path, from, bytes);
  } catch (error) {
    throw storageError('read', path, error);
  }
}
