import type { RareAmounts } from '../rare-sum.ts';
import type { Threshold } from './level.ts';
import type { RankedTail } from './ranked.ts';

/** Sums of signed amounts, those above and the sizes of those below 0 apart: what an interval for a sum is made of. */
export interface SignedAmounts {
  readonly above: RareAmounts;
  readonly below: RareAmounts;
}

/** Collects amounts; those within `rounding` of 0 are none. */
export function createCollector(rounding = 0): { add: (amount: number) => void; amounts: () => SignedAmounts } {
  const above = { sum: 0, squares: 0, largest: 0 };
  const below = { sum: 0, squares: 0, largest: 0 };
  return {
    add(amount) {
      const size = Math.abs(amount);
      if (size <= rounding) return;
      const side = amount > 0 ? above : below;
      side.sum += size;
      side.squares += size * size;
      if (size > side.largest) side.largest = size;
    },
    amounts: () => ({ above, below }),
  };
}

/** The weighted excesses w (L - c) of the losses above a threshold c. */
export function excessesOver({ losses, weights }: RankedTail, { count, loss }: Threshold): RareAmounts {
  const { add, amounts } = createCollector();
  for (let entry = 0; entry < count; entry++) add(weights[entry]! * (losses[entry]! - loss));
  return amounts().above;
}

/** Standard error of a sum of one independent amount per path. */
export function sumError(sum: number, squares: number, paths: number): number {
  return Math.sqrt(Math.max(0, squares - (sum * sum) / paths));
}
