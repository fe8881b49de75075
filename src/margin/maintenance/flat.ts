import { inputError } from '../../base/errors.ts';
import type { MaintenanceRule } from './rule.ts';

/** The same share of the notional at every size: requirement = rate n. */
export const flat: MaintenanceRule<number> = {
  summary: 'one rate for every size',
  examples: [0.005, 0, 1],
  brackets: (rate) => {
    if (!(rate >= 0 && rate <= 1)) {
      throw inputError('maintenance', 'must be a rate', { allowed: '0 % to 100 %', got: String(rate) });
    }
    return [{ floor: 0, cap: null, rate, amount: 0 }];
  },
};
