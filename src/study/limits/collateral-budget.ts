import type { LimitRule } from './rule.ts';
import { notionalOf, notionalOfPool, valueOfUnits } from './value.ts';

export interface CollateralBudget {
  readonly rule: 'collateral-budget';
  readonly tag: string;
  /** Quote. */
  readonly most: number;
}

export const collateralBudget: LimitRule<CollateralBudget> = {
  name: 'collateral-budget',
  meaning:
    'collateral at work for the positions of a tag, without haircuts: of each pool that holds some, the part that is theirs by notional',
  bound: 'at-most',
  unit: 'quote',
  limitOf: ({ most }) => most,
  measure({ tag }, { account, market }) {
    return account.schemes.map((scheme) => ({
      scheme: scheme.name,
      subject: `tag ${tag}`,
      value: scheme.pools.reduce((sum, pool) => {
        const notional = notionalOfPool(account, market, pool);
        const tagged = pool.positions.reduce((total, index) => {
          const position = account.positions[index];
          return position?.tag === tag ? total + notionalOf(account, market, position) : total;
        }, 0);
        return tagged === 0 ? sum : sum + valueOfUnits(account, market, pool.collateral) * (tagged / notional);
      }, 0),
    }));
  },
};
