/**
 * An estimate that the account makes of the market, exponentially weighted, from mark prices alone: it never sees the regime.
 *
 * With r the simple return of a step and w the weight: v <- (1 - w) v + w r_i^2 per asset, c <- (1 - w) c + w r_i r_j per pair
 * (RiskMetrics technical document, 1996, section 5.2, with means of 0), both from the covariance of before the run.
 */
export interface Signal {
  /**
   * volatility: annualised root mean square over the assets, sqrt(mean v * stepsPerYear). correlation: the mean over all pairs of
   * c / sqrt(v_i v_j). volatility-ratio: the volatility with `weight` over that with `slowWeight`.
   */
  readonly kind: 'volatility' | 'correlation' | 'volatility-ratio';
  /** Indices into `Account.assets`, ascending; two or more for a correlation. */
  readonly assets: readonly number[];
  /** Weight of the newest return, in (0, 1]. */
  readonly weight: number;
  /** Only used by volatility-ratio. */
  readonly slowWeight: number;
  /** Covariance of the returns of a step at the start, row by row in the order of `assets`. */
  readonly start: readonly (readonly number[])[];
  readonly stepsPerYear: number;
}
