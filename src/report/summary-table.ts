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

/** summary.csv: one row per figure, tidy. */
export const summaryTable: TableDefinition<EstimateRow> = {
  name: 'summary',
  columns: (study) => {
    const columns = [...keyColumns, metricColumn, positionColumn, levelColumn, ...valueColumns];
    return [...columns, ...axisColumns(study, columns, (row) => row.scenario.axes)];
  },
  rows: (result) => estimateRows(result, 'summary'),
};

/** survival.csv: the course of events over the horizon, one row per time. */
export const survivalTable: TableDefinition<EstimateRow> = {
  name: 'survival',
  columns: (study) => {
    const hours = number('hours', 'hours', 'time since the start', (row) => row.figure.level);
    const columns = [...keyColumns, metricColumn, positionColumn, hours, ...valueColumns];
    return [...columns, ...axisColumns(study, columns, (row) => row.scenario.axes)];
  },
  rows: (result) => estimateRows(result, 'survival'),
};

/** strategies.csv: profit, cost and risk by strategy tag and by position, one row per figure, tidy. */
export const strategiesTable: TableDefinition<EstimateRow> = {
  name: 'strategies',
  columns: (study) => {
    const columns = [...keyColumns, tagColumn, positionColumn, metricColumn, levelColumn, ...valueColumns];
    return [...columns, ...axisColumns(study, columns, (row) => row.scenario.axes)];
  },
  rows: (result) => estimateRows(result, 'strategies'),
};
