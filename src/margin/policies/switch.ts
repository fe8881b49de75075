import { turnOf } from './alarm.ts';
import type { PolicyCommon, PolicyRule } from './policy.ts';
import type { Alarm } from './trigger.ts';

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
  subject: 'position',
  watches: ({ trigger }) => trigger,
  isolates: ({ positions }) => positions,
  does: ({ isolate = true }) => (isolate ? 'isolate' : 'bring back'),
  decide(state, { positions, trigger }, memory) {
    const turn = turnOf(state, trigger, memory);
    if (turn === null) return [];
    return positions.filter((position) => state.isOpen(position)).map((target) => ({ target, isolate: turn === 'on' }));
  },
  carryOut(state, { margin }, { target, isolate = true }) {
    if (!state.isOpen(target)) return;
    if (isolate) state.isolate(target, margin);
    else state.rejoin(target);
  },
};
