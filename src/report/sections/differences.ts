import type { ScenarioResult } from '../../run/result.ts';
import type { Estimate } from '../../stats/statistic.ts';
import { indexFigures } from '../comparison.ts';
import { headlines, unitOf } from './lines.ts';
import { amount, columnsOf, notes, type Row, type Section, type Words, words } from './section.ts';

/** With more pairs than this, every scheme is compared with the reference only. */
const mostPairs = 6;

/** Paired differences of the headline figures, a column per pair of schemes; nothing for a single scheme. */
export function differencesSections(result: ScenarioResult): Section[] {
  const { scenario, shape } = result;
  if (shape.schemes.length < 2) return [];
  const all = shape.schemes.flatMap((left, index) =>
    shape.schemes.slice(index + 1).map((right) => [left, right] as const),
  );
  const reference = shape.schemes[shape.referenceScheme ?? 0];
  const pairs = all.length <= mostPairs ? all : all.filter((pair) => pair.includes(reference ?? ''));
  const figures = indexFigures(result);
  const columns = columnsOf(
    ['Paired difference'],
    pairs.map(([left, right]) => `${left} - ${right}`),
  );
  const rows = headlines(scenario.levels, scenario.market.quote).map(
    (line): Row => ({
      depth: 1,
      cells: [
        line.label,
        ...pairs.map(([left, right]) => difference(figures.difference(line, left, right), line.metric)),
      ],
    }),
  );
  const hidden = all.length - pairs.length;
  const table = { kind: 'table', columns, rows } as const;
  const more = notes(words`${amount(hidden, 'count')} more pairs are in summary.csv.`);
  return [{ blocks: hidden > 0 ? [table, more] : [table] }];
}

/** The interval in the unit of the metric (percentage points for probabilities) and the p-value. */
function difference(figure: Estimate | null, metric: string): Words {
  if (figure === null) return '';
  const { estimate, ciLow, ciHigh, stdError, pValue } = figure;
  // The same on every path, as far as was seen.
  if (estimate === 0 && (stdError === 0 || ciLow === null)) return 'none';
  const value = { estimate, ciLow, ciHigh, unit: unitOf(metric), isDifference: true };
  return pValue === null ? [value] : words`${value}, ${amount(pValue, 'p-value')}`;
}
