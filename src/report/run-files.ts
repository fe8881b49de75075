import type { ScenarioResult } from '../run/result.ts';
import type { OutputFile } from '../run/store/outputs.ts';
import type { Study } from '../study/study.ts';
import type { BuiltTable } from './column.ts';
import { formatNamed } from './formats.ts';
import { buildAssumptions, buildDictionaryOf, tableBuilders } from './tables.ts';

/**
 * The files that every run folder holds beside its manifest; the tables of figures make up the result digest, in this order.
 *
 * @example
 * import { loadStudy, runFiles } from 'margin-lab';
 *
 * console.log(runFiles(loadStudy('book.yaml')).map(({ name }) => name));
 */
export function runFiles(study: Study): OutputFile[] {
  const format = formatNamed('csv');
  const nameOf = ({ name }: BuiltTable) => `${name}.${format.extension}`;
  const growing = (build: (results: readonly ScenarioResult[]) => BuiltTable, inResultDigest: boolean): OutputFile => {
    const columnsOf = build([]);
    const open = () => {
      const { add, finish } = format.open(columnsOf);
      return { add: (result: ScenarioResult) => add(build([result])), finish };
    };
    return { name: nameOf(columnsOf), inResultDigest, open };
  };
  const dictionary = buildDictionaryOf(study);
  return [
    ...tableBuilders(study).map((build) => growing(build, true)),
    growing((results) => buildAssumptions(study, results), false),
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
