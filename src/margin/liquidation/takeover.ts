import type { LiquidationRule } from './rule.ts';

export interface Takeover {
  readonly rule: 'takeover';
}

/** Everything at once, into the hands of the venue. */
export const takeover: LiquidationRule<Takeover> = {
  name: 'takeover',
  meaning:
    'the venue takes the pool over at its bankruptcy price: nothing of its collateral comes back, and nothing more is owed',
  examples: [{ rule: 'takeover' }],
  liquidate: (state, pool) => state.takeOver(pool),
};
