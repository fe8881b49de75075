import { mostErrors, type Scorecard, type ScoreRow } from '../../market/scorecard/scorecard.ts';
import { figureTexts } from './figures.ts';
import { type Measure, measuresOf } from './measures.ts';

/** How many lines are inside, and what those that are outside mean for a study of margin: generated from the rows. */
export interface ScoreWords {
  readonly count: string;
  /** A sentence for each thing that the market gets wrong, with the figures that say so. */
  readonly outside: readonly string[];
}

export function scoreWords(card: Scorecard): ScoreWords {
  const together = card.rows.filter(({ asset }) => asset === null);
  const single = card.rows.filter(({ asset }) => asset !== null);
  const counts = [
    ...(together.length > 0 ? [countOf(together, card.shape.assets.length > 1 ? ' of the market' : '')] : []),
    ...(single.length > 0 ? [countOf(single, ' of single assets')] : []),
  ];
  const meanings = new Map<string, string[]>();
  for (const { row, others } of measuresOf(card).flatMap(spokenFor)) {
    const meaning = row.simulated < row.real ? row.less : row.more;
    meanings.set(meaning, [...(meanings.get(meaning) ?? []), figuresText(row, others)]);
  }
  return {
    count: `inside (within ${mostErrors} combined errors): ${counts.join(', ')}`,
    outside: [...meanings].map(([meaning, figures]) => `the market ${meaning}: ${figures.join('; ')}`),
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

function figuresText(row: ScoreRow, others: readonly string[]): string {
  const { real, simulated } = figureTexts(row);
  const subject = row.asset === null ? row.measure : `${row.measure}, ${row.asset}`;
  const alike = others.length === 0 ? '' : `, likewise ${others.join(', ')}`;
  return `${subject} (${real} in the prices, ${simulated} simulated${alike})`;
}
