import type { Decimal } from 'decimal.js';
import { assert, itemAt } from '../base/errors.ts';
import type { InsuranceRules, Venue } from '../margin/account.ts';
import type { LiquidationRules } from '../margin/liquidation/registry.ts';
import type { MarketStep } from '../margin/market-step.ts';
import { decimal, larger, zero } from './decimal.ts';

/** The venue's rules in exact numbers; see `Venue` for their meaning. */
export interface ExactRules {
  readonly isInverse: boolean;
  readonly maintenance: readonly (readonly ExactBracket[])[];
  readonly maintenanceNotional: 'mark' | 'entry';
  readonly bracketsUnit: 'quote' | 'coin';
  readonly takerFee: Decimal;
  /** Per asset. */
  readonly liquidationFee: readonly Decimal[];
  readonly slippage: Decimal;
  readonly depthMemory: Decimal;
  readonly fundingNotional: 'mark' | 'entry';
  readonly fundingBooked: 'before-check' | 'after-check';
  /** Names and numbers of a rule, which does no arithmetic. */
  readonly liquidation: LiquidationRules;
  readonly remainder: 'returned' | 'forfeited';
  /** What the insurance fund holds at the start; null: everything. */
  readonly fund: Decimal | null;
  readonly beyondFund: InsuranceRules['beyond'];
  readonly equality: 'fires' | 'holds';
  /** Per collateral asset. */
  readonly haircut: readonly Decimal[];
  /** Per collateral asset; empty: every unit counts alike. */
  readonly sizeDiscount: readonly (readonly ExactTier[])[];
}

export interface ExactBracket {
  readonly floor: Decimal;
  readonly cap: Decimal | null;
  readonly rate: Decimal;
  readonly amount: Decimal;
}

interface ExactTier {
  readonly floor: Decimal;
  readonly share: Decimal;
}

/** The rules of a venue in exact numbers. */
export function exactRules(venue: Venue): ExactRules {
  const { fund, beyond } = venue.insurance;
  return {
    isInverse: venue.contract === 'inverse',
    maintenance: venue.maintenance.map((brackets) =>
      brackets.map(({ floor, cap, rate, amount }) => ({
        floor: decimal(floor),
        cap: cap === null ? null : decimal(cap),
        rate: decimal(rate),
        amount: decimal(amount),
      })),
    ),
    maintenanceNotional: venue.maintenanceNotional,
    bracketsUnit: venue.bracketsUnit,
    takerFee: decimal(venue.takerFee),
    liquidationFee: venue.liquidationFee.map(decimal),
    slippage: decimal(venue.slippage),
    depthMemory: decimal(venue.depthMemory),
    fundingNotional: venue.funding.notional,
    fundingBooked: venue.funding.booked,
    liquidation: venue.liquidation,
    remainder: venue.remainder,
    fund: fund === null ? null : decimal(fund),
    beyondFund: beyond,
    equality: venue.equality,
    haircut: venue.haircut.map(decimal),
    sizeDiscount: venue.sizeDiscount.map((tiers) =>
      tiers.map(({ floor, share }) => ({ floor: decimal(floor), share: decimal(share) })),
    ),
  };
}

/** Place in the table of the bracket with floor < notional <= cap; 0 is in the first, what is beyond all in the last. */
export function bracketIndex(rules: ExactRules, asset: number, notional: Decimal): number {
  const brackets = itemAt(rules.maintenance, asset);
  assert(brackets.length > 0, 'a bracket table is not empty');
  const index = brackets.findIndex(({ cap }) => cap === null || notional.lte(cap));
  return index < 0 ? brackets.length - 1 : index;
}

/** Requirement of a notional, both in the unit of the brackets: max(0, rate n - amount) in the bracket with floor < n <= cap. */
export function requirementOfNotional(rules: ExactRules, asset: number, notional: Decimal): Decimal {
  const bracket = itemAt(itemAt(rules.maintenance, asset), bracketIndex(rules, asset, notional));
  return larger(zero, bracket.rate.times(notional).minus(bracket.amount));
}

/**
 * Units of a collateral asset that count in a pool: of those within a tier (from its floor to the next one), its share. A debt counts in
 * full.
 */
export function countedUnits(rules: ExactRules, collateral: number, units: Decimal): Decimal {
  const tiers = itemAt(rules.sizeDiscount, collateral);
  if (tiers.length === 0 || units.lte(0)) return units;
  let counted = zero;
  for (const [index, { floor, share }] of tiers.entries()) {
    const cap = tiers[index + 1]?.floor;
    const end = cap === undefined || units.lt(cap) ? units : cap;
    if (end.gt(floor)) counted = counted.plus(share.times(end.minus(floor)));
  }
  return counted;
}

/** The market at one step in exact numbers; arrays are per asset. See `MarketStep` for their meaning. */
export interface ExactMarket {
  readonly step: number;
  readonly prices: readonly Decimal[];
  readonly fundingRates: readonly Decimal[] | null;
  readonly haircuts: readonly Decimal[];
  readonly depths: readonly (Decimal | null)[];
  readonly deleveraging: Decimal | null;
}

/** What everything is valued by; a `SchemeRun` is one. */
export interface Valuation {
  readonly rules: ExactRules;
  readonly market: ExactMarket;
}

/** The market at a step, 1 or later. */
export function marketAt(step: MarketStep): ExactMarket {
  return {
    step: step.step,
    prices: step.prices.map(decimal),
    fundingRates: step.fundingRates === null ? null : step.fundingRates.map(decimal),
    haircuts: step.haircuts.map(decimal),
    depths: step.depths.map((depth) => (depth === null ? null : decimal(depth))),
    deleveraging: step.deleveraging === null ? null : decimal(step.deleveraging),
  };
}

/** The start: prices only. The regime of the first return is not known yet, so it takes no haircut of its own. */
export function marketAtStart(prices: readonly number[]): ExactMarket {
  return {
    step: 0,
    prices: prices.map(decimal),
    fundingRates: null,
    haircuts: prices.map(() => zero),
    depths: prices.map(() => null),
    deleveraging: null,
  };
}
