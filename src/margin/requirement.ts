import { assert } from '../base/errors.ts';
import type { Bracket } from './account.ts';

/**
 * The bracket that a notional (quote, >= 0) falls into: the one with floor < notional <= cap.
 *
 * The bound belongs to the lower bracket. Notional 0 is in the first bracket, and whatever lies beyond the last cap is
 * in the last one. `brackets` ascend from floor 0 and are not empty.
 */
export function bracketOf(brackets: readonly Bracket[], notional: number): Bracket {
  const bracket = brackets.find(({ cap }) => cap === null || notional <= cap) ?? brackets.at(-1);
  assert(bracket !== undefined, 'a bracket table is not empty');
  return bracket;
}

/** Maintenance requirement, quote, of one position of this notional (quote, >= 0): max(0, rate n - amount). */
export function requirementOf(brackets: readonly Bracket[], notional: number): number {
  const { rate, amount } = bracketOf(brackets, notional);
  return Math.max(0, rate * notional - amount);
}

/**
 * Amounts, quote, that make the requirement continuous where brackets meet.
 *
 * amount_0 = 0 and amount_k = amount_(k-1) + floor_k (rate_k - rate_(k-1)): the "maintenance amount" of Binance
 * (binance.com/en/support/faq/b3c689c1f50a44cabb3a84e663b81d93) and the deduction of
 * Hyperliquid (hyperliquid.gitbook.io/hyperliquid-docs/trading/margin-tiers).
 * `floors` and `rates` have one entry per bracket.
 */
export function continuousAmounts(floors: readonly number[], rates: readonly number[]): number[] {
  assert(floors.length === rates.length, 'a bracket has one floor and one rate');
  const amounts: number[] = [];
  let amount = 0;
  for (const [index, floor] of floors.entries()) {
    const rate = rates[index] ?? 0;
    const previousRate = rates[index - 1] ?? rate;
    amount += floor * (rate - previousRate);
    amounts.push(amount);
  }
  return amounts;
}

/** A bound between two brackets at which the requirement jumps. */
export interface RequirementJump {
  /** Notional at which it jumps, quote. */
  readonly notional: number;
  /** Requirement just above the bound minus the one at it, quote. */
  readonly jump: number;
}

/**
 * The bounds at which the requirement jumps by more than `tolerance` of the notional; empty for a continuous table.
 *
 * A jump is no fault (some venues publish rates without amounts), but it is worth a warning: a position that grows past
 * the bound by a cent can be liquidated by it.
 */
export function requirementJumps(brackets: readonly Bracket[], tolerance = 1e-9): RequirementJump[] {
  return brackets.slice(1).flatMap((upper, index) => {
    const lower = brackets[index] ?? upper;
    const notional = upper.floor;
    const jump = Math.max(0, upper.rate * notional - upper.amount) - Math.max(0, lower.rate * notional - lower.amount);
    return Math.abs(jump) > tolerance * notional ? [{ notional, jump }] : [];
  });
}
