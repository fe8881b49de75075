/**
 * What all models of a market share: the assets, their prices now, and what follows the regime of a step whatever drew it.
 *
 * A market never reads a scheme or a position. That is the law which lets every scheme run on the same path.
 * Everything here is plain data, already checked; arrays "per asset" follow the order of `assets`.
 */
export interface SharedMarket {
  /** The currency in which all money is counted; collateral in it never moves in price. */
  readonly quote: string;
  /** Asset names in file order. */
  readonly assets: readonly string[];
  /** Mark price now, quote per unit, per asset; above 0. */
  readonly prices: readonly number[];
  /** At least one; a model that knows no regimes has one. */
  readonly regimes: readonly Regime[];
}

/** A state of the world, as far as it is more than returns. */
export interface Regime {
  readonly name: string;
  /** Per asset. */
  readonly funding: readonly FundingLaw[];
  /** Share of the collateral's value that does not count as margin, per asset, 0 to 1. */
  readonly haircut: readonly number[];
  /** Quote notional that moves the price by 1 %, per asset; null for a book without a bottom. */
  readonly depth: readonly (number | null)[];
  /** How often the venue deleverages its book for the sake of others; null: never. Exogenous, like everything here. */
  readonly deleveraging: Deleveraging | null;
}

/**
 * At most once in each interval of `perHours` and once a step, with this probability; the position that is closed gives up this share of
 * its notional.
 */
export interface Deleveraging {
  readonly probability: number;
  readonly perHours: number;
  readonly share: number;
}

/**
 * Funding rate per funding interval of the venue, as a fraction of notional; positive: longs pay.
 * A mean-reverting (AR(1), exact discretisation of Ornstein-Uhlenbeck) process:
 * f' = mean + phi (f - mean) + sd sqrt(1 - phi^2) z with phi = exp(-interval / reversion); sd is the stationary one.
 */
export interface FundingLaw {
  readonly mean: number;
  readonly sd: number;
  /** Above 0; 0 for a rate that takes the mean of its regime at once. */
  readonly reversionHours: number;
}
