import type { OutputFile } from '../run/outputs.ts';
import type { ScenarioResult } from '../run/result.ts';
import type { Study } from '../study/study.ts';
import type { BuiltTable } from './column.ts';
import { formatNamed } from './formats.ts';
import { buildAssumptions, buildDictionaryOf, tableBuilders } from './tables.ts';

/** The files that every run folder holds beside its manifest; the tables of figures make up the result digest, in this order. */
export function runFiles(study: Study): OutputFile[] {
  const csv = formatNamed('csv');
  const dictionary = buildDictionaryOf(study);
  const nameOf = (table: { readonly name: string }) => `${table.name}.${csv.extension}`;
  const growing = (build: (results: readonly ScenarioResult[]) => BuiltTable, inResultDigest: boolean): OutputFile => {
    const empty = build([]);
    return {
      name: nameOf(empty),
      inResultDigest,
      head: csv.write(empty, 'whole'),
      part: (result) => csv.write(build([result]), 'rows'),
    };
  };
  return [
    ...tableBuilders(study).map((build) => growing(build, true)),
    growing((results) => buildAssumptions(study, results), false),
    { name: nameOf(dictionary), inResultDigest: false, head: csv.write(dictionary, 'whole'), part: () => '' },
  ];
}
