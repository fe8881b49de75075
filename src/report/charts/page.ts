import { wrap } from '../render/style.ts';
import { element, type SvgElement, write } from './element.ts';
import { drawMark, type MarkStyle } from './mark.ts';
import { drawPanel, type Panel, type TimeAxis, textAt } from './panel.ts';

/** Panels one under the other, under a heading. */
export interface PanelColumn {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** A line or a mark and what it stands for. */
export type LegendEntry =
  | { readonly name: string; readonly colour: string; readonly isDashed: boolean }
  | { readonly name: string; readonly mark: MarkStyle };

/** All that a drawing of panels says. */
export interface Page {
  readonly title: string;
  /** What it shows and how to read it: under the drawing, and for those who cannot see it. */
  readonly caption: string;
  readonly columns: readonly PanelColumn[];
  readonly time: TimeAxis;
  readonly legend: readonly LegendEntry[];
}

/** Frames are so large, and stand so far apart: labels and titles are in between. */
const frame = { width: 470, height: 140 } as const;
const space = { left: 66, right: 18, between: 40, top: 78, times: 52, line: 17, margin: 20 } as const;
/** Width of a letter of this size, on average: texts cannot be measured here. */
const letter = { size: 12, width: 6.3 } as const;
/** The same of the title, and how far its lines are apart. */
const titleLetter = { size: 16, width: 9.6, line: 20 } as const;

/** Draws panels in columns, with title, legend and caption, as a complete SVG document. The same page always gives the same bytes. */
export function drawPage({ title, caption, columns, time, legend }: Page): string {
  const columnWidth = space.left + frame.width + space.right;
  const width = space.margin * 2 + columnWidth * Math.max(1, columns.length);
  const rows = Math.max(1, ...columns.map(({ panels }) => panels.length));
  const titles = wrap(title, Math.floor((width - 2 * space.margin) / titleLetter.width)).split('\n');
  const top = (titles.length - 1) * titleLetter.line;
  const bottom = top + space.top + rows * frame.height + (rows - 1) * space.between + space.times;
  const keys = legendRows(legend, width - 2 * space.margin);
  const captionTop = bottom + keys.length * space.line + 14;
  const lines = wrap(caption, Math.floor((width - 2 * space.margin) / letter.width)).split('\n');
  const height = captionTop + lines.length * space.line + space.margin;

  const document = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'font-family': 'system-ui, sans-serif',
      'font-size': letter.size,
    },
    element('title', {}, title),
    element('desc', {}, caption),
    element('rect', { width, height, fill: '#ffffff' }),
    ...titles.map((line, index) =>
      textAt(line, space.margin, 28 + index * titleLetter.line, { 'font-size': titleLetter.size, 'font-weight': 600 }),
    ),
    ...columns.flatMap((column, index) => drawColumn(column, { x: space.margin + index * columnWidth, y: top }, time)),
    ...keys.flatMap((row, index) => drawKeys(row, bottom + (index + 1) * space.line)),
    ...lines.map((line, index) =>
      textAt(line, space.margin, captionTop + (index + 1) * space.line, { fill: '#333333' }),
    ),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${write(document)}\n`;
}

function drawColumn(
  { title, panels }: PanelColumn,
  place: { readonly x: number; readonly y: number },
  time: TimeAxis,
): SvgElement[] {
  return [
    textAt(title, place.x, place.y + 50, { 'font-size': 13, 'font-weight': 600 }),
    ...panels.map((panel, row) => {
      const y = place.y + space.top + row * (frame.height + space.between);
      return drawPanel(panel, { x: place.x + space.left, y, ...frame }, time, row === panels.length - 1);
    }),
  ];
}

/** A key of the legend and where it begins. */
interface Key {
  readonly entry: LegendEntry;
  readonly x: number;
}

/** Keys side by side in as many rows as they need. */
function legendRows(legend: readonly LegendEntry[], width: number): Key[][] {
  const rows: Key[][] = [];
  let x = width;
  for (const entry of legend) {
    const needed = 34 + entry.name.length * letter.width + 18;
    if (x + needed > width) {
      rows.push([]);
      x = 0;
    }
    rows.at(-1)?.push({ entry, x: space.margin + x });
    x += needed;
  }
  return rows;
}

function drawKeys(keys: readonly Key[], y: number): SvgElement[] {
  return keys.flatMap(({ entry, x }) => [
    'mark' in entry
      ? drawMark(entry.mark, x + 14, y - 4)
      : element('line', {
          x1: x,
          y1: y - 4,
          x2: x + 28,
          y2: y - 4,
          stroke: entry.colour,
          'stroke-width': 2,
          'stroke-dasharray': entry.isDashed ? '5 3' : undefined,
        }),
    textAt(entry.name, x + 34, y),
  ]);
}
