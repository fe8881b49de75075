import type { ScenarioResult } from '../../run/result.ts';
import { type Figure, namedIf, schemeText } from '../../stats/figure.ts';
import { metricDefinitions } from '../../stats/registry.ts';
import type { MetricDefinition } from '../../stats/statistic.ts';
import { axisColumns, type Column, type TableDefinition, textColumn } from './column.ts';

/** A row of a table of estimates: the figure and the scenario that it belongs to. */
export interface EstimateRow {
  readonly scenario: ScenarioResult['scenario'];
  readonly figure: Figure;
  /** Strategy tag that the figure or its position has; null: none. */
  readonly tag: string | null;
}

export const scenarioColumn = textColumn(
  'scenario',
  'name of the scenario; one per point of a sweep',
  (row: EstimateRow) => row.scenario.name,
);

/** What every figure of an account belongs to. */
const keyColumns: readonly Column<EstimateRow>[] = [
  scenarioColumn,
  textColumn('scheme', 'name of the scheme; `a - b` is the difference of two schemes on the same paths', (row) =>
    schemeText(row.figure),
  ),
];

export const metricColumn = textColumn(
  'metric',
  'name of the figure; see the rows of this dictionary',
  (row: EstimateRow) => row.figure.metric,
);

const positionColumn = textColumn(
  'position',
  'position the figure is about; empty: the whole account, or the whole strategy',
  (row: EstimateRow) => namedIf(row.figure.subject, 'position'),
);

const tagColumn = textColumn(
  'tag',
  'strategy that the figure is about, or that its position belongs to; empty: the whole account, or a position without a tag',
  (row: EstimateRow) => row.tag,
);

export const levelColumn = number(
  'level',
  'share',
  'confidence level of a tail figure; empty elsewhere',
  (row: EstimateRow) => row.figure.level,
);

export const valueColumns: readonly Column<EstimateRow>[] = [
  number(
    'estimate',
    'that of the metric',
    'the figure; empty if it does not exist (a mean over no events)',
    (row) => row.figure.estimate,
  ),
  number('std_error', 'that of the metric', 'standard error of the estimate', (row) => row.figure.stdError),
  number('ci_low', 'that of the metric', 'lower end of the 95 % interval', (row) => row.figure.ciLow),
  number('ci_high', 'that of the metric', 'upper end of the 95 % interval', (row) => row.figure.ciHigh),
  number('paths', 'paths', 'simulated paths behind the figure', (row) => row.figure.paths),
  number(
    'effective_paths',
    'paths',
    '(sum of weights)^2 / sum of squared weights; equals paths without importance sampling',
    (row) => row.figure.effectivePaths,
  ),
  number(
    'p_value',
    'probability',
    'two-sided p-value of no difference; only for rows `a - b`',
    (row) => row.figure.pValue,
  ),
  textColumn('note', 'what must be known beside the figure, in words; empty: nothing', (row) => row.figure.note),
];

function number(name: string, unit: string, meaning: string, cell: Column<EstimateRow>['cell']): Column<EstimateRow> {
  return { name, type: 'number', unit, meaning, cell };
}

/** The table of every metric; one that nobody defined is shown in the summary. */
const tableOf = new Map(metricDefinitions.map(({ name, table }) => [name, table]));

/** Rows of the metrics that belong to one table, in the order of the statistics. */
export function estimateRows({ scenario, figures }: ScenarioResult, table: MetricDefinition['table']): EstimateRow[] {
  const tags = new Map(scenario.account.positions.map(({ name, tag }) => [name, tag]));
  return figures
    .filter(({ metric }) => (tableOf.get(metric) ?? 'summary') === table)
    .map((figure) => {
      const position = namedIf(figure.subject, 'position');
      return {
        scenario,
        figure,
        tag: position === null ? namedIf(figure.subject, 'tag') : (tags.get(position) ?? null),
      };
    });
}

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
