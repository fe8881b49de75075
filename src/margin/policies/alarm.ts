import type { PolicyState } from '../scheme-state.ts';
import type { PolicyMemory } from './policy.ts';
import { type Alarm, isAtLeast } from './trigger.ts';

/** Whether the alarm goes off at this step; `off` where it is released. Remembers which of the two was last. */
export function turnOf(state: PolicyState, alarm: Alarm, memory: PolicyMemory): 'on' | 'off' | null {
  if (!memory.alarmed) {
    if (!isAtLeast(state, alarm, alarm.above)) return null;
    memory.alarmed = true;
    return 'on';
  }
  if (isAtLeast(state, alarm, alarm.release)) return null;
  memory.alarmed = false;
  return 'off';
}
