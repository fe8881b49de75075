import * as z from 'zod';
import { limits } from '../../base/limits.ts';
import type { Scenario } from '../../engine/scenario.ts';
import { liquidationDistances } from '../../margin/distance.ts';
import { likeliestStart } from '../../market/model.ts';
import type { Findings } from '../document/findings.ts';
import { isWritten, type Read } from '../forms/read.ts';
import { form, perAsset, share, table } from '../forms/scalars.ts';
import { refuseUnknownAssets } from '../resolve/per-asset.ts';
import { type Limit, type LimitUse, limitRule, type Measure } from './limit.ts';

const shockForm = form({
  shock: perAsset(share({ smallest: -1, largest: 100, exclusive: true, plain: 10 }, '-15%')).meta({
    description: 'move of the prices: one for all assets of the market, or by asset, the others unmoved',
  }),
  distance: share({ smallest: 0, largest: 1 }, '5%').meta({ description: 'least liquidation distance after it' }),
});

type Shock = NonNullable<Read<typeof shockForm>>;
type Shocks = Readonly<Record<string, Shock | undefined>>;

export const minStressedDistance = limitRule({
  name: 'min-stressed-distance',
  meaning:
    'liquidation distance of every position that is left after a shock of the prices, at the haircuts of the regime that is likeliest at ' +
    'the start; 0 where the shock itself liquidates the pool',
  bound: 'at-least',
  unit: 'share',
  form: z
    .union([shockForm, table(shockForm, { entries: 'shocks', largest: limits.stressShocks.largest })])
    .optional()
    .meta({ description: 'liquidation distance left after a shock: one shock, or a map of them by name' }),
  read(written, use, found) {
    // A single shock is named after itself.
    if (isOneShock(written)) return limitOf(written, 'the shock', [], use, found);
    return Object.entries(written).flatMap(([name, shock]) =>
      shock === undefined ? [] : limitOf(shock, name, [name], use, found.below(name)),
    );
  },
});

function isOneShock(written: Shock | Shocks): written is Shock {
  return isWritten(written, 'distance') && typeof written.distance !== 'object';
}

function limitOf({ shock, distance }: Shock, name: string, path: string[], use: LimitUse, found: Findings): Limit[] {
  refuseUnknownAssets(shock, use.assets, found.below('shock'));
  if (shock === undefined || distance === undefined) return [];
  const factors = use.assets.map((asset) => 1 + (typeof shock === 'number' ? shock : (shock[asset] ?? 0)));
  return [{ limit: distance, path, measure: (scenario) => distancesAfter(name, factors, scenario) }];
}

/** `factors`: what the prices are multiplied by, per asset; above 0. */
function distancesAfter(name: string, factors: readonly number[], { account, market }: Scenario): Measure[] {
  const prices = market.prices.map((price, asset) => price * (factors[asset] ?? 1));
  // Distances in deviations are of no use here.
  const dailyCovariance = prices.map(() => prices.map(() => 0));
  const risk = { dailyCovariance, haircuts: likeliestStart(market).haircut };
  return liquidationDistances(account, prices, risk).map(({ scheme, position, distance }) => ({
    scheme,
    subject: `position ${position} after ${name}`,
    value: distance,
  }));
}
