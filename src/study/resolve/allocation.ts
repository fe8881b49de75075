/** What an allocation rule may know of a pool. */
export interface PoolSize {
  /** Sum of |quantity| x price now over its positions, in quote. */
  readonly notional: number;
  /** Sum of the maintenance requirements of its positions now, in quote. */
  readonly requirement: number;
}

/** How the collateral of a scheme is split over its pools when the experiment gives no amounts. */
export interface AllocationRule {
  readonly meaning: string;
  /** What of a pool decides its share: the shares are these weights, 0 or more, over their sum. */
  weight(pool: PoolSize): number;
}

/** Every rule that `allocate` may name: one entry here. The first is the default. */
export const allocationRules: Readonly<Record<string, AllocationRule>> = {
  'by-notional': { meaning: 'every pool has the same leverage', weight: ({ notional }) => notional },
  equal: { meaning: 'every pool has the same collateral', weight: () => 1 },
  'by-requirement': {
    meaning: 'every pool has the same cover (collateral / maintenance requirement)',
    weight: ({ requirement }) => requirement,
  },
};

export const defaultAllocation = 'by-notional';
