import type { LimitRule } from './rule.ts';
import { notionalOf } from './value.ts';

export interface MaxDepthShare {
  readonly rule: 'max-depth-share';
  /** Index of the regime; null: the one with the least depth, asset by asset. */
  readonly regime: number | null;
  readonly most: number;
}

export const maxDepthShare: LimitRule<MaxDepthShare> = {
  name: 'max-depth-share',
  meaning: 'notional of a position over the depth of its market (the notional that moves the price by 1 %)',
  bound: 'at-most',
  unit: 'share',
  limitOf: ({ most }) => most,
  measure({ regime }, { account, market }) {
    const regimes = regime === null ? market.regimes : market.regimes.slice(regime, regime + 1);
    return account.positions.flatMap((position) => {
      const depths = regimes.flatMap(({ name, depth }) => {
        const here = depth[position.asset] ?? null;
        return here === null ? [] : [{ name, depth: here }];
      });
      const [thinnest] = depths.toSorted((a, b) => a.depth - b.depth);
      if (thinnest === undefined) return [];
      return [
        {
          scheme: null,
          subject: `position ${position.name} in regime ${thinnest.name}`,
          value: notionalOf(account, market, position) / thinnest.depth,
        },
      ];
    });
  },
};
