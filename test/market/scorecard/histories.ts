import { figuresOf } from '../../../src/market/scorecard/bootstrap.ts';
import { scoreFamilies } from '../../../src/market/scorecard/registry.ts';
import { type Sample, type ScoredHistory, sampleWithoutGaps } from '../../../src/market/scorecard/sample.ts';
import { shapeOf } from '../../../src/market/scorecard/scorecard.ts';

/** Normal numbers by Box and Muller, from uniform ones. */
export function normals(uniform: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Hourly returns of assets `A0`, `A1`, ... without gaps. */
export function hourly(columns: readonly Float64Array[], intervalHours = 1): ScoredHistory {
  const assets = columns.map((_, k) => `A${k}`);
  return { returns: sampleWithoutGaps(assets, intervalHours, columns), funding: assets.map(() => null) };
}

/** The same rows at other places in time. */
export function withSlots(history: ScoredHistory, slots: ArrayLike<number>): ScoredHistory {
  return { ...history, returns: { ...history.returns, slots: Float64Array.from(slots) } };
}

/** Rows left out, as a gap leaves them out. */
export function without(sample: Sample, isMissing: (row: number) => boolean): Sample {
  const kept = Array.from(sample.slots.keys()).filter((row) => !isMissing(row));
  return {
    ...sample,
    columns: sample.columns.map((column) => Float64Array.from(kept, (row) => column[row]!)),
    slots: Float64Array.from(kept, (row) => sample.slots[row]!),
  };
}

/** Figures of a history by `measure`, of all assets together; those of one asset by `measure|asset`. */
export function figuresByName(history: ScoredHistory): Map<string, number> {
  return new Map(
    scoreFamilies(shapeOf(history)).flatMap((family) => {
      const figures = figuresOf(family.measure(history));
      return family.lines.map(({ measure, asset }, k): [string, number] => [
        asset === null ? measure : `${measure}|${asset}`,
        figures[k]!,
      ]);
    }),
  );
}

/** Two volatilities that take turns at random: returns with fat tails and a memory, of known moments. */
export function regimeReturns(
  rows: number,
  uniform: () => number,
  { calm, wild, leave }: { readonly calm: number; readonly wild: number; readonly leave: number },
): Float64Array {
  const normal = normals(uniform);
  let isWild = uniform() < 0.5;
  return Float64Array.from({ length: rows }, () => {
    if (uniform() < leave) isWild = !isWild;
    return (isWild ? wild : calm) * normal();
  });
}
