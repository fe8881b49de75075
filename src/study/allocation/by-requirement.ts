import type { AllocationRule } from './rule.ts';

export const byRequirement: AllocationRule = {
  name: 'by-requirement',
  meaning: 'every pool has the same cover (collateral / maintenance requirement)',
  weights: (pools) => pools.map((pool) => pool.requirement),
};
