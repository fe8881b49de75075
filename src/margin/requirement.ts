import { assert } from '../base/errors.ts';
import type { Bracket, Position, Venue } from './account.ts';

/**
 * The bracket that a notional (>= 0, in the unit of the brackets) falls into: the one with floor < notional <= cap.
 *
 * The bound belongs to the lower bracket. Notional 0 is in the first bracket, and whatever lies beyond the last cap is
 * in the last one. `brackets` ascend from floor 0 and are not empty.
 */
export function bracketOf(brackets: readonly Bracket[], notional: number): Bracket {
  const bracket = brackets.find(({ cap }) => cap === null || notional <= cap) ?? brackets.at(-1);
  assert(bracket !== undefined, 'a bracket table is not empty');
  return bracket;
}

/** Maintenance requirement of one position of this notional (>= 0), both in the unit of the brackets: max(0, rate n - amount). */
export function requirementOf(brackets: readonly Bracket[], notional: number): number {
  const { rate, amount } = bracketOf(brackets, notional);
  return Math.max(0, rate * notional - amount);
}

/** What says how a requirement is taken. */
export type RequirementTerms = Pick<Venue, 'contract' | 'maintenanceNotional' | 'bracketsUnit'>;

/**
 * Whether a value that a venue takes at mark or at entry never moves in quote. N / mark coins of an inverse contract are always worth N,
 * and N / entry coins move with the price: so of inverse contracts it is the value at mark.
 */
export function isFixedInQuote(contract: Venue['contract'], takenAt: 'mark' | 'entry'): boolean {
  return takenAt === (contract === 'linear' ? 'entry' : 'mark');
}

/** Price that turns a quantity into the notional of its requirement, which is in the unit of the brackets. */
export function notionalPrice(terms: RequirementTerms, entry: number, mark: number): number {
  const { contract, maintenanceNotional, bracketsUnit } = terms;
  if (contract === 'linear') return maintenanceNotional === 'entry' ? entry : mark;
  if (bracketsUnit === 'quote') return entry;
  return maintenanceNotional === 'entry' ? 1 : entry / mark;
}

/**
 * Quote that a requirement of 1 in the unit of the brackets is worth. The requirement of an inverse contract is due in its coin: 1 quote
 * is 1 / mark or 1 / entry of it, as the venue takes the value.
 */
export function bracketWorth(terms: RequirementTerms, entry: number, mark: number): number {
  const { contract, maintenanceNotional, bracketsUnit } = terms;
  if (contract === 'linear') return 1;
  if (bracketsUnit === 'coin') return mark;
  return maintenanceNotional === 'entry' ? mark / entry : 1;
}

/** Notional that the requirement of a position is taken of when its asset stands at `price`, in the unit of the brackets. */
export function requiredNotional(terms: RequirementTerms, { quantity, entry }: Position, price: number): number {
  return Math.abs(quantity) * notionalPrice(terms, entry, price);
}
