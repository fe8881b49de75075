import type { LiquidationRule } from './rule.ts';

export interface LargestLoss {
  readonly rule: 'largest-loss';
}

/** One position after the other. */
export const largestLoss: LiquidationRule<LargestLoss> = {
  name: 'largest-loss',
  meaning: 'closes whole positions, the largest loss first, until the pool is above its requirement',
  examples: [{ rule: 'largest-loss' }],
  liquidate(state, pool) {
    do state.closeShare(state.largestLoss(pool), 1);
    while (state.openPositions(pool).length > 0 && state.fires(pool));
  },
};
