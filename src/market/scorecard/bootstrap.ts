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
