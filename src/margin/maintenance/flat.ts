import type { Bracket } from '../account.ts';
import type { MaintenanceRule } from './rule.ts';

/** The same share (0 to 1) of the notional at every size: requirement = rate n. */
export const flat: MaintenanceRule<number> = {
  examples: [0.005, 0, 1],
  faults: () => [],
  brackets: (rate) => [{ floor: 0, cap: null, rate, amount: 0 }],
};

/** Whether a table is one rate, which means the same in every unit. */
export function isFlat(table: readonly Bracket[]): boolean {
  const [only] = table;
  return table.length === 1 && only?.cap === null && only.amount === 0;
}
