import type { Market } from '../../market/model.ts';

/** Markets that were scaled before, so that the scenarios of a sweep share them. */
const scaled = new WeakMap<Market, Map<number, Market>>();

/**
 * The market with funding rates per interval of the venue, where its own are per `perHours` (null: per interval already).
 *
 * A rate is paid for the time that it is for, so mean and spread go with its length: 0.01 % per 8 h is 0.00125 % per hour.
 */
export function perFundingInterval(market: Market, perHours: number | null, everyHours: number): Market {
  const factor = perHours === null ? 1 : everyHours / perHours;
  if (factor === 1) return market;
  const known = scaled.get(market) ?? new Map<number, Market>();
  scaled.set(market, known);
  const result = known.get(factor) ?? withFunding(market, factor);
  known.set(factor, result);
  return result;
}

function withFunding(market: Market, factor: number): Market {
  return {
    ...market,
    regimes: market.regimes.map((regime) => ({
      ...regime,
      funding: regime.funding.map((law) => ({ ...law, mean: law.mean * factor, sd: law.sd * factor })),
    })),
  };
}
