import type { StudyResult } from '../../run/result.ts';
import { assumptionsSection } from './assumptions.ts';
import { filesSection } from './files.ts';
import { headingSection } from './heading.ts';
import { limitsSections } from './limits.ts';
import { readingSection } from './reading.ts';
import { scenariosSections } from './scenarios.ts';
import type { Section } from './section.ts';
import { warningsSections } from './warnings.ts';

/** The sections of the report of a run, in the order in which they are read. To add one: a file that makes it, and a line here. */
const makers: readonly ((result: StudyResult) => readonly Section[])[] = [
  (result) => [headingSection(result)],
  scenariosSections,
  ({ study }) => limitsSections(study),
  ({ study }) => [assumptionsSection(study)],
  ({ study }) => [readingSection(study)],
  ({ study }) => warningsSections(study),
  (result) => [filesSection(result)],
];

/** The whole report of a run: what was run, the figures, what they rest on, how to read them, and where the files are. */
export function studySections(result: StudyResult): Section[] {
  return makers.flatMap((make) => make(result));
}
