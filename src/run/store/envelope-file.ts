import { type Envelope, type EnvelopeHeader, mostHeaderBytes, readHeader } from '../execute/envelope.ts';
import type { Files } from './files.ts';

/** An envelope in a file of several. */
export interface FoundEnvelope extends EnvelopeHeader {
  /** Where in the file it begins. */
  readonly from: number;
}

/** The envelopes that stand one after another in a file, from their first lines; what is no envelope ends the row. */
export function* envelopesIn(files: Files, path: string): Generator<FoundEnvelope> {
  for (let from = 0; ; ) {
    const header = readHeader(files.readPart(path, from, mostHeaderBytes));
    if (header === null) return;
    yield { ...header, from };
    from += header.bytes;
  }
}

/** Reads one of them; it is not believed until it is opened. */
export function readEnvelope(files: Files, path: string, { from, bytes }: FoundEnvelope): Envelope {
  return files.readPart(path, from, bytes);
}
