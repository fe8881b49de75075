import type { Scenario } from '../../engine/scenario.ts';
import type { LimitRule, Measure } from './rule.ts';
import { notionalOf, notionalOfPool, valueOfUnits } from './value.ts';

export interface MaxLeverage {
  readonly rule: 'max-leverage';
  readonly of: 'position' | 'pool' | 'account';
  readonly most: number;
}

export const maxLeverage: LimitRule<MaxLeverage> = {
  name: 'max-leverage',
  meaning:
    'notional now over the value of the collateral behind it, without haircuts: of a position and of a pool over what is in the ' +
    'pool, of the account over everything, the treasury included',
  bound: 'at-most',
  unit: 'ratio',
  limitOf: ({ most }) => most,
  measure({ of }, { account, market }): Measure[] {
    if (of === 'account') return [{ scheme: null, subject: 'account', value: leverageOfAccount({ account, market }) }];
    return account.schemes.flatMap(({ name: scheme, pools }) =>
      pools.flatMap((pool) => {
        const collateral = valueOfUnits(account, market, pool.collateral);
        const over = (notional: number) => (collateral > 0 ? notional / collateral : null);
        if (of === 'pool') {
          return [{ scheme, subject: `pool ${pool.name}`, value: over(notionalOfPool(account, market, pool)) }];
        }
        return pool.positions.flatMap((index) => {
          const position = account.positions[index];
          if (position === undefined) return [];
          return [{ scheme, subject: `position ${position.name}`, value: over(notionalOf(account, market, position)) }];
        });
      }),
    );
  },
};

function leverageOfAccount({ account, market }: Pick<Scenario, 'account' | 'market'>): number | null {
  const collateral = valueOfUnits(
    account,
    market,
    account.collateral.map(({ amount }) => amount),
  );
  const notional = account.positions.reduce((sum, position) => sum + notionalOf(account, market, position), 0);
  return collateral > 0 ? notional / collateral : null;
}
