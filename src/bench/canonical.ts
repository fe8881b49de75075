import { fileURLToPath } from 'node:url';
import { inputError } from '../base/errors.ts';
import { packageFile } from '../base/package-files.ts';
import type { Scenario } from '../engine/scenario.ts';
import { loadStudy } from '../study/load.ts';
import type { StudyOverrides } from '../study/parse.ts';
import type { Study } from '../study/study.ts';

/** The experiment file that every measurement starts from; where its numbers come from stands in its first lines. */
export const canonicalFile = fileURLToPath(packageFile('experiments/canonical-workload.yaml'));

/** Fields of the experiment that differ: dotted path and value as YAML, as after `--set`. */
export type Changes = NonNullable<StudyOverrides['set']>;

/** One changed field, its value plain data (JSON is YAML). */
export function change(path: string, value: unknown): Changes[number] {
  return [path, JSON.stringify(value)];
}

/** Reads the canonical experiment as a user's run does, with changes. Throws `InputError` if they do not fit it. */
export function loadCanonical(overrides: StudyOverrides = {}): Study {
  return loadStudy(canonicalFile, overrides);
}

/** The scenario of a study without a sweep: what is measured is one market, one book, one horizon. Throws `InputError` for a sweep. */
export function onlyScenario(study: Study): Scenario {
  const [scenario, ...more] = study.scenarios;
  if (scenario !== undefined && more.length === 0) return scenario;
  throw inputError('sweep', 'the workload cannot be swept', { got: `${study.scenarios.length} scenarios` });
}
