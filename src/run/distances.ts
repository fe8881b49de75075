import type { Scenario } from '../engine/scenario.ts';
import { type LiquidationDistance, liquidationDistances } from '../margin/distance.ts';
import { dailyCovariance } from '../market/daily-covariance.ts';

/**
 * Liquidation distances of a scenario at its start, in the order of schemes, pools and positions. Haircuts are those of the regime
 * that is most likely at the start; daily deviations are those of the long run.
 */
export function distancesOf(scenario: Scenario): LiquidationDistance[] {
  const { market, account } = scenario;
  const likeliest = market.start.indexOf(Math.max(...market.start));
  const haircuts = market.regimes[likeliest]?.haircut;
  const risk = { dailyCovariance: dailyCovariance(market), ...(haircuts === undefined ? {} : { haircuts }) };
  return liquidationDistances(account, market.prices, risk);
}
