import { inputError } from '../../base/errors.ts';
import type { MaintenanceRule } from './rule.ts';

/** Rows `[floor, cap, rate, amount]`; a cap of null has no end. */
export type BracketRows = readonly (readonly [floor: number, cap: number | null, rate: number, amount: number])[];

/**
 * A table of brackets as venues publish it: requirement = rate n - amount in the bracket with floor < n <= cap.
 *
 * The last cap is the largest position that the venue allows. Notional can grow past it with the price, and is then
 * still margined by the last row.
 */
export const brackets: MaintenanceRule<BracketRows> = {
  summary: 'a table of notional brackets, each with its rate and amount',
  examples: [
    [
      [0, 50_000, 0.004, 0],
      [50_000, 600_000, 0.005, 50],
      [600_000, null, 0.0065, 950],
    ],
  ],
  brackets: (rows) => {
    if (rows.length === 0) throw inputError('maintenance', 'must have at least one bracket');
    return rows.map(([floor, cap, rate, amount], index) => {
      const path = `maintenance.${index}`;
      const expectedFloor = index === 0 ? 0 : rows[index - 1]?.[1];
      if (floor !== expectedFloor) {
        throw inputError(path, 'must begin where the bracket before it ends', {
          allowed: String(expectedFloor),
          got: String(floor),
        });
      }
      if (cap === null ? index < rows.length - 1 : !(cap > floor)) {
        throw inputError(path, 'must end above its floor', { allowed: `above ${floor}`, got: String(cap) });
      }
      if (!(rate >= 0 && rate <= 1)) {
        throw inputError(path, 'must have a rate', { allowed: '0 % to 100 %', got: String(rate) });
      }
      if (!Number.isFinite(amount)) throw inputError(path, 'must have an amount', { got: String(amount) });
      return { floor, cap, rate, amount };
    });
  },
};
