/** Colours that people with any kind of colour vision can tell apart (Okabe & Ito 2008, "Color universal design"), on white. */
export const palette = {
  black: '#000000',
  orange: '#e69f00',
  sky: '#56b4e9',
  green: '#009e73',
  blue: '#0072b2',
  vermillion: '#d55e00',
  purple: '#cc79a7',
} as const;

const curveColours: readonly string[] = [palette.blue, palette.orange, palette.green, palette.purple, palette.sky];

/** The look of the curve of this number among curves of one kind: the colours in their order, and over again as dashes. */
export function curveLook(index: number): { readonly colour: string; readonly isDashed: boolean } {
  const round = Math.floor(index / curveColours.length);
  return { colour: curveColours[index % curveColours.length]!, isDashed: round % 2 === 1 };
}

/** Frame, grid and secondary text. */
export const grey = { frame: '#8a8a8a', grid: '#e6e6e6', text: '#555555' } as const;
