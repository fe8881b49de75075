import type { BenchTable } from './table.ts';

/** A table of the registry: loaded when it is asked for, so that nothing of it stands in the way of a single measurement. */
export interface BenchTableEntry {
  readonly name: string;
  load(): Promise<BenchTable>;
}

/** All tables, in the order in which they are printed. To add one: a file in tables/ and a line here. */
export const benchTables: readonly BenchTableEntry[] = [
  { name: 'threads', load: async () => (await import('./tables/threads.ts')).threadsTable },
  { name: 'positions', load: async () => (await import('./tables/positions.ts')).positionsTable },
  { name: 'schemes', load: async () => (await import('./tables/schemes.ts')).schemesTable },
  { name: 'paths', load: async () => (await import('./tables/paths.ts')).pathsTable },
  { name: 'start', load: async () => (await import('./tables/start.ts')).startTable },
  { name: 'shares', load: async () => (await import('./tables/shares.ts')).sharesTable },
  { name: 'features', load: async () => (await import('./tables/features.ts')).featuresTable },
];

/** Names of groups of tables. */
export const tableGroups: Readonly<Record<string, readonly BenchTableEntry[]>> = {
  scaling: benchTables.filter((table) => table.name !== 'features'),
  all: benchTables,
};

/** The tables of a name: one table, or a group. */
export function tablesNamed(name: string): readonly BenchTableEntry[] {
  return tableGroups[name] ?? benchTables.filter((table) => table.name === name);
}

/** Everything that `tablesNamed` knows. */
export const tableNames: readonly string[] = [...Object.keys(tableGroups), ...benchTables.map((table) => table.name)];
