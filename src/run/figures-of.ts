import type { Estimate } from '../stats/statistic.ts';
import type { StudyResult } from './result.ts';

/** A figure of a run, with its error and interval, and the name of its scenario. */
export interface Figure extends Estimate {
  readonly scenario: string;
}

/**
 * The figures of a run that have all the wanted fields, in the order of its tables: by `metric`, `scheme`, `position`, `level`, `tag`,
 * `scenario`. What metrics there are, and their units, stands in `metricDefinitions` and in every run's dictionary.csv.
 *
 * @example
 * import { figuresOf, loadStudy, runStudy } from 'margin-lab';
 *
 * const result = await runStudy(loadStudy('book.yaml'));
 * for (const { level, estimate, stdError } of figuresOf(result, { metric: 'es', scheme: 'cross' })) {
 *   console.log(`expected shortfall at ${level}: ${estimate} ± ${stdError}`);
 * }
 */
export function figuresOf(result: StudyResult, wanted: Partial<Figure> = {}): readonly Figure[] {
  const fields = Object.keys(wanted) as (keyof Figure)[];
  return result.results
    .flatMap(({ scenario, estimates }) => estimates.map((one): Figure => ({ scenario: scenario.name, ...one })))
    .filter((figure) => fields.every((field) => figure[field] === wanted[field]));
}
