import { type Figure, namedIf, schemeText } from '../../src/stats/figure.ts';
import type { OutcomeShape } from '../../src/stats/outcome.ts';

/** A figure with its labels as a table prints them: `a - b` for a difference, the position, and the tag that it or its position has. */
export interface FigureRow extends Omit<Figure, 'scheme' | 'versus' | 'subject'> {
  readonly scheme: string;
  readonly position: string | null;
  readonly tag: string | null;
}

/** Figures as rows; those of the market have an empty scheme. */
export function rowsOf(figures: readonly Figure[], { positions, tags }: OutcomeShape): FigureRow[] {
  return figures.map(({ scheme, versus, subject, ...rest }) => {
    const position = namedIf(subject, 'position');
    const tag = position === null ? namedIf(subject, 'tag') : (tags[positions.indexOf(position)] ?? null);
    return { ...rest, scheme: schemeText({ scheme, versus }) ?? '', position, tag };
  });
}
