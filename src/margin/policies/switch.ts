import type { PolicyCommon, PolicyRule } from './policy.ts';
import { type Alarm, alarmChange } from './trigger.ts';

export interface Switch extends PolicyCommon {
  readonly policy: 'switch';
  readonly positions: readonly number[];
  readonly trigger: Alarm;
  /** Collateral that goes with a position, as a share of its value at entry (one over its leverage). */
  readonly margin: number;
}

/** Into pools of their own while the alarm lasts. */
export const switchPools: PolicyRule<Switch> = {
  name: 'switch',
  meaning: 'moves positions to pools of their own at a trigger, and back when it is released',
  examples: [{ policy: 'switch', positions: [0], trigger: { on: 'drawdown', above: 0.1, release: 0.05 }, margin: 0.2 }],
  subject: 'position',
  watches: ({ trigger }) => trigger,
  isolates: ({ positions }) => positions,
  does: ({ action = 'isolate' }) => action,
  decide(state, { positions, trigger }, memory) {
    const change = alarmChange(state, trigger, memory);
    if (change === null) return [];
    return positions
      .filter((position) => state.isOpen(position))
      .map((target) => ({ target, action: change === 'on' ? 'isolate' : 'bring back' }));
  },
  carryOut(state, { margin }, { target, action }) {
    if (!state.isOpen(target)) return;
    if (action === 'bring back') state.rejoin(target);
    else state.isolate(target, margin);
  },
};
