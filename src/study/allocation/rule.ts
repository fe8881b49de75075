/** What an allocation rule may know of a pool. */
export interface PoolSize {
  /** Sum of |quantity| x price now over its positions, in quote. */
  readonly notional: number;
  /** Sum of the maintenance requirements of its positions now, in quote. */
  readonly requirement: number;
}

/** How the collateral of a scheme is split over its pools when the experiment gives no amounts. */
export interface AllocationRule {
  readonly name: string;
  readonly meaning: string;
  /** A weight per pool, 0 or more; the shares are the weights over their sum. */
  weights(pools: readonly PoolSize[]): number[];
}
