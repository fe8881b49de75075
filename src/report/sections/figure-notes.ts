import type { FigureIndex, Question } from '../../stats/inference/figure-index.ts';
import { amount, type Words, words } from './section.ts';

/** More figures with the same note than this are counted, not named. */
const mostNamed = 6;

/** What must be known beside the figures of some lines, a sentence per note: `Rests on fewer than 30 events: mean_bad_debt (cross).` */
export function notesOf(lines: readonly Question[], schemes: readonly string[], figures: FigureIndex): Words[] {
  const named = new Map<string, Words[]>();
  for (const line of lines) {
    const own = new Map<string, string[]>();
    for (const scheme of schemes) {
      const note = figures.of(line, scheme)?.note ?? null;
      if (note !== null) own.set(note, [...(own.get(note) ?? []), scheme]);
    }
    for (const [note, noted] of own) {
      const where = noted.length === schemes.length ? '' : ` (${noted.join(', ')})`;
      named.set(note, [...(named.get(note) ?? []), words`${nameOf(line)}${where}`]);
    }
  }
  return [...named].map(([note, names]) => {
    const more = names.length - mostNamed;
    const shown = names.slice(0, mostNamed).reduce((all, name) => words`${all}, ${name}`);
    const rest = more > 0 ? words` and ${amount(more, 'count')} more` : '';
    return words`${note.charAt(0).toUpperCase()}${note.slice(1)}: ${shown}${rest}.`;
  });
}

/** A figure as it is called in the tables: `var 99.9 %`, `p_position btc-long`. */
function nameOf({ metric, subject, level }: Question): Words {
  const name = 'name' in subject ? ` ${subject.name}` : '';
  return words`${metric}${name}${level === null ? '' : words` ${amount(level, 'level')}`}`;
}
