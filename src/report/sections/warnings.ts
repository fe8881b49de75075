import type { Study } from '../../study/study.ts';
import { notes, type Section } from './section.ts';

/** What the user should know of a study, a paragraph each; nothing if there is nothing. */
export function warningsSections({ warnings }: Pick<Study, 'warnings'>): Section[] {
  return warnings.map((warning) => ({ blocks: [notes({ words: warning, tone: 'warning' })] }));
}
