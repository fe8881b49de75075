import { BLOCK_STEPS } from '../../engine/memory/constants.ts';
import { metricDefinitions } from '../../stats/registry.ts';
import type { Study } from '../../study/study.ts';
import { type BuiltTable, type Column, tableOf, textColumn } from './column.ts';

interface Entry {
  readonly file: string;
  readonly kind: 'column' | 'metric';
  readonly name: string;
  readonly type: string;
  readonly unit: string;
  readonly meaning: string;
  readonly interval: string | null;
}

const columns: readonly Column<Entry>[] = [
  textColumn('file', 'file that the entry is about', (entry) => entry.file),
  textColumn('kind', 'column: a column of the file; metric: a value of its column `metric`', (entry) => entry.kind),
  textColumn('name', 'name of the column or metric', (entry) => entry.name),
  textColumn('type', 'text or number', (entry) => entry.type),
  textColumn('unit', 'unit; quote is the currency in which all money is counted', (entry) => entry.unit),
  textColumn('meaning', 'what it says', (entry) => entry.meaning),
  textColumn('interval', 'how the interval of a metric is made', (entry) => entry.interval),
];

/**
 * Metrics that are watched at certain times only; their meaning depends on the `watch` of the experiment. With each, what was measured of
 * the steps in between that are not watched by default: the flagship and the canonical workload in steps of 1 h, both ways on the same paths.
 */
const watched: Readonly<Record<string, string>> = {
  max_drawdown:
    'the fall is too small by what lies between: 6 to 8 % over 30 days and 13 % over 7 days of hourly steps',
  lowest_margin_ratio: 'the ratio is too high by what lies between: 0.002 to 0.005 over 7 to 30 days of hourly steps',
};

/** dictionary.csv: every column and every metric of the other tables, made from the definitions that made the tables. */
export function buildDictionary(study: Study, tables: readonly Pick<BuiltTable, 'name' | 'columns'>[]): BuiltTable {
  const entries = tables.flatMap(({ name, columns }): Entry[] => {
    const file = `${name}.csv`;
    const ofColumns = columns.map((column): Entry => ({ file, kind: 'column', ...column, interval: null }));
    const ofMetrics = metricDefinitions
      .filter((metric) => metric.table === name)
      .map(({ name, unit, meaning, interval }): Entry => {
        const unseen = watched[name];
        const text = unseen === undefined ? meaning : `${meaning}; in this run: ${watchRule(study, unseen)}`;
        return { file, kind: 'metric', name, type: 'number', unit, meaning: text, interval };
      });
    return [...ofColumns, ...ofMetrics];
  });
  const own = columns.map((column): Entry => ({ file: 'dictionary.csv', kind: 'column', ...column, interval: null }));
  return tableOf('dictionary', columns, [...entries, ...own]);
}

function watchRule(study: Study, unseen: string): string {
  const rules = [...new Set(study.scenarios.map((scenario) => scenario.watch))];
  const words = {
    'period-end': `watched at every ${BLOCK_STEPS}th step, every settlement of funding and the last step (where that is not every step, ${unseen})`,
    'every-step': 'watched at every step',
  } as const;
  return rules.map((rule) => words[rule]).join(' or ');
}
