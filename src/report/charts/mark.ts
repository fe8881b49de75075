import { element, type SvgElement } from './element.ts';

export type MarkShape = 'circle' | 'cross' | 'diamond' | 'square' | 'triangle';

/** How things of one kind are marked. */
export interface MarkStyle {
  readonly name: string;
  readonly shape: MarkShape;
  readonly colour: string;
}

const outlines: Readonly<Record<MarkShape, string>> = {
  circle: 'M-4 0A4 4 0 1 1 4 0A4 4 0 1 1 -4 0Z',
  cross: 'M-4 -4L4 4M-4 4L4 -4',
  diamond: 'M0 -5L5 0L0 5L-5 0Z',
  square: 'M-4 -4H4V4H-4Z',
  triangle: 'M0 -5L5 4H-5Z',
};

/** A mark with its centre at (x, y); `title` is shown where a mouse rests on it. */
export function drawMark({ shape, colour }: MarkStyle, x: number, y: number, title?: string): SvgElement {
  const look =
    shape === 'cross' ? { fill: 'none', stroke: colour, 'stroke-width': 2 } : { fill: colour, stroke: '#ffffff' };
  const place = { d: outlines[shape], transform: `translate(${x.toFixed(2)} ${y.toFixed(2)})` };
  return element('path', { ...place, ...look }, ...(title === undefined ? [] : [element('title', {}, title)]));
}
