import type { Scenario } from '../../engine/scenario.ts';
import { form, quantity } from '../forms/scalars.ts';
import { limitRule, type Measure, notionalOf, notionalOfPool, valueOfUnits } from './limit.ts';

const ratio = quantity({ smallest: 0, largest: 10_000, exclusive: true }, 'a ratio').optional();

const holders = ['position', 'pool', 'account'] as const;

export const maxLeverage = limitRule({
  name: 'max-leverage',
  meaning:
    'notional now over the value of the collateral behind it, without haircuts: of a position and of a pool over what is in the ' +
    'pool, of the account over everything, the treasury included',
  bound: 'at-most',
  unit: 'ratio',
  form: form({ position: ratio, pool: ratio, account: ratio })
    .optional()
    .meta({ description: 'notional over the collateral behind it' }),
  read: (written) =>
    holders.flatMap((holder) => {
      const limit = written[holder];
      return limit === undefined ? [] : [{ limit, path: [holder], measure: (scenario) => leverage(holder, scenario) }];
    }),
});

function leverage(of: (typeof holders)[number], { account, market }: Scenario): Measure[] {
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
}

function leverageOfAccount({ account, market }: Pick<Scenario, 'account' | 'market'>): number | null {
  const collateral = valueOfUnits(
    account,
    market,
    account.collateral.map(({ amount }) => amount),
  );
  const notional = account.positions.reduce((sum, position) => sum + notionalOf(account, market, position), 0);
  return collateral > 0 ? notional / collateral : null;
}
