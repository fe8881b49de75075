import { expect, it } from 'vitest';
import { alarmChange } from '../../src/margin/policies/trigger.ts';
import type { PolicyState } from '../../src/margin/scheme-state.ts';

it('an alarm goes off at its level, stays on until what it watches is below the release, and can then go off again', () => {
  const memory = { alarmed: false };
  const turns = [0.05, 0.1, 0.3, 0.08, 0.05, 0.04, 0.09, 0.12].map((drawdown) => {
    const state = { drawdownAtLeast: (share: number) => drawdown >= share } as PolicyState;
    return alarmChange(state, { on: 'drawdown', above: 0.1, release: 0.05 }, memory);
  });
  expect(turns).toEqual([null, 'on', null, null, null, 'off', null, 'on']);
});
