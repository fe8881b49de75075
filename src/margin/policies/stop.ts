import type { PolicyCommon, PolicyRule } from './policy.ts';

export interface Stop extends PolicyCommon {
  readonly policy: 'stop';
  readonly positions: readonly number[];
  /** How far the price has moved against the position from its entry, as a share of the entry. */
  readonly distance: number;
}

/** Out of a position that has gone wrong. */
export const stop: PolicyRule<Stop> = {
  name: 'stop',
  meaning: 'closes a position whose price has moved a distance against it from its entry',
  examples: [{ policy: 'stop', positions: [0], distance: 0.05 }],
  subject: 'position',
  watches: ({ positions, distance }) => ({ on: 'price', positions, distance }),
  does: () => 'close',
  decide: (state, { positions, distance }) =>
    positions
      .filter((position) => state.isOpen(position) && state.movedAgainst(position, distance))
      .map((target) => ({ target })),
  carryOut: (state, _, { target }) => {
    if (state.isOpen(target)) state.reduce(target, 1);
  },
};
