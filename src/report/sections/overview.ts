import type { MarginLabError } from '../../base/errors.ts';
import type { StudyResult } from '../../run/result.ts';
import { amount, type Cell, columnsOf, type Row, type Section, type Words } from './section.ts';

/** How one study of a batch ended: with a result, a failure, or (both null) skipped because it was finished before. */
export interface OverviewRow {
  readonly study: string;
  readonly folder: string | null;
  readonly result: StudyResult | null;
  readonly error: MarginLabError | null;
}

/** The last table of a batch: what became of each study. */
export function overviewSection(studies: readonly OverviewRow[]): Section {
  const rows = studies.map(({ study, folder, result, error }): Row => {
    const outcome: Words | Cell =
      error !== null
        ? { words: `failed (${error.kind})`, tone: 'bad' }
        : result === null
          ? 'finished before'
          : { words: 'finished', tone: 'good' };
    const time: Words = result === null ? '' : [amount(result.timing.seconds, 'seconds')];
    return { cells: [study, outcome, time, (error === null ? folder : null) ?? ''] };
  });
  return { blocks: [{ kind: 'table', columns: columnsOf(['study', 'outcome', 'time', 'results'], []), rows }] };
}
