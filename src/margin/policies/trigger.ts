import type { PolicyState } from '../scheme-state.ts';
import type { Signal } from './signal.ts';

/**
 * What sets a policy off.
 *
 * The cover of a pool is asked at every step, because the policy itself can mend it. Drawdown and signals it cannot mend: they set it
 * off once when they reach `above`, and again only after they were below `release`.
 */
export type Trigger =
  | { readonly on: 'cover'; readonly below: number }
  | { readonly on: 'drawdown'; readonly above: number; readonly release: number }
  | { readonly on: 'signal'; readonly signal: Signal; readonly above: number; readonly release: number };

/** What a policy looks at: a trigger, or the prices of positions that have moved a distance (share of the entry) against them. */
export type Watched =
  | Trigger
  | { readonly on: 'price'; readonly positions: readonly number[]; readonly distance: number };

/** Triggers that are armed and released. */
export type Alarm = Exclude<Trigger, { on: 'cover' }>;

/** Whether what the alarm watches is at or above a level. */
export function isAtLeast(state: PolicyState, alarm: Alarm, level: number): boolean {
  return alarm.on === 'drawdown' ? state.drawdownAtLeast(level) : state.signalAtLeast(alarm.signal, level);
}

/** What a policy remembers along a path. */
export interface PolicyMemory {
  /** Whether an alarm has gone off and has not been released yet. */
  alarmed: boolean;
}

/** Whether the alarm goes off at this step; `off` where it is released. Remembers which of the two was last. */
export function alarmChange(state: PolicyState, alarm: Alarm, memory: PolicyMemory): 'on' | 'off' | null {
  if (!memory.alarmed) {
    if (!isAtLeast(state, alarm, alarm.above)) return null;
    memory.alarmed = true;
    return 'on';
  }
  if (isAtLeast(state, alarm, alarm.release)) return null;
  memory.alarmed = false;
  return 'off';
}
