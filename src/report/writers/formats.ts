import { inputError } from '../../base/errors.ts';
import { csv } from './csv.ts';
import type { Format } from './format.ts';

/** All formats. To add one: a file with its writer, and a line here. */
export const formats: readonly Format[] = [csv];

/** Finds a format by name; throws an input error that lists the names. */
export function formatNamed(name: string): Format {
  const found = formats.find((format) => format.name === name);
  if (found !== undefined) return found;
  throw inputError('format', 'unknown format', { allowed: formats.map((format) => format.name).join(', '), got: name });
}
