import { inputError } from '../../base/errors.ts';
import type { Row } from './csv-rows.ts';
import { quote } from './faults.ts';

/** A table in JSON: a list of lists has no names, a list of objects has those of its objects. */
export interface JsonTable {
  readonly names: readonly string[] | null;
  readonly rows: readonly Row[];
}

/** Whether a text is JSON rather than separated cells: it begins like a list or an object. */
export function looksLikeJson(text: string): boolean {
  return /^\s*[[{]\s*["[{]/.test(text.slice(0, 200));
}

/**
 * The rows of an answer of an exchange's interface: the longest list of lists or of objects in it, however deeply it is
 * wrapped; throws an input error where there is none.
 */
export function jsonRows(text: string, file: string): JsonTable {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    throw inputError('', 'begins like JSON but is none', { file, got: why });
  }
  const entries = longestList(document, 0);
  if (entries.length === 0) {
    throw inputError('', 'holds no list of candles', {
      file,
      allowed: '[[time, open, high, low, close, volume], ...]',
      got: quote(text.trim()),
    });
  }
  if (entries.every(isList)) {
    return { names: null, rows: entries.map((entry, index) => jsonRow(index, entry.map(cellText))) };
  }
  const names = [...new Set(entries.flatMap((entry) => Object.keys(Object(entry))))];
  const rows = entries.map((entry, index) => {
    const fields: Readonly<Record<string, unknown>> = Object(entry);
    return jsonRow(
      index,
      names.map((name) => cellText(fields[name])),
    );
  });
  return { names, rows };
}

function jsonRow(index: number, cells: readonly string[]): Row {
  return { line: index + 1, cells, text: null, separator: ',' };
}

function longestList(value: unknown, depth: number): readonly unknown[] {
  if (typeof value !== 'object' || value === null || depth > 8) return [];
  if (isList(value) && value.every((entry) => typeof entry === 'object' && entry !== null)) return value;
  const inside = Object.values(value).map((entry) => longestList(entry, depth + 1));
  return inside.reduce((longest, list) => (list.length > longest.length ? list : longest), []);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function cellText(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
