import { deserialize, serialize } from 'node:v8';
import { sha256 } from '../../base/digest.ts';
import { checkSummary } from '../../stats/check-summary.ts';
import type { OutcomeShape } from '../../stats/outcome.ts';
import { createSummary, type Summary, summaryBytesPerPath } from '../../stats/summary.ts';
import type { PathRange } from '../plan/ranges.ts';
import { readVersions } from '../store/versions.ts';

/**
 * The form in which summaries travel and are stored: one line of JSON that says which paths of which scenario they are of, what program
 * made them, and what the digest of the rest is; then the serialised summary.
 *
 * A worker answers with it and a chunk file holds it, so both are believed on the same condition: the line is, byte for byte, the one
 * that this program would have written itself.
 */
export type Envelope = Uint8Array;

/** What a summary depends on, apart from its range of paths. */
export interface Origin {
  readonly experimentDigest: string;
  readonly scenarioDigest: string;
  readonly streamVersion: number;
  /** Version of this package and of Node: another one may order or round sums in another way. */
  readonly marginLab: string;
  readonly node: string;
  /** SHA-256 of the compiled kernel. */
  readonly kernel: string;
}

/** The origin of what this thread computes. */
export function originOf(experimentDigest: string, scenarioDigest: string): Origin {
  const { stream, marginLab, node, kernel } = readVersions();
  return { experimentDigest, scenarioDigest, streamVersion: stream, marginLab, node, kernel };
}

/** Puts a summary into its envelope. */
export function sealEnvelope(summary: Summary, origin: Origin): Envelope {
  const payload = serialize(summary);
  return Buffer.concat([header(origin, { firstPath: summary.firstPath, count: summary.paths }, payload), payload]);
}

/**
 * The summary in an envelope that should be of this origin, these paths and this shape, or what is wrong with it: also where its digest is
 * right and its content nonsense, from a worker or an earlier program that had lost its senses.
 */
export function openEnvelope(
  content: Envelope,
  origin: Origin,
  range: PathRange,
  shape: OutcomeShape,
): { readonly summary: Summary } | { readonly fault: string } {
  const end = content.indexOf(0x0a) + 1;
  if (end === 0) return { fault: 'it has no header' };
  const payload = content.subarray(end);
  if (!header(origin, range, payload).equals(content.subarray(0, end))) {
    return { fault: 'it is damaged, or of another experiment, version or range of paths' };
  }
  // Before it is unpacked, which takes as much memory again.
  if (payload.length > mostBytes(range, shape))
    return { fault: `it is larger than any summary of its ${range.count} paths` };
  const summary = unpack(payload);
  const fault = checkSummary(summary, shape, range);
  return fault === null ? { summary: summary as Summary } : { fault: `it holds no summary of its paths: ${fault}` };
}

function unpack(payload: Uint8Array): unknown {
  try {
    // Copied, so that typed arrays in the summary do not keep the whole envelope in memory.
    return deserialize(Buffer.from(payload));
  } catch {
    // Nonsense under a right digest.
    return null;
  }
}

/** Bytes of an empty summary by its shape. */
const emptyBytes = new WeakMap<OutcomeShape, number>();

/** Most bytes that the summary of a range can have. */
function mostBytes({ count }: PathRange, shape: OutcomeShape): number {
  const empty = emptyBytes.get(shape) ?? serialize(createSummary(shape, 0)).length;
  emptyBytes.set(shape, empty);
  return 2 * empty + count * summaryBytesPerPath(shape);
}

/** What the first line of an envelope says of it; not believed until the envelope is opened. */
export interface EnvelopeHeader {
  readonly scenarioDigest: string;
  readonly range: PathRange;
  /** Of the whole envelope. */
  readonly bytes: number;
}

/** Longer than any first line. */
export const mostHeaderBytes = 4_096;

/** Reads the first line of an envelope from the bytes that it begins with; null if they are no beginning of one. */
export function readHeader(start: Uint8Array): EnvelopeHeader | null {
  const payload = start.indexOf(0x0a) + 1;
  const fields = headerFields(Buffer.from(start.subarray(0, payload)).toString());
  if (fields === null || fields.bytes < 0) return null;
  const { scenarioDigest, firstPath, count, bytes } = fields;
  return { scenarioDigest, range: { firstPath, count }, bytes: payload + bytes };
}

interface HeaderFields extends PathRange {
  readonly scenarioDigest: string;
  readonly bytes: number;
}

function headerFields(line: string): HeaderFields | null {
  try {
    const fields = JSON.parse(line) as HeaderFields;
    const { scenarioDigest, firstPath, count, bytes } = fields;
    return typeof scenarioDigest === 'string' && [firstPath, count, bytes].every(Number.isSafeInteger) ? fields : null;
  } catch {
    return null;
  }
}

function header(origin: Origin, { firstPath, count }: PathRange, payload: Uint8Array): Buffer {
  const fields = { format: 'margin-lab envelope 1', ...origin, firstPath, count, bytes: payload.length };
  return Buffer.from(`${JSON.stringify({ ...fields, sha256: sha256(JSON.stringify(fields), payload) })}\n`);
}
