import type { FigureIndex, Question } from '../stats/inference/figure-index.ts';

/** More figures with the same note than this are counted, not named. */
const mostNamed = 6;

/** What must be known beside the figures of some lines, a sentence per note: `Rests on fewer than 30 events: mean_bad_debt (cross).` */
export function notesOf(lines: readonly Question[], schemes: readonly string[], figures: FigureIndex): string[] {
  const named = new Map<string, string[]>();
  for (const line of lines) {
    const own = new Map<string, string[]>();
    for (const scheme of schemes) {
      const note = figures.of(line, scheme)?.note ?? null;
      if (note !== null) own.set(note, [...(own.get(note) ?? []), scheme]);
    }
    for (const [note, noted] of own) {
      const where = noted.length === schemes.length ? '' : ` (${noted.join(', ')})`;
      named.set(note, [...(named.get(note) ?? []), `${nameOf(line)}${where}`]);
    }
  }
  return [...named].map(([note, names]) => {
    const more = names.length - mostNamed;
    const shown = names.slice(0, mostNamed).join(', ') + (more > 0 ? ` and ${more} more` : '');
    return `${note.charAt(0).toUpperCase()}${note.slice(1)}: ${shown}.`;
  });
}

/** A figure as it is called in the tables: `var 99.9 %`, `p_position btc-long`. */
function nameOf({ metric, subject, level }: Question): string {
  const share = level === null ? null : `${Number((level * 100).toPrecision(12))} %`;
  return [metric, 'name' in subject ? subject.name : null, share].filter((part) => part !== null).join(' ');
}
