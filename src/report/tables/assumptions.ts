import type { Scenario } from '../../engine/scenario.ts';
import type { Assumption } from '../../study/governance/assumption.ts';
import { axisColumns, type Column, type TableDefinition, textColumn } from './column.ts';

interface AssumptionRow {
  readonly scenario: Scenario;
  readonly assumption: Assumption;
}

const columns: readonly Column<AssumptionRow>[] = [
  textColumn('scenario', 'name of the scenario', (row) => row.scenario.name),
  textColumn('assumption', 'what the assumption is about', (row) => row.assumption.name),
  textColumn('text', 'what is taken for granted, left out, or known as of a day only', (row) => row.assumption.text),
];

/** assumptions.csv: what each scenario takes for granted, one row each. An explanation, no part of the result digest. */
export const assumptionsTable: TableDefinition<AssumptionRow> = {
  name: 'assumptions',
  columns: (study) => [...columns, ...axisColumns(study, columns, (row) => row.scenario.axes)],
  rows: ({ scenario, assumptions }) => assumptions.map((assumption) => ({ scenario, assumption })),
};
