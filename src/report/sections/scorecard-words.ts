import { mostErrors, type Scorecard, type ScoreRow } from '../../market/scorecard/scorecard.ts';
import { pricesOf, simulatedOf } from './scorecard-figures.ts';
import { type Words, words } from './section.ts';

/** How many lines are inside, and what those that are outside mean for a study of margin: generated from the rows. */
export interface ScoreWords {
  readonly count: string;
  /** A sentence for each thing that the market gets wrong, with the figures that say so. */
  readonly outside: readonly Words[];
}

export function scoreWords(card: Scorecard): ScoreWords {
  const together = card.rows.filter(({ asset }) => asset === null);
  const single = card.rows.filter(({ asset }) => asset !== null);
  const counts = [
    ...(together.length > 0 ? [countOf(together, card.shape.assets.length > 1 ? ' of the market' : '')] : []),
    ...(single.length > 0 ? [countOf(single, ' of single assets')] : []),
  ];
  const meanings = new Map<string, Words>();
  for (const { row, others } of measuresOf(card).flatMap(spokenFor)) {
    const meaning = row.simulated < row.real ? row.less : row.more;
    const before = meanings.get(meaning);
    const figures = figuresOf(row, others);
    meanings.set(meaning, before === undefined ? figures : words`${before}; ${figures}`);
  }
  return {
    count: `inside (within ${mostErrors} combined errors): ${counts.join(', ')}`,
    outside: [...meanings].map(([meaning, figures]) => words`the market ${meaning}: ${figures}`),
  };
}

function countOf(rows: readonly ScoreRow[], whose: string): string {
  return `${rows.filter((row) => !row.isOutside).length} of ${rows.length} lines${whose}`;
}

interface Spoken {
  readonly row: ScoreRow;
  /** Further assets that are outside in the same direction. */
  readonly others: readonly string[];
}

/** The row of all assets together speaks for them all; where it is inside, the first asset that is outside for those that are, too. */
function spokenFor({ together, byAsset }: Measure): Spoken[] {
  if (together?.isOutside === true) return [{ row: together, others: [] }];
  return [-1, 1].flatMap((direction) => {
    const rows = byAsset.filter(
      ({ isOutside, simulated, real }) => isOutside && Math.sign(simulated - real) === direction,
    );
    const [row, ...others] = rows;
    return row === undefined ? [] : [{ row, others: others.map(({ asset }) => asset ?? '') }];
  });
}

function figuresOf(row: ScoreRow, others: readonly string[]): Words {
  const subject = row.asset === null ? row.measure : `${row.measure}, ${row.asset}`;
  const alike = others.length === 0 ? '' : `, likewise ${others.join(', ')}`;
  return words`${subject} (${pricesOf(row)} in the prices, ${simulatedOf(row)} simulated${alike})`;
}

/** The rows of one measure: that of the assets together first, if there is one, then those of single assets. */
export interface Measure {
  readonly heading: string;
  readonly name: string;
  readonly together: ScoreRow | null;
  readonly byAsset: readonly ScoreRow[];
}

/** Rows by measure, in the order of the scorecard. */
export function measuresOf({ rows }: Scorecard): Measure[] {
  const names = [...new Set(rows.map(({ measure }) => measure))];
  return names.map((name) => {
    const own = rows.filter(({ measure }) => measure === name);
    return {
      heading: own[0]!.heading,
      name,
      together: own.find(({ asset }) => asset === null) ?? null,
      byAsset: own.filter(({ asset }) => asset !== null),
    };
  });
}

/** Measures under their headings. */
export function groupsOf(measures: readonly Measure[]): { readonly heading: string; readonly measures: Measure[] }[] {
  const headings = [...new Set(measures.map(({ heading }) => heading))];
  return headings.map((heading) => ({ heading, measures: measures.filter((one) => one.heading === heading) }));
}

export function isOutside(row: ScoreRow): boolean {
  return row.isOutside;
}
