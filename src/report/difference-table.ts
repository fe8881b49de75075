import type { ScenarioResult } from '../run/result.ts';
import { type Figure, schemeText } from '../stats/figure.ts';
import { indexFigures } from '../stats/inference/figure-index.ts';
import { pairsOf } from '../stats/pairs.ts';
import { formatInterval, formatPValue } from './figures.ts';
import { formatWide } from './grid.ts';
import { headlines, unitOf } from './lines.ts';
import type { Style } from './style.ts';

/** With more pairs than this, every scheme is compared with the reference only. */
const mostPairs = 6;

/** Paired differences of the headline figures, a column per pair of schemes; empty for a single scheme. */
export function formatDifferences(result: ScenarioResult, style: Style): string {
  const { scenario, shape } = result;
  if (shape.schemes.length < 2) return '';
  const all = pairsOf(shape.schemes);
  const reference = shape.referenceScheme ?? 0;
  const pairs =
    all.length <= mostPairs ? all : all.filter(({ left, right }) => left === reference || right === reference);
  const figures = indexFigures(result.figures);
  const lines = headlines(scenario.levels, scenario.market.quote);
  const table = formatWide(
    {
      head: ['Paired difference', ...pairs.map(schemeText)],
      rows: lines.map((line) => [
        `  ${line.label}`,
        ...pairs.map(({ scheme, versus }) => difference(figures.difference(line, scheme, versus), line.metric)),
      ]),
    },
    style,
  );
  const left = all.length - pairs.length;
  return left > 0 ? `${table}\n\n${left} more pairs are in summary.csv.` : table;
}

/** The interval in the unit of the metric (percentage points for probabilities) and the p-value. */
function difference(figure: Figure | null, metric: string): string {
  if (figure === null) return '';
  // The same on every path, as far as was seen.
  if (figure.estimate === 0 && (figure.stdError === 0 || figure.ciLow === null)) return 'none';
  const text = formatDifference(figure, metric);
  const pValue = formatPValue(figure.pValue);
  return pValue === '' ? text : `${text}, ${pValue}`;
}

function formatDifference(figure: Figure, metric: string): string {
  const unit = unitOf(metric);
  if (unit !== 'probability') return formatInterval(figure, unit);
  // "At most" and "at least" are for probabilities: a difference of 0 or 1 of them has two sides.
  const { estimate } = figure;
  const inside = estimate === 0 ? Number.MIN_VALUE : estimate === 1 ? 1 - Number.EPSILON : estimate;
  return formatInterval({ ...figure, estimate: inside }, unit);
}
