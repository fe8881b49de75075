import type { PolicyCommon, PolicyRule } from './policy.ts';
import { alarmChange, type Trigger } from './trigger.ts';

export interface Deleverage extends PolicyCommon {
  readonly policy: 'deleverage';
  readonly pools: readonly number[];
  readonly trigger: Trigger;
  /** Share of every position of the pool that is closed each time, in (0, 1]. */
  readonly share: number;
}

/** Less of everything in a pool. */
export const deleverage: PolicyRule<Deleverage> = {
  name: 'deleverage',
  meaning: 'reduces every position of a pool by a share at a trigger',
  examples: [
    { policy: 'deleverage', pools: [0], trigger: { on: 'cover', below: 2 }, share: 0.5 },
    { policy: 'deleverage', pools: [0], trigger: { on: 'drawdown', above: 0.1, release: 0.05 }, share: 0.2 },
  ],
  subject: 'pool',
  watches: ({ trigger }) => trigger,
  does: () => 'reduce the positions of',
  decide(state, { pools, trigger }, memory) {
    const open = pools.filter((pool) => state.openPositions(pool).length > 0);
    const chosen =
      trigger.on === 'cover'
        ? open.filter((pool) => state.coverBelow(pool, trigger.below))
        : alarmChange(state, trigger, memory) === 'on'
          ? open
          : [];
    return chosen.map((target) => ({ target }));
  },
  carryOut(state, { share }, { target }) {
    for (const position of state.openPositions(target)) state.reduce(position, share);
  },
};
