import { betterOf } from '../registry.ts';
import type { FigureIndex, Question } from './figure-index.ts';

/** Whether a scheme is better or worse than every other one in some figure; null where neither is shown. */
export type Verdict = 'best' | 'worst' | null;

/** Differences with an adjusted p-value below this count. */
export const verdictLevel = 0.01;

/**
 * Tells, question by question, the scheme that is better than every other one, and the one that is worse, where each of these paired
 * differences is significant after Holm's adjustment over all differences of all questions together. `[question][scheme]`.
 */
export function verdictsOf(
  questions: readonly Question[],
  schemes: readonly string[],
  figures: FigureIndex,
): Verdict[][] {
  const tests = questions.flatMap((question, asked) => {
    const better = betterOf(question.metric);
    if (better === null) return [];
    return schemes.flatMap((scheme, left) =>
      schemes.slice(left + 1).flatMap((versus, offset) => {
        const { estimate = null, pValue = null } = figures.difference(question, scheme, versus) ?? {};
        if (estimate === null || pValue === null) return [];
        return [
          {
            asked,
            left,
            right: left + 1 + offset,
            leftIsBetter: estimate < 0 === (better === 'lower'),
            estimate,
            pValue,
          },
        ];
      }),
    );
  });
  const adjusted = holmAdjusted(tests.map(({ pValue }) => pValue));
  /** Schemes that it is better than, less those that it is worse than. */
  const wins = questions.map(() => schemes.map(() => 0));
  for (const [index, { asked, left, right, leftIsBetter, estimate }] of tests.entries()) {
    if (estimate === 0 || adjusted[index]! >= verdictLevel) continue;
    wins[asked]![left]! += leftIsBetter ? 1 : -1;
    wins[asked]![right]! += leftIsBetter ? -1 : 1;
  }
  const others = schemes.length - 1;
  return wins.map((scores) =>
    scores.map((score) => {
      if (others === 0 || Math.abs(score) !== others) return null;
      return score > 0 ? 'best' : 'worst';
    }),
  );
}

/**
 * Step-down adjustment of p-values for testing several hypotheses at once (Holm, Scandinavian Journal of Statistics 6, 1979): the
 * probability of even one false alarm among them stays below the level that adjusted values are compared with. Same order as given.
 */
export function holmAdjusted(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).toSorted((a, b) => (pValues[a] ?? 1) - (pValues[b] ?? 1));
  const adjusted = pValues.map(() => 1);
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (pValues[index] ?? 1) * (pValues.length - rank)));
    adjusted[index] = largest;
  });
  return adjusted;
}
