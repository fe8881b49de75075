import { liquidationDistances } from '../../margin/distance.ts';
import { likeliestStart } from '../../market/model.ts';
import type { LimitRule } from './rule.ts';

export interface MinStressedDistance {
  readonly rule: 'min-stressed-distance';
  /** Name of the shock. */
  readonly shock: string;
  /** What the prices are multiplied by, per asset; above 0. */
  readonly factors: readonly number[];
  readonly least: number;
}

export const minStressedDistance: LimitRule<MinStressedDistance> = {
  name: 'min-stressed-distance',
  meaning:
    'liquidation distance of every position that is left after a shock of the prices, at the haircuts of the regime that is likeliest at ' +
    'the start; 0 where the shock itself liquidates the pool',
  bound: 'at-least',
  unit: 'share',
  limitOf: ({ least }) => least,
  measure({ shock, factors }, { account, market }) {
    const prices = market.prices.map((price, asset) => price * (factors[asset] ?? 1));
    // Distances in deviations are of no use here.
    const dailyCovariance = prices.map(() => prices.map(() => 0));
    const risk = { dailyCovariance, haircuts: likeliestStart(market).haircut };
    return liquidationDistances(account, prices, risk).map(({ scheme, position, distance }) => ({
      scheme,
      subject: `position ${position} after ${shock}`,
      value: distance,
    }));
  },
};
