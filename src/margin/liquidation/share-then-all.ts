import type { LiquidationRule } from './rule.ts';

export interface ShareThenAll {
  readonly rule: 'share-then-all';
  /** Share of a position that is closed first, 0 to 1. */
  readonly share: number;
  /** Positions of at most this notional (quote) are closed whole. */
  readonly above: number;
  /** For so many steps after a partial close the next one takes everything. */
  readonly cooldownSteps: number;
}

/** A part first; everything if that was not enough, or if it happens again too soon. */
export const shareThenAll: LiquidationRule<ShareThenAll> = {
  name: 'share-then-all',
  meaning:
    'closes a share of every large position first, everything if that is not enough or a part was closed a short time ago',
  examples: [
    { rule: 'share-then-all', share: 0.2, above: 100_000, cooldownSteps: 0 },
    { rule: 'share-then-all', share: 0.2, above: 1_000, cooldownSteps: 3 },
  ],
  liquidate(state, pool, { share, above, cooldownSteps }) {
    const last = state.lastPartialClose(pool);
    if (last > 0 && state.step <= last + cooldownSteps) {
      state.closeAll(pool);
      return;
    }
    for (const position of state.openPositions(pool)) {
      state.closeShare(position, state.notionalAtMost(position, above) ? 1 : share);
    }
    if (state.openPositions(pool).length > 0 && state.fires(pool)) state.closeAll(pool);
  },
};
