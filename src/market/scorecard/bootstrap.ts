import type { Sample } from './sample.ts';

/**
 * Rows by stretches of time of equal length, the units of the block bootstrap. What spans several rows (a pair of returns, a month)
 * belongs to the block in which it begins, with the rows that really followed (the blocks of blocks of Politis and Romano, 1992): so
 * no pair and no month joins what did not follow in time, neither across a gap nor across two drawn blocks.
 */
export interface Blocks {
  readonly count: number;
  /** Block of each row. */
  readonly of: Int32Array;
  /** First row of each block, and the end of the last. */
  readonly starts: Int32Array;
}

/** Hours of a block: beyond two weeks little of the memory of volatility is left; what spans longer needs blocks of twice its length. */
export function blockHours(spanHours: number): number {
  return Math.max(14 * 24, 2 * spanHours);
}

export function blocksOf({ slots, intervalHours }: Sample, hours: number): Blocks {
  const of = new Int32Array(slots.length);
  const starts: number[] = [];
  let last = -1;
  for (let row = 0; row < slots.length; row++) {
    const block = Math.floor(((slots[row]! - slots[0]!) * intervalHours) / hours + 1e-9);
    if (block !== last) starts.push(row);
    last = block;
    of[row] = starts.length - 1;
  }
  return { count: starts.length, of, starts: Int32Array.from([...starts, slots.length]) };
}

/** Figures of a history as functions of how often each of its blocks counts: all ones gives the figures themselves. */
export interface Measured {
  readonly blocks: number;
  /** NaN where the drawn blocks do not tell. */
  readonly figures: (weights: Float64Array) => number[];
}

export function figuresOf({ blocks, figures }: Measured): number[] {
  return figures(new Float64Array(blocks).fill(1));
}

/** Fewer blocks tell no error worth printing. */
const fewestBlocks = 8;

/**
 * Standard error of each figure: its standard deviation over `draws` samples of as many blocks, drawn with replacement (Carlstein,
 * 1986), times sqrt(B / (B - 1)), since B drawn blocks vary by that much too little. Null for a figure of fewer than 8 blocks, or that
 * most samples do not tell.
 */
export function bootstrapErrors(measured: Measured, draws: number, random: () => number): (number | null)[] {
  const { blocks, figures } = measured;
  const count = figuresOf(measured).length;
  if (blocks < fewestBlocks) return Array.from({ length: count }, () => null);
  const drawn = Array.from({ length: draws }, () => {
    const weights = new Float64Array(blocks);
    for (let k = 0; k < blocks; k++) weights[Math.floor(random() * blocks)]!++;
    return figures(weights);
  });
  return Array.from({ length: count }, (_, line) => {
    const values = drawn.map((one) => one[line]!).filter((value) => !Number.isNaN(value));
    return values.length < draws / 2 ? null : standardDeviation(values) * Math.sqrt(blocks / (blocks - 1));
  });
}

/** With divisor n - 1; 0 for a single value. */
export function standardDeviation(values: readonly number[]): number {
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}

/** Sums over the rows of each block: sum k of block b at `sums[b * width + k]`. */
export interface BlockSums {
  readonly width: number;
  readonly sums: Float64Array;
}

/** `add` gives the `width` sums over the rows of a block, from the first row up to the end. */
function blockSums(
  { count, starts }: Blocks,
  width: number,
  add: (from: number, end: number) => ArrayLike<number>,
): BlockSums {
  const sums = new Float64Array(count * width);
  for (let block = 0; block < count; block++) sums.set(add(starts[block]!, starts[block + 1]!), block * width);
  return { width, sums };
}

/** The sums over all blocks, each as often as it counts. */
function weightedSums({ width, sums }: BlockSums, weights: Float64Array): Float64Array {
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
