import CliTable from 'cli-table3';
import { paint, type Style, wrap } from './style.ts';

/** A table for the terminal: a header, and rows that may be grouped under headings. */
export interface Grid {
  readonly head: readonly string[];
  readonly rows: readonly GridRow[];
  /** Columns that hold names and are aligned to the left; the others hold figures. */
  readonly isLeft: readonly boolean[];
}

export type GridRow = { readonly heading: string } | readonly string[];

const line = '─';
/** Spaces between two columns. */
const gap = 2;
const noBorders = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' '.repeat(gap),
} as const;

/** Lays a grid out with aligned columns, a line under the header, and nothing else that is not information. */
function formatGrid(grid: Grid, style: Style): string {
  const table = new CliTable({
    chars: noBorders,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: grid.isLeft.map((isLeft) => (isLeft ? 'left' : 'right')),
  });
  table.push(grid.head.map((cell) => ({ content: paint(style, 'bold', cell) })));
  for (const row of grid.rows) if (!('heading' in row)) table.push([...row]);
  const [head = '', ...lines] = table.toString().split('\n').map(trimEnd);
  const width = Math.max(...[head, ...lines].map(visibleLength));
  // Headings are put in afterwards: as cells they would stretch the columns that they span.
  const body = grid.rows.map((row) =>
    'heading' in row ? paint(style, 'bold', wrap(row.heading, style.width, '  ')) : lines.shift(),
  );
  return [head, paint(style, 'dim', line.repeat(width)), ...body].join('\n');
}

/** Takes spaces from the end of a line, also from within the codes that colour it. */
function trimEnd(text: string): string {
  // oxlint-disable-next-line no-control-regex -- escape codes begin with a control character
  return text.replace(/ +((?:\u001B\[[0-9;]*m)*) *$/, '$1');
}

/**
 * A grid that may be wider than the screen: its columns of figures are spread over as many grids as are needed, each with the first columns,
 * of names, repeated.
 */
export function formatWide(grid: Grid, style: Style): string {
  const left = grid.isLeft.indexOf(false) === -1 ? grid.isLeft.length : grid.isLeft.indexOf(false);
  const widths = grid.head.map((cell, column) =>
    Math.max(visibleLength(cell), ...grid.rows.map((row) => ('heading' in row ? 0 : visibleLength(row[column] ?? '')))),
  );
  const room = style.width - sum(widths.slice(0, left)) - gap * (left - 1);
  const blocks = packed(widths.slice(left), room).map((columns) => {
    const pick = <Of>(cells: readonly Of[]) => [
      ...cells.slice(0, left),
      ...columns.map((column) => cells[left + column]!),
    ];
    const rows = grid.rows.map((row) => ('heading' in row ? row : pick(row)));
    return formatGrid({ head: pick(grid.head), isLeft: pick(grid.isLeft), rows }, style);
  });
  return blocks.join('\n\n');
}

/** Puts columns of these widths into as few blocks of neighbours as fit into the room, with at least one column each. */
function packed(widths: readonly number[], room: number): number[][] {
  const blocks: number[][] = [];
  let used = Number.POSITIVE_INFINITY;
  widths.forEach((width, column) => {
    if (used + gap + width > room) {
      blocks.push([]);
      used = 0;
    }
    blocks.at(-1)?.push(column);
    used += gap + width;
  });
  return blocks.length === 0 ? [[]] : blocks;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Length of a text on the screen, without the codes that colour it. */
function visibleLength(text: string): number {
  // oxlint-disable-next-line no-control-regex -- escape codes begin with a control character
  return text.replaceAll(/\u001B\[[0-9;]*m/g, '').length;
}
