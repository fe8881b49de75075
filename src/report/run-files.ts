import type { OutputFile } from '../run/outputs.ts';
import type { Study } from '../study/study.ts';
import { formatNamed } from './formats.ts';
import { buildDictionaryOf, tableBuilders } from './tables.ts';

/** The files that every run folder holds beside its manifest; the tables of figures make up the result digest, in this order. */
export function runFiles(study: Study): OutputFile[] {
  const csv = formatNamed('csv');
  const dictionary = buildDictionaryOf(study);
  const nameOf = (table: { readonly name: string }) => `${table.name}.${csv.extension}`;
  return [
    ...tableBuilders(study).map((build): OutputFile => {
      const empty = build([]);
      return {
        name: nameOf(empty),
        inResultDigest: true,
        head: csv.write(empty, 'whole'),
        part: (result) => csv.write(build([result]), 'rows'),
      };
    }),
    { name: nameOf(dictionary), inResultDigest: false, head: csv.write(dictionary, 'whole'), part: () => '' },
  ];
}
