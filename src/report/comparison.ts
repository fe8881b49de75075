import type { ScenarioResult } from '../run/result.ts';
import type { Estimate } from '../stats/statistic.ts';
import { holmAdjusted } from './holm.ts';

/** A figure that is shown for every scheme. */
export interface Line {
  readonly label: string;
  readonly metric: string;
  /** Strategy tag, of a figure by strategy. */
  readonly tag?: string | null;
  readonly position: string | null;
  readonly level: number | null;
  /** Which direction is better for whoever holds the account; null where that cannot be said. */
  readonly better: 'lower' | 'higher' | null;
}

export type Mark = 'best' | 'worst' | null;

/** Differences with an adjusted p-value below this are marked. */
export const markLevel = 0.01;

/** Finds figures by what they are about. */
export interface FigureIndex {
  of(line: Line, scheme: string): Estimate | null;
  /** The paired difference of two schemes, turned so that it reads `left - right`; null if the metric has none. */
  difference(line: Line, left: string, right: string): Estimate | null;
}

export function indexFigures(result: ScenarioResult): FigureIndex {
  const figures = new Map<string, Estimate>();
  for (const figure of result.estimates) {
    figures.set(keyOf(figure, figure.scheme), figure);
  }
  const of = (line: Line, scheme: string) => figures.get(keyOf(line, scheme)) ?? null;
  return {
    of,
    difference: (line, left, right) => of(line, `${left} - ${right}`) ?? negated(of(line, `${right} - ${left}`)),
  };
}

function keyOf(
  { metric, tag = null, position, level }: Pick<Line, 'metric' | 'tag' | 'position' | 'level'>,
  scheme: string,
): string {
  return JSON.stringify([metric, tag, position, level, scheme]);
}

function minus(value: number | null): number | null {
  return value === null ? null : 0 - value;
}

function negated(figure: Estimate | null): Estimate | null {
  if (figure === null) return null;
  return { ...figure, estimate: minus(figure.estimate), ciLow: minus(figure.ciHigh), ciHigh: minus(figure.ciLow) };
}

/**
 * Marks, line by line, the scheme that is better than every other one, and the one that is worse, where each of these paired
 * differences is significant after Holm's adjustment over all differences of all lines together.
 */
export function markLines(lines: readonly Line[], schemes: readonly string[], figures: FigureIndex): Mark[][] {
  const marked = lines.filter((line) => line.better !== null);
  const tests = marked.flatMap((line) =>
    schemes.flatMap((left, index) =>
      schemes.slice(index + 1).flatMap((right) => {
        const { estimate = null, pValue = null } = figures.difference(line, left, right) ?? {};
        return estimate === null || pValue === null ? [] : [{ line, left, right, estimate, pValue }];
      }),
    ),
  );
  const adjusted = holmAdjusted(tests.map((test) => test.pValue));
  const wins = new Map<Line, Map<string, number>>(lines.map((line) => [line, new Map()]));
  tests.forEach(({ line, left, right, estimate }, index) => {
    if (estimate === 0 || (adjusted[index] ?? 1) >= markLevel) return;
    const leftIsBetter = estimate < 0 === (line.better === 'lower');
    const score = wins.get(line);
    score?.set(left, (score.get(left) ?? 0) + (leftIsBetter ? 1 : -1));
    score?.set(right, (score.get(right) ?? 0) + (leftIsBetter ? -1 : 1));
  });
  const others = schemes.length - 1;
  return lines.map((line) =>
    schemes.map((scheme) => {
      const score = wins.get(line)?.get(scheme) ?? 0;
      return others > 0 && score === others ? 'best' : others > 0 && score === -others ? 'worst' : null;
    }),
  );
}
