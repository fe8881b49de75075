import { inputError } from '../../base/errors.ts';
import { continuousAmounts } from '../requirement.ts';
import type { MaintenanceRule } from './rule.ts';

/** Rows `[notional floor, largest leverage allowed]`, floors ascending from 0. */
export type LeverageTiers = readonly (readonly [floor: number, maxLeverage: number])[];

/**
 * Half of the initial margin at the largest leverage: rate = 1 / (2 maxLeverage), amounts continuous
 * (hyperliquid.gitbook.io/hyperliquid-docs/trading/margin-tiers, 2025).
 */
export const leverageTiers: MaintenanceRule<LeverageTiers> = {
  summary: 'half of the initial margin at the largest leverage of each tier',
  examples: [
    [
      [0, 40],
      [150_000_000, 20],
    ],
    [[0, 10]],
  ],
  brackets: (tiers) => {
    const floors = tiers.map(([floor]) => floor);
    const rates = tiers.map(([, maxLeverage]) => 1 / (2 * maxLeverage));
    if (floors[0] !== 0) throw inputError('maintenance', 'must begin at notional 0', { got: String(floors[0]) });
    for (const [index, [floor, maxLeverage]] of tiers.entries()) {
      const path = `maintenance.${index}`;
      if (index > 0 && !(floor > (floors[index - 1] ?? 0))) {
        throw inputError(path, 'must begin above the tier before it', { got: String(floor) });
      }
      if (!(maxLeverage >= 1)) {
        throw inputError(path, 'must have a largest leverage', { allowed: '1 or more', got: String(maxLeverage) });
      }
    }
    const amounts = continuousAmounts(floors, rates);
    return floors.map((floor, index) => ({
      floor,
      cap: floors[index + 1] ?? null,
      rate: rates[index] ?? 0,
      amount: amounts[index] ?? 0,
    }));
  },
};
