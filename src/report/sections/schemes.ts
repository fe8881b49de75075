import type { Scheme } from '../../margin/account.ts';
import type { ScenarioResult } from '../../run/result.ts';
import { type FigureIndex, indexFigures } from '../../stats/inference/figure-index.ts';
import { type Verdict, verdictLevel, verdictsOf } from '../../stats/inference/verdicts.ts';
import { notesOf } from './figure-notes.ts';
import { type Line, type LineGroup, lineGroups, mostPositions, unitOf } from './lines.ts';
import {
  amount,
  type Cell,
  columnsOf,
  type Notes,
  type Row,
  type Section,
  type Table,
  type Words,
  words,
} from './section.ts';

/** The schemes side by side: a column per scheme, a line per figure, the best and the worst of a line marked. */
export function schemesSection(result: ScenarioResult): Section {
  const first = describeSchemes(result.scenario.account.schemes, result.shape.schemes);
  const { table, notes } = groupsTable(result, lineGroups(result), { title: '', rows: [first] });
  return { blocks: [table, mutedNotes([captionOf(result), ...notes])] };
}

/** Notes of a table, of which the first says how to read its intervals. */
export function mutedNotes(all: readonly Words[], readsIntervals = true): Notes {
  return {
    kind: 'notes',
    notes: all.map((one, index) => ({ words: one, tone: 'muted', readsIntervals: readsIntervals && index === 0 })),
  };
}

/** Groups of lines as a table with a column per scheme, and notes on its figures; lines that say nothing are left out. `rows` come before them. */
export function groupsTable(
  result: ScenarioResult,
  all: readonly LineGroup[],
  above: { readonly title: string; readonly rows: readonly Row[] },
): { readonly table: Table; readonly notes: readonly Words[] } {
  const figures = indexFigures(result.figures);
  const { schemes } = result.shape;
  const groups = all
    .map((group) => ({ ...group, lines: group.lines.filter((line) => isWorthALine(line, schemes, figures)) }))
    .filter((group) => group.lines.length > 0);
  const lines = groups.flatMap((group) => group.lines);
  const marks = verdictsOf(lines, schemes, figures);
  const rows: Row[] = [...above.rows];
  for (const { heading, lines: own } of groups) {
    rows.push({ heading });
    for (const line of own) {
      const cells = markedCells(line, schemes, figures, marks[lines.indexOf(line)] ?? []);
      rows.push({ depth: 1, cells: [line.label, ...cells] });
    }
  }
  const table = { kind: 'table', columns: columnsOf([above.title], schemes, true), rows } as const;
  return { table, notes: notesOf(lines, schemes, figures) };
}

const toneOf = { best: 'better', worst: 'worse' } as const;

/** The figures of one line, scheme by scheme, with the best and the worst marked. */
export function markedCells(
  line: Line,
  schemes: readonly string[],
  figures: FigureIndex,
  marks: readonly Verdict[],
): Cell[] {
  return schemes.map((scheme, index) => {
    const figure = figures.of(line, scheme);
    const mark = marks[index] ?? null;
    if (figure === null) return { words: '' };
    const { estimate, ciLow, ciHigh } = figure;
    const tone = mark === null ? null : toneOf[mark];
    return { words: [{ estimate, ciLow, ciHigh, unit: unitOf(line.metric) }], tone };
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

function describeSchemes(schemes: readonly Scheme[], shown: readonly string[]): Row {
  const cells = shown.map((name): Cell => {
    const scheme = schemes.find((candidate) => candidate.name === name);
    const pools = scheme?.pools.length ?? 0;
    const treasury = scheme?.treasury.some((amount) => amount > 0) === true ? ' + treasury' : '';
    const policies = scheme?.policies.length ?? 0;
    const acting = policies === 0 ? '' : ` + ${policies} ${policies === 1 ? 'policy' : 'policies'}`;
    return { words: `${pools} pool${pools === 1 ? '' : 's'}${treasury}${acting}`, tone: 'muted' };
  });
  return { cells: ['', ...cells] };
}

/** What the marks say, and what is not shown. */
function captionOf({ shape }: ScenarioResult): Words {
  const { schemes, positions, referenceScheme } = shape;
  const noReference =
    referenceScheme === null && positions.length > 1
      ? ' No spillover and rescue: they compare with a scheme of `pools: each`, and there is none.'
      : '';
  const more = positions.length - mostPositions;
  const hidden = more > 0 ? words` ${amount(more, 'count')} more positions are in positions.csv.` : '';
  const marks =
    schemes.length < 2
      ? ''
      : words` ${{ markOf: 'better' }} better and ${{ markOf: 'worse' }} worse than every other scheme: paired differences on the same paths, p < ${String(verdictLevel)} after Holm's correction over all lines.`;
  return words`${marks}${noReference}${hidden}`;
}
