import { type ColumnTable, table } from 'arquero';
import { assert } from '../../base/errors.ts';
import type { ScenarioResult } from '../../run/result.ts';
import type { Study } from '../../study/study.ts';

/** A column of an export: where its cells come from, and what the data dictionary says of it. */
export interface Column<Row> {
  readonly name: string;
  readonly type: 'text' | 'number';
  /** `quote`, `probability`, `hours`, `units`, …; empty for names. */
  readonly unit: string;
  readonly meaning: string;
  /** null is an empty cell. Numbers are finite. */
  readonly cell: (row: Row) => string | number | null;
}

/** A column of texts. */
export function textColumn<Row>(name: string, meaning: string, cell: Column<Row>['cell']): Column<Row> {
  return { name, type: 'text', unit: '', meaning, cell };
}

/** An export table: `columns` may depend on the study (sweep axes become columns), `rows` come scenario by scenario in a fixed order. */
export interface TableDefinition<Row> {
  /** File name without extension. */
  readonly name: string;
  readonly columns: (study: Study) => readonly Column<Row>[];
  readonly rows: (result: ScenarioResult) => readonly Row[];
}

/** A built table and what its columns mean. */
export interface BuiltTable {
  readonly name: string;
  readonly columns: readonly Omit<Column<never>, 'cell'>[];
  readonly table: ColumnTable;
}

/** Builds the arquero table of some scenarios of a study. */
export function buildTable<Row>(
  definition: TableDefinition<Row>,
  study: Study,
  results: readonly ScenarioResult[],
): BuiltTable {
  return tableOf(definition.name, definition.columns(study), results.flatMap(definition.rows));
}

/** Makes an arquero table of rows; -0 becomes 0, and a number that is not finite is a bug of ours. */
export function tableOf<Row>(name: string, columns: readonly Column<Row>[], rows: readonly Row[]): BuiltTable {
  const names = columns.map((column) => column.name);
  assert(new Set(names).size === names.length, `the columns of ${name} have different names`);
  const cells = columns.map((column) => [column.name, rows.map((row) => checked(column, column.cell(row)))] as const);
  return {
    name,
    columns,
    table: table(
      cells.map(([name, values]) => [name, values]),
      names,
    ),
  };
}

function checked<Row>(column: Column<Row>, cell: string | number | null): string | number | null {
  if (typeof cell !== 'number') return cell;
  assert(Number.isFinite(cell), `numbers of a table are finite (column ${column.name})`);
  return cell + 0;
}

/** The axes of a sweep as columns; an axis named like a column that is already there gets `axis_` before it. */
export function axisColumns<Row>(
  study: Study,
  taken: readonly Column<Row>[],
  axesOf: (row: Row) => Readonly<Record<string, string | number>>,
): Column<Row>[] {
  const names = new Set(taken.map((column) => column.name));
  return study.axes.map((axis) => ({
    name: names.has(axis) ? `axis_${axis}` : axis,
    type: study.scenarios.some((scenario) => typeof scenario.axes[axis] === 'string') ? 'text' : 'number',
    unit: '',
    meaning: `value of the sweep axis '${axis}' in this scenario`,
    cell: (row) => axesOf(row)[axis] ?? null,
  }));
}
