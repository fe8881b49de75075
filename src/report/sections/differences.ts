import type { ScenarioResult } from '../../run/result.ts';
import { type Figure, pairsOf, schemeText } from '../../stats/figure.ts';
import { indexFigures } from '../../stats/inference/figure-index.ts';
import { headlines, unitOf } from './lines.ts';
import { amount, columnsOf, notes, type Row, type Section, type Words, words } from './section.ts';

/** With more pairs than this, every scheme is compared with the reference only. */
const mostPairs = 6;

/** Paired differences of the headline figures, a column per pair of schemes; nothing for a single scheme. */
export function differencesSections(result: ScenarioResult): Section[] {
  const { scenario, shape } = result;
  if (shape.schemes.length < 2) return [];
  const all = pairsOf(shape.schemes);
  const reference = shape.referenceScheme ?? 0;
  const pairs =
    all.length <= mostPairs ? all : all.filter(({ left, right }) => left === reference || right === reference);
  const figures = indexFigures(result.figures);
  const columns = columnsOf(
    ['Paired difference'],
    pairs.map((pair) => schemeText(pair)),
  );
  const rows = headlines(scenario.levels, scenario.market.quote).map(
    (line): Row => ({
      depth: 1,
      cells: [
        line.label,
        ...pairs.map(({ scheme, versus }) => difference(figures.difference(line, scheme, versus), line.metric)),
      ],
    }),
  );
  const hidden = all.length - pairs.length;
  const table = { kind: 'table', columns, rows } as const;
  const more = notes(words`${amount(hidden, 'count')} more pairs are in summary.csv.`);
  return [{ blocks: hidden > 0 ? [table, more] : [table] }];
}

/** The interval in the unit of the metric (percentage points for probabilities) and the p-value. */
function difference(figure: Figure | null, metric: string): Words {
  if (figure === null) return '';
  const { estimate, ciLow, ciHigh, stdError, pValue } = figure;
  // The same on every path, as far as was seen.
  if (estimate === 0 && (stdError === 0 || ciLow === null)) return 'none';
  const value = { estimate, ciLow, ciHigh, unit: unitOf(metric), isDifference: true };
  return pValue === null ? [value] : words`${value}, ${amount(pValue, 'p-value')}`;
}
