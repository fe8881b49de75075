import type { Blocks } from './bootstrap.ts';

const digitBits = 11;
const digits = 2 ** digitBits;

/**
 * Rows by ascending value: that of rank k at `rows[k]`. Equal values keep the order of their rows.
 *
 * A radix sort by the value in single precision, and an insertion sort for what that cannot tell apart: a tenth of the time of a sort
 * with a comparison, which would be most of the time of a scorecard.
 */
export function ascendingRows(values: Float64Array): Int32Array {
  const count = values.length;
  const bits = new Uint32Array(Float32Array.from(values).buffer);
  // The bits of floats ascend as unsigned integers once negative ones are turned around.
  for (let row = 0; row < count; row++) bits[row]! ^= bits[row]! >>> 31 === 1 ? 0xffff_ffff : 0x8000_0000;
  let rows = Int32Array.from({ length: count }, (_, row) => row);
  let next = new Int32Array(count);
  for (let shift = 0; shift < 32; shift += digitBits) {
    const places = new Int32Array(digits + 1);
    for (let row = 0; row < count; row++) places[((bits[row]! >>> shift) & (digits - 1)) + 1]!++;
    for (let digit = 0; digit < digits; digit++) places[digit + 1]! += places[digit]!;
    for (const row of rows) next[places[(bits[row]! >>> shift) & (digits - 1)]!++] = row;
    [rows, next] = [next, rows];
  }
  for (let rank = 1; rank < count; rank++) {
    const row = rows[rank]!;
    let place = rank;
    for (; place > 0 && values[rows[place - 1]!]! > values[row]!; place--) rows[place] = rows[place - 1]!;
    rows[place] = row;
  }
  return rows;
}

/** Values in ascending order, each with its block. */
export interface Ranked {
  readonly values: Float64Array;
  readonly rows: Int32Array;
  readonly blocks: Int32Array;
  /** How many rows each block has. */
  readonly lengths: Float64Array;
}

export function ranked(values: Float64Array, { of, count, starts }: Blocks): Ranked {
  const rows = ascendingRows(values);
  const sorted = new Float64Array(rows.length);
  const blocks = new Int32Array(rows.length);
  for (let rank = 0; rank < rows.length; rank++) {
    sorted[rank] = values[rows[rank]!]!;
    blocks[rank] = of[rows[rank]!]!;
  }
  const lengths = Float64Array.from({ length: count }, (_, block) => starts[block + 1]! - starts[block]!);
  return { values: sorted, rows, blocks, lengths };
}

/** Sum of the weights of all ranks; that of a rank is the weight of its block. */
export function totalWeight({ lengths }: Ranked, weights: Float64Array): number {
  return lengths.reduce((sum, length, block) => sum + length * weights[block]!, 0);
}

/**
 * For ascending shares: the fewest lowest ranks that together have that share of the weight (one at least). The value of the last of
 * them is the quantile, as the inverse of the distribution; none where nothing has weight.
 */
export function ranksWithin(order: Ranked, weights: Float64Array, shares: readonly number[]): number[] {
  const { blocks } = order;
  const total = totalWeight(order, weights);
  let sum = 0;
  let rank = 0;
  return shares.map((share) => {
    const wanted = share * total * (1 - 1e-12);
    while (rank < blocks.length && (sum < wanted || sum === 0)) sum += weights[blocks[rank++]!]!;
    return rank;
  });
}

/** Weighted quantiles at ascending shares; NaN where nothing has weight. */
export function weightedQuantiles(order: Ranked, weights: Float64Array, shares: readonly number[]): number[] {
  if (totalWeight(order, weights) === 0) return shares.map(() => Number.NaN);
  return ranksWithin(order, weights, shares).map((count) => order.values[count - 1]!);
}
