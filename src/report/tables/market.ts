import type { MarketFigure } from '../../engine/market-figures.ts';
import type { Scenario } from '../../engine/scenario.ts';
import { axisColumns, type Column, type TableDefinition, textColumn } from './column.ts';

interface MarketRow {
  readonly scenario: Scenario;
  readonly figure: MarketFigure;
}

const columns: readonly Column<MarketRow>[] = [
  textColumn('scenario', 'name of the scenario', (row) => row.scenario.name),
  textColumn('metric', 'what was measured on the simulated market', (row) => row.figure.metric),
  textColumn(
    'subject',
    'regime or asset that the figure is about; empty: the market as a whole',
    (row) => row.figure.subject,
  ),
  textColumn('other', 'second asset of a pair', (row) => row.figure.other),
  number('level', 'share', 'level of a tail figure; empty elsewhere', (row) => row.figure.level),
  number('estimate', 'that of the metric', 'the figure', (row) => row.figure.estimate),
  number('std_error', 'that of the metric', 'standard error of the estimate', (row) => row.figure.stdError),
  number('ci_low', 'that of the metric', 'lower end of the 95 % interval', (row) => row.figure.ciLow),
  number('ci_high', 'that of the metric', 'upper end of the 95 % interval', (row) => row.figure.ciHigh),
  number('paths', 'paths', 'paths of the sample', (row) => row.figure.paths),
];

function number(name: string, unit: string, meaning: string, cell: Column<MarketRow>['cell']): Column<MarketRow> {
  return { name, type: 'number', unit, meaning, cell };
}

/** market.csv: what the simulated market did, to be held against the market file and against history. */
export const marketTable: TableDefinition<MarketRow> = {
  name: 'market',
  columns: (study) => [...columns, ...axisColumns(study, columns, (row) => row.scenario.axes)],
  rows: ({ scenario, market }) => market.map((figure) => ({ scenario, figure })),
};
