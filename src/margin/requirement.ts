import { assert } from '../base/errors.ts';
import type { Bracket, Position, Venue } from './account.ts';

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

/** Whether requirements are taken at the entry price and so never move: as the venue says, and for inverse contracts always. */
export function isRequiredAtEntry({ contract, maintenanceNotional }: Venue): boolean {
  return contract === 'inverse' || maintenanceNotional === 'entry';
}

/** Notional, quote, that the requirement of a position is taken on when its asset stands at `price`. */
export function requiredNotional(venue: Venue, { quantity, entry }: Position, price: number): number {
  return Math.abs(quantity) * (isRequiredAtEntry(venue) ? entry : price);
}
