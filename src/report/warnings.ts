import type { Study } from '../study/study.ts';
import { paint, type Style, wrap } from './style.ts';

/** What the user should know of a study, a paragraph each; empty if there is nothing. */
export function formatWarnings({ warnings }: Study, style: Style): string {
  return warnings.map((warning) => paint(style, 'yellow', wrap(`! ${warning}`, style.width, '  '))).join('\n\n');
}
