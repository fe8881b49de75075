import type { LiquidationRule } from './rule.ts';

export interface JustEnough {
  readonly rule: 'just-enough';
  /** Cover (equity / requirement) to be restored, 1 or more. */
  readonly restore: number;
}

/** The least that helps. */
export const justEnough: LiquidationRule<JustEnough> = {
  name: 'just-enough',
  meaning:
    'closes the largest loss just so far that the cover is restored, costs included; if that takes all of it, the next one',
  examples: [
    { rule: 'just-enough', restore: 1.05 },
    { rule: 'just-enough', restore: 1.5 },
  ],
  liquidate(state, pool, { restore }) {
    while (state.openPositions(pool).length > 0) {
      if (state.closeToRestore(state.largestLoss(pool), restore)) return;
    }
  },
};
