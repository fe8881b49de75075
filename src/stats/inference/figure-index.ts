import type { Figure, FigureLabel } from '../figure.ts';

/** What is asked of every scheme. */
export type Question = Pick<FigureLabel, 'metric' | 'subject' | 'level'>;

/** Finds figures by what they are about. */
export interface FigureIndex {
  of(question: Question, scheme: string): Figure | null;
  /** The paired difference of two schemes, turned so that it reads `scheme - versus`; null if the metric has none. */
  difference(question: Question, scheme: string, versus: string): Figure | null;
}

export function indexFigures(figures: readonly Figure[]): FigureIndex {
  const byLabel = new Map(figures.map((figure) => [keyOf(figure, figure.scheme, figure.versus), figure]));
  const find = (question: Question, scheme: string, versus: string | null) =>
    byLabel.get(keyOf(question, scheme, versus)) ?? null;
  return {
    of: (question, scheme) => find(question, scheme, null),
    difference: (question, scheme, versus) => find(question, scheme, versus) ?? turned(find(question, versus, scheme)),
  };
}

function keyOf({ metric, subject, level }: Question, scheme: string | null, versus: string | null): string {
  const name = 'name' in subject ? subject.name : null;
  const other = 'other' in subject ? subject.other : null;
  return JSON.stringify([metric, subject.kind, name, other, level, scheme, versus]);
}

/** The difference the other way round. */
function turned(figure: Figure | null): Figure | null {
  if (figure === null) return null;
  const { scheme, versus, estimate, ciLow, ciHigh } = figure;
  return {
    ...figure,
    scheme: versus,
    versus: scheme,
    estimate: minus(estimate),
    ciLow: minus(ciHigh),
    ciHigh: minus(ciLow),
  };
}

function minus(value: number | null): number | null {
  return value === null ? null : 0 - value;
}
