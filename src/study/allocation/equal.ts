import type { AllocationRule } from './rule.ts';

export const equal: AllocationRule = {
  name: 'equal',
  meaning: 'every pool has the same collateral',
  weights: (pools) => pools.map(() => 1),
};
