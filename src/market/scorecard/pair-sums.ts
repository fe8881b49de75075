import { type BlockSums, blockSums, weightedSums } from './block-sums.ts';
import type { Blocks } from './bootstrap.ts';

/** Sums of 1, x_i and x_i x_j (i <= j) over the rows that count, those with `counts[row]` 1 (all without it). */
export function pairSums(columns: readonly Float64Array[], blocks: Blocks, counts: Uint8Array | null): BlockSums {
  const n = columns.length;
  const width = 1 + n + (n * (n + 1)) / 2;
  const values = new Float64Array(n);
  return blockSums(blocks, width, (from, end) => {
    const sums = new Float64Array(width);
    for (let row = from; row < end; row++) {
      if (counts !== null && counts[row] === 0) continue;
      sums[0]!++;
      for (let i = 0; i < n; i++) {
        values[i] = columns[i]![row]!;
        sums[1 + i]! += values[i]!;
      }
      let place = 1 + n;
      for (let i = 0; i < n; i++) {
        const x = values[i]!;
        for (let j = i; j < n; j++) sums[place++]! += x * values[j]!;
      }
    }
    return sums;
  });
}

/** Mean of the correlations of all pairs of the `n` columns; NaN where one of them does not vary. */
export function meanCorrelation(sums: BlockSums, weights: Float64Array, n: number): number {
  const total = weightedSums(sums, weights);
  const count = total[0]!;
  const covariance = (i: number, j: number, place: number) =>
    total[place]! / count - (total[1 + i]! * total[1 + j]!) / count ** 2;
  const deviations: number[] = [];
  for (let i = 0, place = 1 + n; i < n; place += n - i, i++) deviations.push(Math.sqrt(covariance(i, i, place)));
  let sum = 0;
  for (let i = 0, place = 1 + n; i < n; i++) {
    place++;
    for (let j = i + 1; j < n; j++, place++) sum += covariance(i, j, place) / (deviations[i]! * deviations[j]!);
  }
  return sum / ((n * (n - 1)) / 2);
}
