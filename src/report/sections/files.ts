import type { StudyResult } from '../../run/result.ts';
import { assumptionsTable } from '../tables/assumptions.ts';
import { tableBuilders } from '../tables/tables.ts';
import { amount, counted, notes, type Section, words } from './section.ts';

/** How long a run took, and the files in its folder. */
export function filesSection({ study, folder, timing }: StudyResult): Section {
  const rate = amount(timing.assetSteps / timing.seconds / 1e6, 'number');
  const time = words`${amount(timing.seconds, 'seconds')} on ${counted(timing.threads, 'thread')}, ${rate} million asset-steps per second`;
  if (folder === null) return { blocks: [notes(time)] };
  const tables = [...tableBuilders(study).map((build) => build([]).name), assumptionsTable.name, 'dictionary'];
  const files = [...tables.map((name) => `${name}.csv`), 'manifest.json'].join(', ');
  return { blocks: [notes(time, { words: `${folder}/  ${files}`, isUnbroken: true })] };
}
