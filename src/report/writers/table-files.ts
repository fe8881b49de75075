import type { ScenarioResult } from '../../run/result.ts';
import type { OutputFile } from '../../run/store/outputs.ts';
import type { Study } from '../../study/study.ts';
import type { BuiltTable } from '../tables/column.ts';
import { buildAssumptions, buildDictionaryOf, tableBuilders } from '../tables/tables.ts';
import { csv } from './csv.ts';
import type { Format } from './format.ts';

/** The tables of a run as files in each of the formats; those of figures as CSV make up the result digest. */
export function tableFiles(study: Study, formats: readonly Format[]): OutputFile[] {
  const dictionary = buildDictionaryOf(study);
  return formats.flatMap((format) => [
    ...tableBuilders(study).map((build) => growing(format, build, format === csv)),
    growing(format, (results) => buildAssumptions(study, results), false),
    whole(format, dictionary),
  ]);
}

/** A table that grows scenario by scenario. */
function growing(
  format: Format,
  build: (results: readonly ScenarioResult[]) => BuiltTable,
  inResultDigest: boolean,
): OutputFile {
  const columnsOf = build([]);
  const open = () => {
    const { add, finish } = format.open(columnsOf);
    return { add: (result: ScenarioResult) => add(build([result])), finish };
  };
  return { name: nameOf(format, columnsOf), inResultDigest, open };
}

/** A table that no scenario adds to. */
function whole(format: Format, built: BuiltTable): OutputFile {
  const open = () => {
    const { add, finish } = format.open(built);
    return { add: () => new Uint8Array(), finish: () => Buffer.concat([add(built), finish()]) };
  };
  return { name: nameOf(format, built), inResultDigest: false, open };
}

function nameOf({ extension }: Format, { name }: BuiltTable): string {
  return `${name}.${extension}`;
}
