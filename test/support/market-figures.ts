import type { CompiledScenario } from '../../src/engine/compile/compile.ts';
import { simulate } from '../../src/engine/simulate.ts';
import type { Figure } from '../../src/stats/figure.ts';
import { summaryFigures } from '../../src/stats/summary.ts';

/** A figure of the market with its labels as market.csv prints them. */
export interface MarketRow extends Omit<Figure, 'subject'> {
  readonly subject: string | null;
  readonly other: string | null;
}

/** The figures of the market as rows. */
export function marketRows(figures: readonly Figure[]): MarketRow[] {
  return figures
    .filter(({ scheme }) => scheme === null)
    .map(({ subject, ...rest }) => ({
      ...rest,
      subject: 'name' in subject ? subject.name : null,
      other: subject.kind === 'pair' ? subject.other : null,
    }));
}

/** What the market does on the first `paths` paths, all of them observed. */
export function marketFigures(compiled: CompiledScenario, paths: number): MarketRow[] {
  return marketRows(
    summaryFigures(
      simulate(compiled, 0, paths, () => true),
      compiled.shape,
    ),
  );
}
