import { type BracketRow, brackets } from './brackets.ts';
import type { MaintenanceRule } from './rule.ts';

/** `[floor, cap, rate]`: notionals (in the unit of the venue's brackets) above `floor` and up to `cap` (null: no end), rate on the whole notional. */
export type TierRow = readonly [floor: number, cap: number | null, rate: number, ...more: readonly number[]];

/**
 * Position tiers: the rate of the tier that a notional is in holds for all of it, so that the requirement jumps up from tier to tier
 * (OKX, okx.com/help/iv-introduction-to-perpetual-swap-futures-and-options-position-tiers).
 */
export const tiers: MaintenanceRule<readonly TierRow[]> = {
  examples: [
    [
      [0, 100_000, 0.004],
      [100_000, 500_000, 0.005],
      [500_000, null, 0.01],
    ],
    [[0, 1_000, 0.02]],
  ],
  faults(rows, unit) {
    const long = rows.flatMap((row, index) =>
      row.length > 3 ? [{ path: [index, 3], what: 'a tier has three numbers', allowed: '[floor, cap, rate]' }] : [],
    );
    return long.length > 0
      ? long
      : brackets.faults(
          rows.map(([floor, cap, rate]): BracketRow => [floor, cap, rate]),
          unit,
        );
  },
  brackets: (rows) => rows.map(([floor, cap, rate]) => ({ floor, cap, rate, amount: 0 })),
};
