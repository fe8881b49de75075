import type { ScenarioResult, StudyResult } from '../run/result.ts';
import type { Study } from '../study/study.ts';
import { type BuiltTable, buildTable } from './column.ts';
import { buildDictionary } from './dictionary-table.ts';
import { marketTable } from './market-table.ts';
import { positionsTable } from './positions-table.ts';
import { summaryTable, survivalTable } from './summary-table.ts';

/** The tables of figures of some scenarios of a study, as arquero tables, in the order in which the result digest takes them. Pure. */
export function buildTables({ study, results }: Pick<StudyResult, 'study' | 'results'>): BuiltTable[] {
  return tableBuilders(study).map((build) => build(results));
}

/** One function per table that builds it of some scenarios; columns are made once. */
export function tableBuilders(study: Study): ((results: readonly ScenarioResult[]) => BuiltTable)[] {
  return [
    (results) => buildTable(summaryTable, study, results),
    (results) => buildTable(positionsTable, study, results),
    (results) => buildTable(survivalTable, study, results),
    (results) => buildTable(marketTable, study, results),
  ];
}

/** What explains the tables of figures, column by column and metric by metric. */
export function buildDictionaryOf(study: Study): BuiltTable {
  return buildDictionary(study, buildTables({ study, results: [] }));
}
