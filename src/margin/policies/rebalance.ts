import type { PolicyCommon, PolicyRule } from './policy.ts';

export interface Rebalance extends PolicyCommon {
  readonly policy: 'rebalance';
  /** Pools that give and receive. */
  readonly pools: readonly number[];
  /** Cover below which a pool receives, and what it is brought to. */
  readonly below: number;
  readonly restore: number;
  /** Cover that a pool keeps when it gives. */
  readonly keep: number;
  /** Share of what is moved that the transfer costs. */
  readonly cost: number;
}

/** Money from pools that have more than they need. */
export const rebalance: PolicyRule<Rebalance> = {
  name: 'rebalance',
  meaning: 'moves collateral to a pool that runs short from pools that can spare it',
  examples: [{ policy: 'rebalance', pools: [0], below: 1.5, restore: 2, keep: 1.5, cost: 0.001 }],
  subject: 'pool',
  watches: ({ below }) => ({ on: 'cover', below }),
  does: () => 'bring collateral to',
  decide: (state, { pools, below }) =>
    pools.filter((pool) => state.coverBelow(pool, below)).map((target) => ({ target })),
  carryOut(state, { name, pools, restore, keep, cost }, { target }) {
    if (state.openPositions(target).length === 0) return;
    state.transfer({ policy: name, to: target, wanted: { cover: restore }, from: { pools, keep }, cost });
  },
};
