import { metricDefinitions } from '../stats/registry.ts';
import { axisColumns, type TableDefinition } from './column.ts';
import { type EstimateRow, estimateRows, keyColumns, number, valueColumns } from './estimate-columns.ts';

const survivalMetrics = new Set(
  metricDefinitions.filter((metric) => metric.table === 'survival').map(({ name }) => name),
);

/** summary.csv: one row per figure, tidy. */
export const summaryTable: TableDefinition<EstimateRow> = {
  name: 'summary',
  columns: (study) => {
    const level = number(
      'level',
      'share',
      'confidence level of a tail figure; empty elsewhere',
      (row) => row.figure.level,
    );
    const columns = [...keyColumns, level, ...valueColumns];
    return [...columns, ...axisColumns(study, columns, (row) => row.scenario.axes)];
  },
  rows: (result) => estimateRows(result, (metric) => !survivalMetrics.has(metric)),
};

/** survival.csv: the course of events over the horizon, one row per time. */
export const survivalTable: TableDefinition<EstimateRow> = {
  name: 'survival',
  columns: (study) => {
    const hours = number('hours', 'hours', 'time since the start', (row) => row.figure.level);
    const columns = [...keyColumns, hours, ...valueColumns];
    return [...columns, ...axisColumns(study, columns, (row) => row.scenario.axes)];
  },
  rows: (result) => estimateRows(result, (metric) => survivalMetrics.has(metric)),
};
