import type { AllocationRule } from './rule.ts';

export const byNotional: AllocationRule = {
  name: 'by-notional',
  meaning: 'every pool has the same leverage',
  weights: (pools) => pools.map((pool) => pool.notional),
};
