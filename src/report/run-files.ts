import type { OutputFile } from '../run/outputs.ts';
import type { Study } from '../study/study.ts';
import type { BuiltTable } from './column.ts';
import { formatNamed } from './formats.ts';
import { buildDictionaryOf, tableBuilders } from './tables.ts';

/** The files that every run folder holds beside its manifest; the tables of figures make up the result digest, in this order. */
export function runFiles(study: Study): OutputFile[] {
  const format = formatNamed('csv');
  const nameOf = ({ name }: BuiltTable) => `${name}.${format.extension}`;
  const dictionary = buildDictionaryOf(study);
  return [
    ...tableBuilders(study).map((build): OutputFile => {
      const columnsOf = build([]);
      const open = () => {
        const { add, finish } = format.open(columnsOf);
        return { add: (result: Parameters<typeof build>[0][number]) => add(build([result])), finish };
      };
      return { name: nameOf(columnsOf), inResultDigest: true, open };
    }),
    {
      name: nameOf(dictionary),
      inResultDigest: false,
      open: () => {
        const { add } = format.open(dictionary);
        return { add: () => new Uint8Array(), finish: () => add(dictionary) };
      },
    },
  ];
}
