import type { Decimal } from 'decimal.js';
import type { MarketStep } from '../margin/market-step.ts';
import { decimal, zero } from './decimal.ts';

/** The market at one step in exact numbers; arrays are per asset. */
export interface World {
  readonly step: number;
  readonly prices: readonly Decimal[];
  readonly fundingRates: readonly Decimal[] | null;
  /** The regime's haircuts. */
  readonly haircuts: readonly Decimal[];
  readonly depths: readonly (Decimal | null)[];
  /** Share of its notional that a deleveraged position gives up, if the venue deleverages its book at this step. */
  readonly deleveraging: Decimal | null;
}

/** The market at a step, 1 or later. */
export function worldAt(market: MarketStep): World {
  return {
    step: market.step,
    prices: market.prices.map(decimal),
    fundingRates: market.fundingRates === null ? null : market.fundingRates.map(decimal),
    haircuts: market.haircuts.map(decimal),
    depths: market.depths.map((depth) => (depth === null ? null : decimal(depth))),
    deleveraging: market.deleveraging === null ? null : decimal(market.deleveraging),
  };
}

/** The start: prices only. The regime of the first return is not known yet, so it takes no haircut of its own. */
export function worldAtStart(prices: readonly number[]): World {
  return {
    step: 0,
    prices: prices.map(decimal),
    fundingRates: null,
    haircuts: prices.map(() => zero),
    depths: prices.map(() => null),
    deleveraging: null,
  };
}
