/** What happened in the market at one step of one path: all that a margin engine may know of it. */
export interface MarketStep {
  /** 1-based; step 0 is the start, at which nothing is checked. */
  readonly step: number;
  readonly regime: number;
  /** Mark price per asset at the end of the step. */
  readonly prices: readonly number[];
  /** Rate to be paid at this step per asset, after the venue's clamp; null when this step settles no funding. */
  readonly fundingRates: readonly number[] | null;
  /** The regime's haircut per asset. */
  readonly haircuts: readonly number[];
  /** Quote notional that moves the price by 1 %, per asset; null: unlimited. */
  readonly depths: readonly (number | null)[];
  /**
   * The venue deleverages its book at the end of this step: the share of its notional that the closed position gives up (as far as
   * it has an open profit); null: it does not.
   */
  readonly deleveraging: number | null;
}
