import * as z from 'zod';
import type { Scenario } from '../../engine/scenario.ts';
import { hintFor } from '../document/did-you-mean.ts';
import { amountOrShare, name } from '../forms/scalars.ts';
import { listed } from '../resolve/per-asset.ts';
import { limitRule, type Measure, notionalOf, notionalOfPool, valueOfUnits } from './limit.ts';

export const collateralBudget = limitRule({
  name: 'collateral-budget',
  meaning:
    'collateral at work for the positions of a tag, without haircuts: of each pool that holds some, the part that is theirs by notional',
  bound: 'at-most',
  unit: 'quote',
  form: z
    .record(name, amountOrShare)
    .optional()
    .meta({ description: 'collateral behind the positions of a tag, by tag' }),
  read: (written, { tags, value }, found) =>
    Object.entries(written).flatMap(([tag, budget]) => {
      if (!tags.includes(tag)) {
        const allowed = tags.length === 0 ? 'nothing: no position has a tag' : listed(tags);
        found.addName([tag], `is no tag of any position${hintFor(tag, tags)}`, allowed);
        return [];
      }
      const share = budget?.kind === 'share' ? value && budget.share * value : budget?.value;
      if (share === undefined) return [];
      return [{ limit: share, path: [tag], measure: (scenario) => collateralOfTag(tag, scenario) }];
    }),
});

function collateralOfTag(tag: string, { account, market }: Scenario): Measure[] {
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
}
