import type { LiquidationState } from '../scheme-state.ts';
import { type All, all } from './all.ts';
import { type BracketDown, bracketDown } from './bracket-down.ts';
import { type JustEnough, justEnough } from './just-enough.ts';
import { type LargestLoss, largestLoss } from './largest-loss.ts';
import type { LiquidationRule } from './rule.ts';
import { type ShareThenAll, shareThenAll } from './share-then-all.ts';
import { type Slices, slices } from './slices.ts';
import { type Takeover, takeover } from './takeover.ts';

/** The ways of closing a pool, with their parameters: one file, and a line here and in `liquidationRules`. */
export type CloseRule = All | BracketDown | JustEnough | LargestLoss | ShareThenAll | Slices | Takeover;

export const liquidationRules: {
  readonly [Name in CloseRule['rule']]: LiquidationRule<Extract<CloseRule, { rule: Name }>>;
} = {
  all,
  'bracket-down': bracketDown,
  'just-enough': justEnough,
  'largest-loss': largestLoss,
  'share-then-all': shareThenAll,
  slices,
  takeover,
};

/** What a venue does with a pool that it liquidates. */
export interface LiquidationRules {
  readonly close: CloseRule;
  /** Below this share of the requirement the venue takes the pool over at once, whatever the rule says; 0: never. */
  readonly backstop: number;
}

/** Liquidates a pool that has fired. */
export function liquidate(state: LiquidationState, pool: number, { close, backstop }: LiquidationRules): void {
  if (backstop > 0 && state.coverBelow(pool, backstop)) state.takeOver(pool);
  else (liquidationRules[close.rule] as LiquidationRule<CloseRule>).liquidate(state, pool, close);
}
