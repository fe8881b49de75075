import { metricDefinitions } from '../../stats/registry.ts';
import type { MetricDefinition } from '../../stats/statistic.ts';
import { axisColumns, type TableDefinition } from './column.ts';
import {
  type EstimateRow,
  estimateRows,
  keyColumns,
  levelColumn,
  metricColumn,
  number,
  positionColumn,
  tagColumn,
  valueColumns,
} from './estimate-columns.ts';

const tableOf = new Map(metricDefinitions.map(({ name, table }) => [name, table]));

/** Whether a metric belongs to a table; one that nobody defined is shown in the summary. */
function belongsTo(table: MetricDefinition['table']): (metric: string) => boolean {
  return (metric) => (tableOf.get(metric) ?? 'summary') === table;
}

/** summary.csv: one row per figure, tidy. */
export const summaryTable: TableDefinition<EstimateRow> = {
  name: 'summary',
  columns: (study) => {
    const columns = [...keyColumns, metricColumn, positionColumn, levelColumn, ...valueColumns];
    return [...columns, ...axisColumns(study, columns, (row) => row.scenario.axes)];
  },
  rows: (result) => estimateRows(result, belongsTo('summary')),
};

/** survival.csv: the course of events over the horizon, one row per time. */
export const survivalTable: TableDefinition<EstimateRow> = {
  name: 'survival',
  columns: (study) => {
    const hours = number('hours', 'hours', 'time since the start', (row) => row.figure.level);
    const columns = [...keyColumns, metricColumn, positionColumn, hours, ...valueColumns];
    return [...columns, ...axisColumns(study, columns, (row) => row.scenario.axes)];
  },
  rows: (result) => estimateRows(result, belongsTo('survival')),
};

/** strategies.csv: profit, cost and risk by strategy tag and by position, one row per figure, tidy. */
export const strategiesTable: TableDefinition<EstimateRow> = {
  name: 'strategies',
  columns: (study) => {
    const columns = [...keyColumns, tagColumn, positionColumn, metricColumn, levelColumn, ...valueColumns];
    return [...columns, ...axisColumns(study, columns, (row) => row.scenario.axes)];
  },
  rows: (result) => estimateRows(result, belongsTo('strategies')),
};
