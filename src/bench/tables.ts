import type { BenchTable } from './table.ts';
import { featuresTable } from './tables/features.ts';
import { pathsTable } from './tables/paths.ts';
import { positionsTable } from './tables/positions.ts';
import { schemesTable } from './tables/schemes.ts';
import { sharesTable } from './tables/shares.ts';
import { startTable } from './tables/start.ts';
import { threadsTable } from './tables/threads.ts';

/** All tables, in the order in which they are printed. To add one: a file in tables/ and a line here. */
export const benchTables: readonly BenchTable[] = [
  threadsTable,
  positionsTable,
  schemesTable,
  pathsTable,
  startTable,
  sharesTable,
  featuresTable,
];

/** Names of groups of tables. */
export const tableGroups: Readonly<Record<string, readonly BenchTable[]>> = {
  scaling: [threadsTable, positionsTable, schemesTable, pathsTable, startTable, sharesTable],
  all: benchTables,
};

/** The tables of a name: one table, or a group. */
export function tablesNamed(name: string): readonly BenchTable[] {
  return tableGroups[name] ?? benchTables.filter((table) => table.name === name);
}

/** Everything that `tablesNamed` knows. */
export const tableNames: readonly string[] = [...Object.keys(tableGroups), ...benchTables.map((table) => table.name)];
