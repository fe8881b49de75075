import type { LiquidationRule } from './rule.ts';

export interface All {
  readonly rule: 'all';
}

/** Everything at once, by market orders. */
export const all: LiquidationRule<All> = {
  name: 'all',
  meaning: 'closes every position of the pool by market orders',
  examples: [{ rule: 'all' }],
  liquidate: (state, pool) => state.closeAll(pool),
};
