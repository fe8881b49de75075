import { inputError } from '../base/errors.ts';
import type { BuiltTable } from './column.ts';
import { toCsv } from './csv.ts';

/** An output format: turns one table into the content of one file, or into rows that are added to it. */
export interface Format {
  readonly name: string;
  readonly extension: string;
  /** `rows` leaves out what a file begins with: the table continues one that was written before. */
  readonly write: (table: BuiltTable, part: 'whole' | 'rows') => string;
}

/** All formats. To add one: a file with its writer, and a line here. */
export const formats: readonly Format[] = [
  { name: 'csv', extension: 'csv', write: ({ table }, part) => toCsv(table, { header: part === 'whole' }) },
];

/** Finds a format by name; throws an input error that lists the names. */
export function formatNamed(name: string): Format {
  const found = formats.find((format) => format.name === name);
  if (found !== undefined) return found;
  throw inputError('format', 'unknown format', { allowed: formats.map((format) => format.name).join(', '), got: name });
}
