import type { PolicyCommon, PolicyRule } from './policy.ts';

export interface TopUp extends PolicyCommon {
  readonly policy: 'top-up';
  readonly pools: readonly number[];
  /** Cover below which a pool is topped up. */
  readonly below: number;
  /** Quote taken from the treasury each time, as far as it and the budget go. */
  readonly amount: number;
  /** Quote over the whole path. */
  readonly budget: number;
  /** Share of it that the transfer costs. */
  readonly cost: number;
}

/** Money from the treasury for a pool that runs short. */
export const topUp: PolicyRule<TopUp> = {
  name: 'top-up',
  meaning: 'moves money from the treasury to a pool whose cover falls below a level, up to a budget',
  examples: [{ policy: 'top-up', pools: [0], below: 1.5, amount: 500, budget: 2_000, cost: 0.001 }],
  subject: 'pool',
  spendsTreasury: true,
  watches: ({ below }) => ({ on: 'cover', below }),
  does: () => 'top up',
  decide: (state, { pools, below }) =>
    pools.filter((pool) => state.coverBelow(pool, below)).map((target) => ({ target })),
  carryOut(state, { name, amount, budget, cost }, { target }) {
    if (state.openPositions(target).length === 0) return;
    state.transfer({ policy: name, to: target, wanted: { amount }, from: { budget }, cost });
  },
};
