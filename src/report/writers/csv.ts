import { type ColumnTable, table } from 'arquero';
import { assert } from '../../base/errors.ts';
import type { Format } from './format.ts';

/**
 * CSV as RFC 4180 has it (commas, doubled quotes, but lines end with \n), UTF-8, numbers in full precision with a dot.
 *
 * Two guards around the library's writer: a text cell that a spreadsheet would run as a formula gets an apostrophe in front, also in
 * the header (OWASP, "CSV Injection"); and a number that is not finite, or -0, is a bug that must not leave the program.
 */
export function toCsv(source: ColumnTable, options: { readonly header?: boolean } = {}): string {
  const columns = source.columnNames().map((name): [string, unknown[]] => {
    const cells = Array.from(source.array(name) as ArrayLike<unknown>, guarded);
    return [guardText(name), cells];
  });
  return table(columns).toCSV({ header: options.header ?? true });
}

/** CSV files: the first bytes are the header, and rows follow as they come. */
export const csv: Format = {
  name: 'csv',
  extension: 'csv',
  open(columnsOf) {
    let begun = false;
    const bytesOf = (source: ColumnTable) => {
      const text = toCsv(source, { header: !begun });
      begun = true;
      return new TextEncoder().encode(text);
    };
    return {
      add: ({ table }) => bytesOf(table),
      // A table without any row is its header.
      finish: () => (begun ? new Uint8Array() : bytesOf(columnsOf.table.slice(0, 0))),
    };
  },
};

function guarded(cell: unknown): string | number | null {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'string') return guardText(cell);
  assert(typeof cell === 'number', 'cells of an export are texts, numbers or empty');
  assert(Number.isFinite(cell) && !Object.is(cell, -0), 'an exported number is finite and not -0');
  return cell;
}

/** Puts an apostrophe before a text that begins like a formula. Numbers never come here, so negative ones stay numbers. */
export function guardText(text: string): string {
  return /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
}
