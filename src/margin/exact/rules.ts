import type { Decimal } from 'decimal.js';
import { assert } from '../../base/errors.ts';
import type { Venue } from '../account.ts';
import { at } from '../at.ts';
import { decimal, divide, larger, one, smaller, zero } from './decimal.ts';

/** The venue's rules in exact numbers; see `Venue` for their meaning. */
export interface ExactRules {
  readonly maintenance: readonly (readonly ExactBracket[])[];
  readonly takerFee: Decimal;
  /** Per asset. */
  readonly liquidationFee: readonly Decimal[];
  readonly slippage: Decimal;
  readonly fundingNotional: 'mark' | 'entry';
  readonly fundingBooked: 'before-check' | 'after-check';
  readonly remainder: 'returned' | 'forfeited';
  readonly equality: 'fires' | 'holds';
  /** Per collateral asset. */
  readonly haircut: readonly Decimal[];
}

interface ExactBracket {
  readonly cap: Decimal | null;
  readonly rate: Decimal;
  readonly amount: Decimal;
}

/** The rules of a venue in exact numbers. */
export function exactRules(venue: Venue): ExactRules {
  return {
    maintenance: venue.maintenance.map((brackets) =>
      brackets.map(({ cap, rate, amount }) => ({
        cap: cap === null ? null : decimal(cap),
        rate: decimal(rate),
        amount: decimal(amount),
      })),
    ),
    takerFee: decimal(venue.takerFee),
    liquidationFee: venue.liquidationFee.map(decimal),
    slippage: decimal(venue.slippage),
    fundingNotional: venue.funding.notional,
    fundingBooked: venue.funding.booked,
    remainder: venue.remainder,
    equality: venue.equality,
    haircut: venue.haircut.map(decimal),
  };
}

/** Maintenance requirement of one position: max(0, rate n - amount) in the bracket with floor < n <= cap. */
export function requirementOfNotional(rules: ExactRules, asset: number, notional: Decimal): Decimal {
  const brackets = at(rules.maintenance, asset);
  const bracket = brackets.find(({ cap }) => cap === null || notional.lte(cap)) ?? brackets.at(-1);
  assert(bracket !== undefined, 'a bracket table is not empty');
  return larger(zero, bracket.rate.times(notional).minus(bracket.amount));
}

/** Half of 1 %: in a book of even depth the average fill of an order is half way to the last one. */
const halfPercent = decimal(0.005);

/**
 * Share of the mark price that a forced close loses: the venue's slippage plus 0.5 % n / depth, at most everything.
 * `depth` is the notional that moves the price by 1 %; null for a book without a bottom.
 */
export function slippageShare(rules: ExactRules, notional: Decimal, depth: Decimal | null): Decimal {
  const impact = depth === null ? zero : divide(halfPercent.times(notional), depth);
  return smaller(one, rules.slippage.plus(impact));
}
