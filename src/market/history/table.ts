import { inputError } from '../../base/errors.ts';
import { columnWord, isCandleWord, timeWords } from './column-words.ts';
import { csvRows, type Row, type Separator, separators } from './csv-rows.ts';
import { quote, quoteSome, visible } from './faults.ts';
import { type DecimalMark, detectDecimalMark, isMissing, isNumber } from './written-numbers.ts';
import { dayOrderOf, parseWrittenTime } from './written-times.ts';

/** So many rows are looked at before it is decided what a table holds. */
const sampleRows = 500;

/** A file as rows of cells: its dialect is known, what its columns mean is not. */
export interface Table {
  readonly file: string;
  /** Names of the columns as written; null where the file has no header. */
  readonly names: readonly string[] | null;
  /** The line that names the columns, for messages. */
  readonly headerRow: Row | null;
  readonly width: number;
  readonly mark: DecimalMark;
  /** The first rows of data. */
  readonly sample: readonly Row[];
  /** All rows of data, cut anew at each call: a large file never stands in memory as cells. */
  readonly rows: () => Iterable<Row>;
  /** What was unusual about the dialect, for people. */
  readonly said: readonly string[];
}

/**
 * Tells separator, lines before the header, header and decimal mark of a text once for the whole file.
 *
 * `mark` overrides the decimal mark. Throws an input error for a file without rows or columns, and where numbers could
 * be read in two ways.
 */
export function readTable(text: string, file: string, mark?: DecimalMark): Table {
  if (looksLikeJson(text)) {
    const { names, rows } = jsonRows(text, file);
    return {
      file,
      names,
      headerRow: null,
      width: Math.max(...rows.slice(0, sampleRows).map(({ cells }) => cells.length)),
      mark: 'point',
      sample: rows.slice(0, sampleRows),
      rows: () => rows,
      said: ['JSON'],
    };
  }
  const declared = /^sep=(.)\r?\n/i.exec(text)?.[1];
  const separator = isSeparator(declared) ? declared : detectSeparator(text);
  if (separator === null) throw emptyOrSingle(text, file);
  const head = firstRows(csvRows(text, separator), sampleRows + 10);
  const firstData = head.findIndex((row) => isData(row));
  if (firstData === -1) {
    throw inputError('', 'has no row of data', { file, line: head.at(-1)?.line ?? 1, allowed: 'a header and rows' });
  }
  const data = head.slice(firstData).filter(isRow);
  const width = filledWidth(data);
  const { names, headerRow, before } = headerOf(head.slice(0, firstData), width);
  const firstLine = head[firstData]!.line;
  const sample = data.slice(0, sampleRows);
  return {
    file,
    names,
    headerRow,
    width: names?.length ?? width,
    mark: mark ?? detectDecimalMark(sample, file),
    sample,
    *rows() {
      for (const row of csvRows(text, separator)) if (row.line >= firstLine && isRow(row)) yield row;
    },
    said: [
      ...(before > 0
        ? [before === 1 ? 'first line passed over' : `${before} lines before the header passed over`]
        : []),
      ...(separator === ',' ? [] : [`cells separated by ${separators[separator]}`]),
    ],
  };
}

function isSeparator(text: string | undefined): text is Separator {
  return text !== undefined && text in separators;
}

function emptyOrSingle(text: string, file: string): Error {
  if (text.trim() === '') {
    return inputError('', 'is empty', { file, allowed: 'a header such as `time,BTC,ETH` and rows of prices' });
  }
  return inputError('', 'has one column only', {
    file,
    line: 1,
    allowed: 'cells separated by , ; | or tabs',
    got: quote(text.trimStart().split('\n')[0]!.trim()),
  });
}

/** The separator that cuts most lines into equally many cells; of equals the rarer sign in numbers and names. */
function detectSeparator(text: string): Separator | null {
  const candidates: Separator[] = ['\t', ';', '|', ','];
  let best: { separator: Separator; share: number } | null = null;
  for (const separator of candidates) {
    const rows = firstRows(csvRows(text, separator), 60);
    const width = commonWidth(rows);
    const share = rows.filter(({ cells }) => cells.length === width).length / Math.max(rows.length, 1);
    if (width > 1 && (best === null || share > best.share)) best = { separator, share };
  }
  return best?.separator ?? null;
}

function firstRows(rows: Iterable<Row>, count: number): Row[] {
  const taken: Row[] = [];
  for (const row of rows) {
    taken.push(row);
    if (taken.length === count) break;
  }
  return taken;
}

function commonWidth(rows: readonly Row[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}

/** The common width, without cells that are empty in every row: a separator at the end of the lines makes no column. */
function filledWidth(rows: readonly Row[]): number {
  const filled = Math.max(...rows.map(({ cells }) => cells.findLastIndex((cell) => cell !== '') + 1));
  return Math.min(commonWidth(rows), filled);
}

/** A row of data has a number or a time; names of columns and lines of text before them have neither. */
function isData({ cells }: Row): boolean {
  return cells.some(
    (cell) =>
      !isMissing(cell) && (isNumber(cell) || parseWrittenTime(cell, null) !== null || dayOrderOf(cell) !== null),
  );
}

/** Whether a line below the first row of data is a row, too. */
function isRow(row: Row): boolean {
  return !isCountingHeader(row) && !isHeaderAmongData(row);
}

/** `,0,1,2,3,4,5`: the header that pandas writes for columns without names. */
function isCountingHeader({ cells }: Row): boolean {
  const counted = cells[0] === '' ? cells.slice(1) : cells;
  return counted.length > 1 && counted.every((cell, index) => cell === String(index));
}

/** A header that stands again where files were put one behind the other: no number, but a word for time and others. */
function isHeaderAmongData(row: Row): boolean {
  const [first, second, third] = row.cells;
  if (first === undefined || /^\d/.test(first) || /^\d/.test(second ?? '') || isData(row)) return false;
  const words = [first, second, third].map((cell) => columnWord((cell ?? '').replace('\uFEFF', '')));
  return (
    words.some((word) => (timeWords as readonly string[]).includes(word)) && row.cells.every((cell) => !isMissing(cell))
  );
}

/**
 * The names of the columns from the lines above the data: the last as wide as the data, those above it prefixed where
 * several are (`Close` over `BTC-USD`); narrower lines before them are an address or a title.
 */
function headerOf(
  above: readonly Row[],
  width: number,
): { readonly names: readonly string[] | null; readonly headerRow: Row | null; readonly before: number } {
  const trimmed = above.map((row) => row.cells.slice(0, row.cells.findLastIndex((cell) => cell !== '') + 1));
  const isHeader = (index: number) =>
    above[index]!.cells.length >= width - 1 && (trimmed[index]!.length > 1 || width === 1);
  const first = above.findIndex((_, index) => isHeader(index));
  const last = above.length - 1;
  if (first === -1) {
    // A header of another width than the data is still the header: the rows are then answered for.
    const only = above.at(-1);
    return only !== undefined && only.cells.length > 1
      ? { names: only.cells, headerRow: only, before: above.length - 1 }
      : { names: null, headerRow: null, before: above.length };
  }
  const rows = above.slice(first, last + 1).map(({ cells }) => (cells.length === width - 1 ? ['', ...cells] : cells));
  const columns = Math.max(width, ...rows.map((cells) => cells.findLastIndex((cell) => cell !== '') + 1));
  const names = Array.from({ length: columns }, (_, column) => {
    const parts = rows.map((cells) => cells[column] ?? '').filter((cell) => cell !== '');
    return column === 0 ? (parts.at(-1) ?? '') : parts.join(' ');
  });
  return { names, headerRow: above[first]!, before: first };
}

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
    return { names: null, rows: entries.map((entry, index) => jsonRow(index, entry.map(jsonCell))) };
  }
  const names = [...new Set(entries.flatMap((entry) => Object.keys(Object(entry))))];
  const rows = entries.map((entry, index) => {
    const fields: Readonly<Record<string, unknown>> = Object(entry);
    return jsonRow(
      index,
      names.map((name) => jsonCell(fields[name])),
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
    throw inputError('', 'begins like JSON but is none', { file, got: visible(why) });
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

function jsonCell(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
