import type { Scorecard, ScoreRow } from '../../market/scorecard/scorecard.ts';

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
