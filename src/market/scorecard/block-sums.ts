import type { Blocks } from './bootstrap.ts';

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
