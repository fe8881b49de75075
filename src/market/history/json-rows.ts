import { inputError } from '../../base/errors.ts';
import { columnWord, isCandleWord } from './column-words.ts';
import type { Row } from './csv-rows.ts';
import { quote, quoteSome } from './faults.ts';

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
 * The rows of an answer of an exchange's interface: the list of lists or of objects in it, however deeply it is wrapped;
 * throws an input error where there is none or more than one.
 */
export function jsonRows(text: string, file: string): JsonTable {
  const entries = longestList(parsed(text, file), 0, file);
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

/** One document, or one in each line. */
function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const lines = text.trim().split('\n');
    try {
      if (lines.length > 1) return lines.map((line): unknown => JSON.parse(line));
    } catch {
      // The fault of the whole text says more than that of its first line.
    }
    const why = error instanceof Error ? error.message : '';
    throw inputError('', 'begins like JSON but is none', { file, got: why });
  }
}

function jsonRow(index: number, cells: readonly string[]): Row {
  return { line: index + 1, cells, text: null, separator: ',' };
}

/** The list of candles in an answer; throws where several stand side by side, because one would be lost in silence. */
function longestList(value: unknown, depth: number, file: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null || depth > 8) return [];
  if (isList(value) && value.every((entry) => typeof entry === 'object' && entry !== null)) return value;
  const inside = Object.entries(value)
    .map(([key, entry]) => ({ key, list: longestList(entry, depth + 1, file) }))
    .filter(({ key, list }) => list.length > 0 && !isCandleWord(columnWord(key)));
  if (inside.length > 1) {
    throw inputError('', 'holds several lists', {
      file,
      allowed: 'candles of one coin in a file, or rows that name their coin',
      got: quoteSome(inside.map(({ key }) => key)),
    });
  }
  return inside[0]?.list ?? [];
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function cellText(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
