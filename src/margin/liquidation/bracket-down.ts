import type { LiquidationRule } from './rule.ts';

export interface BracketDown {
  readonly rule: 'bracket-down';
}

/** One bracket at a time. */
export const bracketDown: LiquidationRule<BracketDown> = {
  name: 'bracket-down',
  meaning:
    'closes down to the next lower bracket, the position in the highest bracket first, until the pool is above its requirement; ' +
    'the venue takes over what is still short in the lowest brackets',
  examples: [{ rule: 'bracket-down' }],
  liquidate(state, pool) {
    do {
      const position = state.inHighestBracket(pool);
      if (position === null) {
        state.takeOver(pool);
        return;
      }
      state.closeToLowerBracket(position);
    } while (state.openPositions(pool).length > 0 && state.fires(pool));
  },
};
