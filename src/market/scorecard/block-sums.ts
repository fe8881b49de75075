import type { Blocks } from './bootstrap.ts';
import type { Sample } from './sample.ts';

/** Sums over the rows of each block: sum k of block b at `sums[b * width + k]`. */
export interface BlockSums {
  readonly width: number;
  readonly sums: Float64Array;
}

/** `add` gives the `width` sums over the rows of a block, from the first row up to the end. */
export function blockSums(
  { count, starts }: Blocks,
  width: number,
  add: (from: number, end: number) => ArrayLike<number>,
): BlockSums {
  const sums = new Float64Array(count * width);
  for (let block = 0; block < count; block++) sums.set(add(starts[block]!, starts[block + 1]!), block * width);
  return { width, sums };
}

/** The sums over all blocks, each as often as it counts. */
export function weightedSums({ width, sums }: BlockSums, weights: Float64Array): Float64Array {
  const total = new Float64Array(width);
  for (let block = 0; block < weights.length; block++) {
    const weight = weights[block]!;
    if (weight === 0) continue;
    for (let k = 0; k < width; k++) total[k]! += weight * sums[block * width + k]!;
  }
  return total;
}

/** Sums of 1, x, x^2, x^3 and x^4 of a column. */
export function powerSums(column: Float64Array, blocks: Blocks): BlockSums {
  return blockSums(blocks, 5, (from, end) => {
    let [first, second, third, fourth] = [0, 0, 0, 0];
    for (let row = from; row < end; row++) {
      const x = column[row]!;
      const square = x * x;
      first += x;
      second += square;
      third += square * x;
      fourth += square * square;
    }
    return [end - from, first, second, third, fourth];
  });
}

/** Mean and central moments (divisor n) of power sums. */
export function momentsOf(sums: BlockSums, weights: Float64Array) {
  const [n, s1, s2, s3, s4] = weightedSums(sums, weights) as unknown as [number, number, number, number, number];
  const mean = s1 / n;
  // Means of returns and rates are small beside their spread or of its size, so that the differences lose no digits that count.
  return {
    count: n,
    mean,
    variance: Math.max(0, s2 / n - mean * mean),
    fourth: s4 / n - (4 * mean * s3) / n + (6 * mean * mean * s2) / n - 3 * mean ** 4,
  };
}

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

/** Sums of the pairs of values a lag apart, each pair with the block of its first value; pairs across a gap are left out. */
export function lagPairs({ slots }: Sample, values: Float64Array, lag: number, blocks: Blocks): BlockSums {
  return blockSums(blocks, 6, (from, end) => {
    let [n, sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0, 0];
    const last = Math.min(end, values.length - lag);
    for (let row = from; row < last; row++) {
      if (slots[row + lag]! - slots[row]! !== lag) continue;
      const x = values[row]!;
      const y = values[row + lag]!;
      n++;
      sx += x;
      sy += y;
      sxx += x * x;
      syy += y * y;
      sxy += x * y;
    }
    return [n, sx, sy, sxx, syy, sxy];
  });
}

/** Pearson's correlation of those pairs; NaN where there are none, or nothing varies. */
export function lagCorrelation(pairs: BlockSums, weights: Float64Array): number {
  const sums = weightedSums(pairs, weights) as unknown as [number, number, number, number, number, number];
  const [n, x, y, xx, yy, xy] = sums;
  const squares = (n * xx - x * x) * (n * yy - y * y);
  return squares > 0 ? (n * xy - x * y) / Math.sqrt(squares) : Number.NaN;
}
