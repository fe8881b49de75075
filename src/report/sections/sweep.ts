import type { ScenarioResult, StudyResult } from '../../run/result.ts';
import { indexFigures } from '../../stats/inference/figure-index.ts';
import { verdictLevel, verdictsOf } from '../../stats/inference/verdicts.ts';
import { headlines, type Line, mostRows } from './lines.ts';
import { markedCells, mutedNotes } from './schemes.ts';
import { amount, type Column, columnsOf, type Row, type Section, type Table, words } from './section.ts';

/** A sweep: one table per headline figure, the scenarios as rows, the schemes as columns. */
export function sweepSection(result: StudyResult): Section {
  const [first] = result.results;
  if (first === undefined) return { blocks: [] };
  const { axes, scenarios } = result.study;
  const schemes = [...new Set(result.results.flatMap(({ shape }) => shape.schemes))];
  const columns = columnsOf(axes.length === 0 ? ['scenario'] : axes, schemes, true);
  const tables = headlines(first.scenario.levels, first.scenario.market.quote).map((line) =>
    tableOf(result, line, schemes, columns),
  );
  const hidden = scenarios.length - mostRows;
  const more = hidden > 0 ? words` ${amount(hidden, 'count')} more scenarios are in summary.csv.` : '';
  const marks = words` ${{ markOf: 'better' }} better and ${{ markOf: 'worse' }} worse than every other scheme (p < ${String(verdictLevel)}, paired, after Holm's correction within the scenario).${more}`;
  return { blocks: [...tables, mutedNotes([marks])] };
}

/** Values of the axes, or the name where a study has several scenarios without axes. */
function scenarioCells({ study: { axes } }: StudyResult, { scenario }: ScenarioResult): string[] {
  return axes.length === 0 ? [scenario.name] : axes.map((axis) => String(scenario.axes[axis] ?? ''));
}

function tableOf(result: StudyResult, line: Line, schemes: readonly string[], columns: readonly Column[]): Table {
  const rows = result.results.slice(0, mostRows).map((one): Row => {
    const figures = indexFigures(one.figures);
    const all = headlines(one.scenario.levels, one.scenario.market.quote);
    const here = all.findIndex((candidate) => candidate.metric === line.metric && candidate.level === line.level);
    const marks = verdictsOf(all, one.shape.schemes, figures)[here] ?? [];
    const marksOf = schemes.map((scheme) => marks[one.shape.schemes.indexOf(scheme)] ?? null);
    return { cells: [...scenarioCells(result, one), ...markedCells(line, schemes, figures, marksOf)] };
  });
  return { kind: 'table', title: line.label, columns, rows };
}
