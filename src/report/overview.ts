import type { MarginLabError } from '../base/errors.ts';
import { formatDuration } from '../run/plan/budget.ts';
import type { StudyResult } from '../run/result.ts';
import { formatGrid } from './grid.ts';
import { paint, type Style } from './style.ts';

/** How one study of a batch ended: with a result, a failure, or (both null) skipped because it was finished before. */
export interface OverviewRow {
  readonly study: string;
  readonly folder: string | null;
  readonly result: StudyResult | null;
  readonly error: MarginLabError | null;
}

/** The last table of a batch: what became of each study. */
export function formatOverview(rows: readonly OverviewRow[], style: Style): string {
  const cells = rows.map(({ study, folder, result, error }) => {
    if (error !== null) return [study, paint(style, 'red', `failed (${error.kind})`), '', ''];
    if (result === null) return [study, 'finished before', '', folder ?? ''];
    return [study, paint(style, 'green', 'finished'), formatDuration(result.timing.seconds), folder ?? ''];
  });
  return formatGrid({ head: ['study', 'outcome', 'time', 'results'], rows: cells, leftColumns: 4 }, style);
}
