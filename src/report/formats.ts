import { inputError } from '../base/errors.ts';
import type { BuiltTable } from './column.ts';
import { toCsv } from './csv.ts';

/** An output format: turns one table into the content of one file. */
export interface Format {
  readonly name: string;
  readonly extension: string;
  readonly write: (table: BuiltTable) => string | Uint8Array;
}

/** All formats. To add one: a file with its writer, and a line here. */
export const formats: readonly Format[] = [{ name: 'csv', extension: 'csv', write: ({ table }) => toCsv(table) }];

/** Finds a format by name; throws an input error that lists the names. */
export function formatNamed(name: string): Format {
  const found = formats.find((format) => format.name === name);
  if (found !== undefined) return found;
  throw inputError('format', 'unknown format', { allowed: formats.map((format) => format.name).join(', '), got: name });
}
