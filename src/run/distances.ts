import type { Scenario } from '../engine/scenario.ts';
import {
  type CollateralDistance,
  collateralDistances,
  type DailyRisk,
  type LiquidationDistance,
  liquidationDistances,
} from '../margin/distance.ts';
import { dailyCovariance, likeliestStart } from '../market/model.ts';

/**
 * Liquidation distances of a scenario at its start, in the order of schemes, pools and positions. Haircuts are those of the regime
 * that is most likely at the start; daily deviations are those of the long run.
 *
 * @example
 * import { distancesOf, loadStudy } from 'margin-lab';
 *
 * for (const scenario of loadStudy('book.yaml').scenarios) {
 *   for (const { scheme, position, liquidationPrice } of distancesOf(scenario)) console.log(scheme, position, liquidationPrice);
 * }
 */
export function distancesOf(scenario: Scenario): LiquidationDistance[] {
  return liquidationDistances(scenario.account, scenario.market.prices, riskOf(scenario));
}

/** The same of the coins that back the pools. */
export function collateralDistancesOf(scenario: Scenario): CollateralDistance[] {
  return collateralDistances(scenario.account, scenario.market.prices, riskOf(scenario));
}

function riskOf({ market }: Scenario): DailyRisk {
  return { dailyCovariance: dailyCovariance(market), haircuts: likeliestStart(market).haircut };
}
