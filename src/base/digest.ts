import { createHash } from 'node:crypto';
import { assert } from './errors.ts';

/**
 * JSON with sorted keys and no white space: one text per value, whatever order its fields were written in.
 *
 * For plain data only. Fields that are `undefined` are left out; -0 is written as 0. Throws (kind `bug`) on numbers that are
 * not finite and on values that JSON cannot hold.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number') {
    assert(Number.isFinite(value), 'only finite numbers are digested');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  assert(typeof value === 'object' && value !== undefined, `only plain data is digested, not ${typeof value}`);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`);
  return `{${fields.join(',')}}`;
}

/** SHA-256 of the concatenation of texts and bytes, as 64 lower-case hexadecimal digits. */
export function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
