import { element, type SvgElement } from './element.ts';
import { type Points, pathData, thinned } from './line.ts';
import { drawMark, type MarkStyle } from './mark.ts';
import { grey } from './palette.ts';
import { extent, linearScale, type Scale, tickLabels, ticks, widened } from './scale.ts';

/** A line in a panel; its points are figures, with gaps where y is not a finite number. */
export interface Curve {
  readonly name: string;
  readonly colour: string;
  readonly isDashed: boolean;
  readonly points: Points;
}

/** Something that happened at a place of a panel. */
export interface Mark {
  readonly style: MarkStyle;
  readonly x: number;
  readonly y: number;
  /** In words, for the mouse. */
  readonly title: string;
}

/** What one panel shows. */
export interface Panel {
  readonly title: string;
  /** What the vertical axis counts, with its unit. */
  readonly yTitle: string;
  readonly curves: readonly Curve[];
  readonly marks: readonly Mark[];
  /** A figure that the vertical axis must show, such as 0. */
  readonly baseline: number;
}

/** Where a panel stands in the drawing: its frame, without titles and labels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The horizontal axis, which all panels share. */
export interface TimeAxis {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  readonly labels: readonly string[];
  readonly title: string;
}

/** A panel: title, frame, grid, axes, curves and marks. `hasTime`: whether the times are written under it. */
export function drawPanel(panel: Panel, box: Box, time: TimeAxis, hasTime: boolean): SvgElement {
  const [bottom, right] = [box.y + box.height, box.x + box.width];
  const x = linearScale(time.from, time.to, box.x, right);
  const [low, high] = extent([panel.baseline, ...panel.curves.flatMap(({ points }) => extentOfCurve(points))]);
  const y = linearScale(...widened([low, high], 0.06), bottom, box.y);
  return element(
    'g',
    {},
    textAt(panel.title, box.x, box.y - 8, { 'font-weight': 600 }),
    ...valueAxis(panel.yTitle, box, y),
    ...timeAxis(time, box, x, hasTime),
    ...panel.curves.map((curve) => drawCurve(curve, x, y)),
    ...panel.marks.map(({ style, title, ...mark }) => drawMark(style, x(mark.x), y(mark.y), title)),
    element('rect', { ...box, fill: 'none', stroke: grey.frame }),
  );
}

/** Text whose first line of letters stands at (x, y). */
export function textAt(
  text: string,
  x: number,
  y: number,
  look: Readonly<Record<string, string | number>> = {},
): SvgElement {
  return element('text', { x, y, ...look }, text);
}

function extentOfCurve({ y }: Points): readonly number[] {
  return Array.from(y).some(Number.isFinite) ? extent(Array.from(y)) : [];
}

function valueAxis(title: string, box: Box, y: Scale): SvgElement[] {
  const values = ticks(y.from, y.to, Math.max(2, Math.round(box.height / 30)));
  const labels = tickLabels(values);
  const [left, middle] = [box.x - 52, box.y + box.height / 2];
  return [
    ...values.flatMap((value, index) => [
      ruler(box.x, y(value), box.x + box.width, y(value), value === 0 ? grey.frame : grey.grid),
      textAt(labels[index]!, box.x - 6, y(value) + 4, { 'text-anchor': 'end', fill: grey.text }),
    ]),
    textAt(title, left, middle, {
      'text-anchor': 'middle',
      fill: grey.text,
      transform: `rotate(-90 ${left.toFixed(2)} ${middle.toFixed(2)})`,
    }),
  ];
}

function timeAxis({ ticks: times, labels, title }: TimeAxis, box: Box, x: Scale, hasLabels: boolean): SvgElement[] {
  const bottom = box.y + box.height;
  const grid = times.map((time) => ruler(x(time), box.y, x(time), bottom, grey.grid));
  if (!hasLabels) return grid;
  const look = { 'text-anchor': 'middle', fill: grey.text };
  return [
    ...grid,
    ...times.map((time, index) => textAt(labels[index]!, x(time), bottom + 16, look)),
    textAt(title, box.x + box.width / 2, bottom + 34, look),
  ];
}

function ruler(x1: number, y1: number, x2: number, y2: number, stroke: string): SvgElement {
  return element('line', { x1, y1, x2, y2, stroke });
}

function drawCurve({ name, colour, isDashed, points }: Curve, x: Scale, y: Scale): SvgElement {
  const places = {
    x: Float64Array.from(points.x, (value) => x(value)),
    y: Float64Array.from(points.y, (value) => y(value)),
  };
  return element(
    'path',
    {
      d: pathData(thinned(places, 1)),
      fill: 'none',
      stroke: colour,
      'stroke-width': 1.5,
      'stroke-linejoin': 'round',
      'stroke-dasharray': isDashed ? '5 3' : undefined,
    },
    element('title', {}, name),
  );
}
