import { type Figure, namedIf } from '../stats/figure.ts';
import type { StudyResult } from './result.ts';

/** A figure of a run and the name of its scenario. */
export interface ScenarioFigure extends Figure {
  readonly scenario: string;
}

/** Which figures are wanted. A field that is absent asks for nothing, but without `versus` only figures of one scheme are meant. */
export interface WantedFigures
  extends Partial<Pick<ScenarioFigure, 'scenario' | 'scheme' | 'versus' | 'metric' | 'level'>> {
  /** Name of the position that the figure is about; null: of the account, or of anything else. */
  readonly position?: string | null;
  /** Name of the strategy tag that the figure is about; null: not about a tag. */
  readonly tag?: string | null;
}

/**
 * The figures of a run that have all the wanted fields, in the order of its tables. What metrics there are, and their units, stands in
 * `metricDefinitions` and in every run's dictionary.csv.
 *
 * @example
 * import { figuresOf, loadStudy, runStudy } from 'margin-lab';
 *
 * const result = await runStudy(loadStudy('book.yaml'));
 * for (const { level, estimate, stdError } of figuresOf(result, { metric: 'es', scheme: 'cross' })) {
 *   console.log(`expected shortfall at ${level}: ${estimate} ± ${stdError}`);
 * }
 */
export function figuresOf(result: StudyResult, wanted: WantedFigures = {}): readonly ScenarioFigure[] {
  const { position, tag, ...labels } = { versus: null, ...wanted };
  const fields = Object.keys(labels) as (keyof typeof labels)[];
  return result.results
    .flatMap(({ scenario, figures }) => figures.map((one): ScenarioFigure => ({ scenario: scenario.name, ...one })))
    .filter(
      (figure) =>
        fields.every((field) => figure[field] === labels[field]) &&
        (position === undefined || namedIf(figure.subject, 'position') === position) &&
        (tag === undefined || namedIf(figure.subject, 'tag') === tag),
    );
}
