import type { LiquidationRule } from './rule.ts';

export interface Slices {
  readonly rule: 'slices';
  /** Share of what is held of a position in one slice, 0 to 1. */
  readonly share: number;
  /** What is left is closed whole at this notional (quote) or below. */
  readonly smallest: number;
  /** Most slices in one step. */
  readonly slicesPerStep: number;
}

/**
 * Share of the requirement below which nothing is left. Not 0: a fee that takes all there is leaves exactly nothing, give or take the last
 * digit of its sum.
 */
const nothing = 1e-6;

/** Slice by slice, as blocks of a chain allow. */
export const slices: LiquidationRule<Slices> = {
  name: 'slices',
  meaning:
    'closes slices of the largest loss until the pool is above its requirement, at most so many in a step; everything once nothing is left',
  examples: [
    { rule: 'slices', share: 0.1, smallest: 1_000, slicesPerStep: 60 },
    { rule: 'slices', share: 0.3, smallest: 500, slicesPerStep: 2 },
  ],
  liquidate(state, pool, { share, smallest, slicesPerStep }) {
    for (let slice = 0; slice < slicesPerStep; slice++) {
      // Slices of a pool that has nothing left would go on for ever, and its debt with them.
      if (state.coverBelow(pool, nothing)) {
        state.closeAll(pool);
        return;
      }
      const position = state.largestLoss(pool);
      state.closeShare(position, state.notionalAtMost(position, smallest) ? 1 : share);
      if (state.openPositions(pool).length === 0 || !state.fires(pool)) return;
    }
  },
};
