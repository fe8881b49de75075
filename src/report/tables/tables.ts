import type { ScenarioResult, StudyResult } from '../../run/result.ts';
import type { Study } from '../../study/study.ts';
import { assumptionsTable } from './assumptions.ts';
import { type BuiltTable, buildTable } from './column.ts';
import { buildDictionary } from './dictionary.ts';
import { limitsTable } from './limits.ts';
import { marketTable } from './market.ts';
import { positionsTable } from './positions.ts';
import { strategiesTable, summaryTable, survivalTable } from './summary.ts';

/** The tables of figures of some scenarios of a study, as arquero tables, in the order in which the result digest takes them. Pure. */
export function buildTables({ study, results }: Pick<StudyResult, 'study' | 'results'>): BuiltTable[] {
  return tableBuilders(study).map((build) => build(results));
}

/** One function per table that builds it of some scenarios. Limits have a table where the experiment sets some. */
export function tableBuilders(study: Study): ((results: readonly ScenarioResult[]) => BuiltTable)[] {
  return [
    (results) => buildTable(summaryTable, study, results),
    (results) => buildTable(positionsTable, study, results),
    (results) => buildTable(survivalTable, study, results),
    (results) => buildTable(marketTable, study, results),
    (results) => buildTable(strategiesTable, study, results),
    ...(hasLimits(study) ? [(results: readonly ScenarioResult[]) => buildTable(limitsTable, study, results)] : []),
  ];
}

/** Whether any governance check was made. */
function hasLimits({ limits }: Study): boolean {
  return limits.some((findings) => findings.length > 0);
}

/** What some scenarios of a study take for granted. */
export function buildAssumptions(study: Study, results: readonly ScenarioResult[]): BuiltTable {
  return buildTable(assumptionsTable, study, results);
}

/** What explains the tables, column by column and metric by metric. */
export function buildDictionaryOf(study: Study): BuiltTable {
  return buildDictionary(study, [...buildTables({ study, results: [] }), buildAssumptions(study, [])]);
}
