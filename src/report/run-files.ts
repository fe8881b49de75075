import type { OutputFile } from '../run/outputs.ts';
import type { StudyResult } from '../run/result.ts';
import { formatNamed } from './formats.ts';
import { buildTablesWithDictionary } from './tables.ts';

/** The files that every run folder holds beside its manifest; the tables of figures make up the result digest, in this order. */
export function runFiles(result: StudyResult): OutputFile[] {
  const csv = formatNamed('csv');
  const { tables, dictionary } = buildTablesWithDictionary(result);
  return [
    ...tables.map((table) => ({
      name: `${table.name}.${csv.extension}`,
      content: csv.write(table),
      inResultDigest: true,
    })),
    { name: `${dictionary.name}.${csv.extension}`, content: csv.write(dictionary), inResultDigest: false },
  ];
}
