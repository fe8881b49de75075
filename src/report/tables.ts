import type { StudyResult } from '../run/result.ts';
import { type BuiltTable, buildTable } from './column.ts';
import { buildDictionary } from './dictionary-table.ts';
import { marketTable } from './market-table.ts';
import { positionsTable } from './positions-table.ts';
import { summaryTable, survivalTable } from './summary-table.ts';

/** The tables of figures of a run, as arquero tables, in the order in which the result digest takes them. Pure. */
export function buildTables(result: StudyResult): BuiltTable[] {
  return [
    buildTable(summaryTable, result),
    buildTable(positionsTable, result),
    buildTable(survivalTable, result),
    buildTable(marketTable, result),
  ];
}

/** The tables of figures and the dictionary that explains them. */
export function buildTablesWithDictionary(result: StudyResult): { tables: BuiltTable[]; dictionary: BuiltTable } {
  const tables = buildTables(result);
  return { tables, dictionary: buildDictionary(result, tables) };
}
