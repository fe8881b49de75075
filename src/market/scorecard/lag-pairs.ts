import { type BlockSums, blockSums, weightedSums } from './block-sums.ts';
import type { Blocks } from './bootstrap.ts';
import type { Sample } from './sample.ts';

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
