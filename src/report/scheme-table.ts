import type { Scheme } from '../margin/account.ts';
import type { ScenarioResult } from '../run/result.ts';
import { type FigureIndex, indexFigures } from '../stats/inference/figure-index.ts';
import { type Verdict, verdictLevel, verdictsOf } from '../stats/inference/verdicts.ts';
import { formatInterval, unknown } from './figures.ts';
import { formatWide, type GridRow } from './grid.ts';
import { type Line, type LineGroup, lineGroups, mostPositions, unitOf } from './lines.ts';
import { notesOf } from './notes.ts';
import { paint, type Style, wrap } from './style.ts';

/** The schemes side by side: a column per scheme, a line per figure, the best and the worst of a line marked. */
export function formatSchemes(result: ScenarioResult, style: Style): string {
  const { schemes } = result.shape;
  const first = describeSchemes(result.scenario.account.schemes, schemes, style);
  const { table, notes } = formatGroups(result, lineGroups(result), { title: '', rows: [first] }, style);
  const below = [caption(schemes, result, table), ...notes].map((text) => wrap(text, style.width)).join('\n');
  return `${table}\n\n${paint(style, 'dim', below)}`;
}

/** Groups of lines as a table with a column per scheme, and notes on its figures; lines that say nothing are left out. `rows` come before them. */
export function formatGroups(
  result: ScenarioResult,
  all: readonly LineGroup[],
  above: { readonly title: string; readonly rows: readonly GridRow[] },
  style: Style,
): { readonly table: string; readonly notes: readonly string[] } {
  const figures = indexFigures(result.figures);
  const { schemes } = result.shape;
  const groups = all
    .map((group) => ({ ...group, lines: group.lines.filter((line) => isWorthALine(line, schemes, figures)) }))
    .filter((group) => group.lines.length > 0);
  const lines = groups.flatMap((group) => group.lines);
  const marks = verdictsOf(lines, schemes, figures);
  const rows: GridRow[] = [...above.rows];
  for (const { heading, lines: own } of groups) {
    rows.push({ heading });
    for (const line of own) {
      const cells = markedCells(line, schemes, figures, marks[lines.indexOf(line)] ?? [], style);
      rows.push([`  ${line.label}`, ...cells]);
    }
  }
  const table = formatWide({ head: [above.title, ...schemes.map(headOf)], rows }, style);
  return { table, notes: notesOf(lines, schemes, figures) };
}

/** Name of a scheme over its column; the two spaces are the place of a mark. */
export function headOf(scheme: string): string {
  return `${scheme}  `;
}

/** The figures of one line, scheme by scheme, with the best and the worst marked. */
export function markedCells(
  line: Line,
  schemes: readonly string[],
  figures: FigureIndex,
  marks: readonly Verdict[],
  style: Style,
): string[] {
  return schemes.map((scheme, index) => {
    const figure = figures.of(line, scheme);
    const text = figure === null ? '' : formatInterval(figure, unitOf(line.metric));
    if (marks[index] === 'best') return paint(style, 'green', `${text} ✓`);
    return marks[index] === 'worst' ? paint(style, 'red', `${text} ✗`) : `${text}  `;
  });
}

/** A line of which no scheme has a figure, or in which all are exactly 0 without an error, says nothing. */
function isWorthALine(line: Line, schemes: readonly string[], figures: FigureIndex): boolean {
  return schemes.some((scheme) => {
    const figure = figures.of(line, scheme);
    if (figure === null || figure.estimate === null) return false;
    if (line.metric === 'spillover' || line.metric === 'rescue') return figure.estimate > 0;
    return figure.estimate !== 0 || figure.stdError !== 0;
  });
}

function describeSchemes(schemes: readonly Scheme[], shown: readonly string[], style: Style): string[] {
  const texts = shown.map((name) => {
    const scheme = schemes.find((candidate) => candidate.name === name);
    const pools = scheme?.pools.length ?? 0;
    const treasury = scheme?.treasury.some((amount) => amount > 0) === true ? ' + treasury' : '';
    const policies = scheme?.policies.length ?? 0;
    const acting = policies === 0 ? '' : ` + ${policies} ${policies === 1 ? 'policy' : 'policies'}`;
    return paint(style, 'dim', headOf(`${pools} pool${pools === 1 ? '' : 's'}${treasury}${acting}`));
  });
  return ['', ...texts];
}

function caption(schemes: readonly string[], result: ScenarioResult, table: string): string {
  const lopsided = / \[[-?\d]/.test(table) ? ', [low, high] its ends where the halves differ' : '';
  const untold = table.includes(unknown) ? ` ${unknown}: too few paths to tell.` : '';
  const noReference =
    result.shape.referenceScheme === null && result.shape.positions.length > 1
      ? ' No spillover and rescue: they compare with a scheme of `pools: each`, and there is none.'
      : '';
  const more = result.shape.positions.length - mostPositions;
  const hidden = more > 0 ? ` ${more} more positions are in positions.csv.` : '';
  const marks =
    schemes.length < 2
      ? ''
      : ` ✓ better and ✗ worse than every other scheme: paired differences on the same paths, p < ${verdictLevel} after Holm's correction over all lines.`;
  return `± is the half-width of the 95 % interval${lopsided}.${untold}${marks}${noReference}${hidden}`;
}
