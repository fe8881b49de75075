import type { OutputFile } from '../../run/store/outputs.ts';
import type { Study } from '../../study/study.ts';
import { formatNamed } from './formats.ts';
import { tableFiles } from './table-files.ts';

/**
 * The files that every run folder holds beside its manifest, in each of the formats; the tables of figures as CSV make up the result
 * digest, in this order. Throws an input error for a format that there is not. No type of the table library is part of it: a program
 * that uses this needs none.
 *
 * @example
 * import { loadStudy, runFiles } from 'margin-lab';
 *
 * console.log(runFiles(loadStudy('book.yaml')).map(({ name }) => name));
 */
export function runFiles(study: Study, formats: readonly string[] = ['csv']): OutputFile[] {
  return tableFiles(study, formats.map(formatNamed));
}
