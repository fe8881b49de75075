import type { ScenarioResult, StudyResult } from '../run/result.ts';
import { indexFigures } from '../stats/inference/figure-index.ts';
import { verdictsOf } from '../stats/inference/verdicts.ts';
import { plain } from './figures.ts';
import { formatWide } from './grid.ts';
import { headlines, type Line, mostRows } from './lines.ts';
import { headOf, markedCells } from './scheme-table.ts';
import { paint, type Style, wrap } from './style.ts';

/** A sweep: one table per headline figure, the scenarios as rows, the schemes as columns. */
export function formatSweep(result: StudyResult, style: Style): string {
  const first = result.results[0];
  if (first === undefined) return '';
  const levels = first.scenario.levels;
  const lines = headlines(levels, first.scenario.market.quote);
  const blocks = lines.map((line) => formatBlock(result, line, schemesOf(result), style));
  const hidden = result.study.scenarios.length - mostRows;
  const note = hidden > 0 ? [`${plain(hidden, 0)} more scenarios are in summary.csv.`] : [];
  const marks =
    "± is the half-width of the 95 % interval. ✓ better and ✗ worse than every other scheme (p < 0.01, paired, after Holm's correction within the scenario).";
  return [...blocks, paint(style, 'dim', wrap([marks, ...note].join(' '), style.width))].join('\n\n');
}

function schemesOf(result: StudyResult): string[] {
  return [...new Set(result.results.flatMap(({ shape }) => shape.schemes))];
}

/** Values of the axes, or the name where a study has several scenarios without axes. */
function scenarioCells(result: StudyResult, { scenario }: ScenarioResult): string[] {
  const { axes } = result.study;
  return axes.length === 0 ? [scenario.name] : axes.map((axis) => String(scenario.axes[axis] ?? ''));
}

function formatBlock(result: StudyResult, line: Line, schemes: readonly string[], style: Style): string {
  const { axes } = result.study;
  const rows = result.results.slice(0, mostRows).map((one) => {
    const figures = indexFigures(one.figures);
    const all = headlines(one.scenario.levels, one.scenario.market.quote);
    const here = all.findIndex((candidate) => candidate.metric === line.metric && candidate.level === line.level);
    const marks = verdictsOf(all, one.shape.schemes, figures)[here] ?? [];
    const marksOf = schemes.map((scheme) => marks[one.shape.schemes.indexOf(scheme)] ?? null);
    const cells = markedCells(line, schemes, figures, marksOf, style);
    return [...scenarioCells(result, one), ...cells];
  });
  const labels = axes.length === 0 ? ['scenario'] : axes;
  const head = [...labels, ...schemes.map(headOf)];
  return [paint(style, 'bold', line.label), formatWide({ head, rows, leftColumns: labels.length }, style)].join('\n');
}
