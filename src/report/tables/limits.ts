import type { Scenario } from '../../engine/scenario.ts';
import type { LimitFinding } from '../../study/governance/limit.ts';
import { axisColumns, type Column, type TableDefinition, textColumn } from './column.ts';

interface LimitRow {
  readonly scenario: Scenario;
  readonly finding: LimitFinding;
}

const columns: readonly Column<LimitRow>[] = [
  textColumn('scenario', 'name of the scenario', (row) => row.scenario.name),
  textColumn('rule', 'governance check, as it is named in the limits of the experiment', (row) => row.finding.rule),
  textColumn('scheme', 'name of the scheme; empty: the check does not depend on it', (row) => row.finding.scheme),
  textColumn('subject', 'position, strategy or account that was checked, and under what', (row) => row.finding.subject),
  number(
    'value',
    'what was measured before the run; empty: nothing backs the position, or no price liquidates it',
    (row) => row.finding.value,
  ),
  textColumn('bound', 'at-most or at-least: how the value may stand to the limit', (row) => row.finding.bound),
  number('limit', 'the largest or smallest value allowed', (row) => row.finding.limit),
  textColumn(
    'unit',
    'of value and limit; ratio: a multiple; share: a fraction of 1; quote: money',
    (row) => row.finding.unit,
  ),
  textColumn('holds', 'yes or no', (row) => (row.finding.holds ? 'yes' : 'no')),
];

function number(name: string, meaning: string, cell: Column<LimitRow>['cell']): Column<LimitRow> {
  return { name, type: 'number', unit: 'that of the column `unit`', meaning, cell };
}

/** limits.csv: what the governance checks found before the run, one row per check. */
export const limitsTable: TableDefinition<LimitRow> = {
  name: 'limits',
  columns: (study) => [...columns, ...axisColumns(study, columns, (row) => row.scenario.axes)],
  rows: ({ scenario, limits }) => limits.map((finding) => ({ scenario, finding })),
};
