/** Money that a policy moves to a pool, from the treasury or from pools that can spare it; pools as in `SchemeView`. */
export interface Transfer {
  /** Name of the policy. */
  readonly policy: string;
  readonly to: number;
  /** Quote each time, or what brings the pool to a cover (equity / requirement). */
  readonly wanted: { readonly amount: number } | { readonly cover: number };
  /**
   * The treasury, up to a budget of the policy over the whole path; or pools, each in proportion to what it can spare above the cover that it
   * keeps (the pool that receives gives nothing).
   */
  readonly from: { readonly budget: number } | { readonly pools: readonly number[]; readonly keep: number };
  /** Share of what is moved that the transfer costs. */
  readonly cost: number;
}

/**
 * Share of what is asked for (the amount, or the requirement of the pool) below which no money is moved: what is left of a budget or to
 * spare may be nothing but the rounding of its sum, which is no reason to act. By as much must the equity of a position that is isolated
 * exceed its requirement.
 */
export const smallestTransfer = 1e-9;
