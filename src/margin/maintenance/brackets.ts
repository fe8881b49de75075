import { limits } from '../../base/limits.ts';
import { formatShare } from '../../base/units.ts';
import type { Bracket, Venue } from '../account.ts';
import type { MaintenanceRule, RuleFault } from './rule.ts';

/** `[floor, cap, rate]` or `[floor, cap, rate, amount]`: a cap of null has no end, the rate is a share from 0 to 1; the rest quote or coins. */
export type BracketRow = readonly [floor: number, cap: number | null, rate: number, ...amount: readonly number[]];

type Unit = Venue['bracketsUnit'];

/**
 * A table of brackets as venues publish it: requirement = rate n - amount in the bracket with floor < n <= cap, without
 * a jump where brackets meet. An amount that is left out is the one that makes it so: amount_0 = 0 and
 * amount_k = amount_(k-1) + floor_k (rate_k - rate_(k-1)), the "maintenance amount" of Binance
 * (binance.com/en/support/faq/b3c689c1f50a44cabb3a84e663b81d93).
 *
 * The last cap is the largest position that the venue allows. Notional can grow past it with the price, and is then
 * still margined by the last row.
 */
export const brackets: MaintenanceRule<readonly BracketRow[]> = {
  examples: [
    [
      [0, 50_000, 0.004, 0],
      [50_000, 250_000, 0.005, 50],
      [250_000, null, 0.01, 1_300],
    ],
    [
      [0, 50_000, 0.004],
      [50_000, 600_000, 0.005],
      [600_000, 3_000_000, 0.0065],
    ],
  ],
  faults(rows, unit) {
    if (rows.length === 0 || rows.length > limits.brackets.largest) {
      return [{ path: [], what: 'has the wrong number of brackets', allowed: `from 1 to ${limits.brackets.largest}` }];
    }
    const table = bracketsOf(rows);
    return rows.flatMap((row, index) => rowFault(row, index, table, unit) ?? []);
  },
  brackets: bracketsOf,
};

function bracketsOf(rows: readonly BracketRow[]): Bracket[] {
  const table: Bracket[] = [];
  for (const [floor, cap, rate, amount] of rows) {
    table.push({ floor, cap, rate, amount: amount ?? joiningAmount(table.at(-1), floor, rate) });
  }
  return table;
}

/** The amount with which a bracket requires at its floor what the one before it requires there. */
function joiningAmount(previous: Bracket | undefined, floor: number, rate: number): number {
  return previous === undefined ? 0 : floor * (rate - previous.rate) + previous.amount;
}

/** What published amounts are rounded to: cents, and parts of a coin that are worth as little. */
const rounding = { quote: 0.01, coin: 1e-6 };

/** Where brackets meet, requirements may differ by this much. */
function gapAllowed(requirement: number, unit: Unit): number {
  return rounding[unit] + 1e-9 * Math.abs(requirement);
}

/** The first thing that is wrong with a row, from its first number to its last. */
function rowFault(row: BracketRow, index: number, table: readonly Bracket[], unit: Unit): RuleFault | null {
  const fault = (column: number, what: string, allowed?: string): RuleFault => ({
    path: [index, column],
    what,
    ...(allowed === undefined ? {} : { allowed }),
  });
  const [floor, cap, rate, amount] = row;
  const previous = table[index - 1];
  if (row.length > 4) {
    return fault(4, 'a bracket has at most four numbers', '[floor, cap, rate] or [floor, cap, rate, amount]');
  }
  if (previous === undefined && floor !== 0) return fault(0, 'the first bracket must start at 0');
  if (previous !== undefined && previous.cap !== null && floor !== previous.cap) {
    return fault(0, 'a bracket must start where the one before it ends', String(previous.cap));
  }
  if (cap === null && index < table.length - 1) {
    return fault(1, 'only the last bracket may be without an end', `above ${floor}`);
  }
  if (cap !== null && cap <= floor) return fault(1, 'the end of a bracket must be above its start', `above ${floor}`);
  if (previous === undefined) return null;
  if (rate < previous.rate) return fault(2, 'rates must not fall with size', `${formatShare(previous.rate)} or more`);
  const joining = joiningAmount(previous, floor, rate);
  if (amount !== undefined && Math.abs(amount - joining) > gapAllowed(rate * floor, unit)) {
    return fault(3, `the requirement jumps at ${floor}`, `an amount of ${Number(joining.toPrecision(12))}, or none`);
  }
  return null;
}
