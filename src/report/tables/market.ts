import { axisColumns, type TableDefinition, textColumn } from './column.ts';
import { type EstimateRow, estimateRows, levelColumn, metricColumn, scenarioColumn, valueColumns } from './summary.ts';

const subjectColumn = textColumn(
  'subject',
  'regime or asset that the figure is about; empty: the market as a whole',
  ({ figure: { subject } }: EstimateRow) => ('name' in subject ? subject.name : null),
);
const otherColumn = textColumn('other', 'second asset of a pair', ({ figure: { subject } }: EstimateRow) =>
  subject.kind === 'pair' ? subject.other : null,
);

/** market.csv: what the simulated market did, to be held against the market file and against history; one row per figure, tidy. */
export const marketTable: TableDefinition<EstimateRow> = {
  name: 'market',
  columns: (study) => {
    const columns = [scenarioColumn, metricColumn, subjectColumn, otherColumn, levelColumn, ...valueColumns];
    return [...columns, ...axisColumns(study, columns, (row) => row.scenario.axes)];
  },
  rows: (result) => estimateRows(result, 'market'),
};
