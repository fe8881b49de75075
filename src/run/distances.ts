import { InputError } from '../base/errors.ts';
import type { Scenario } from '../engine/scenario.ts';
import { type LiquidationDistance, liquidationDistances } from '../margin/distance.ts';
import type { Market, Regime } from '../market/model.ts';
import { stationaryLaw } from '../market/transition.ts';

const yearDays = 365;

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

/**
 * Covariance of the daily log returns, per pair of assets: the mean over the regimes, in their long-run shares, of diffusion and jumps.
 * How means differ between regimes is left out: a day's drift is small against a day's deviation.
 */
export function dailyCovariance(market: Market): number[][] {
  const shares = longRunShares(market);
  return market.assets.map((_, i) =>
    market.assets.map((__, j) =>
      market.regimes.reduce((sum, regime, r) => sum + (shares[r] ?? 0) * covarianceIn(regime, i, j), 0),
    ),
  );
}

/** The stationary law; where a chain has none of its own (two regimes that never meet), the law of the start. */
function longRunShares(market: Market): readonly number[] {
  try {
    return stationaryLaw(market.transition.rows);
  } catch (error) {
    if (error instanceof InputError) return market.start;
    throw error;
  }
}

/**
 * sigma_i sigma_j rho_ij / 365 + n (p E[J_i J_j] - p^2 E[J_i] E[J_j]): n trials a day of a jump with probability p; sizes as in
 * `CommonJump` and `SingleJump`.
 */
function covarianceIn(regime: Regime, i: number, j: number): number {
  const diffusion =
    ((regime.volatility[i] ?? 0) * (regime.volatility[j] ?? 0) * (regime.correlation[i]?.[j] ?? 0)) / yearDays;
  const common = regime.commonJump;
  let jumps = 0;
  if (common !== null) {
    const [betaI, betaJ] = [common.beta[i] ?? 0, common.beta[j] ?? 0];
    const own = i === j ? (common.spread[i] ?? 0) ** 2 : 0;
    const product = betaI * betaJ * (common.mean ** 2 + common.sd ** 2) + own;
    const means = betaI * betaJ * common.mean ** 2;
    jumps += (24 / common.perHours) * (common.probability * product - common.probability ** 2 * means);
  }
  const single = i === j ? (regime.singleJumps[i] ?? null) : null;
  if (single !== null) {
    const { probability, perHours, mean, sd } = single;
    jumps += (24 / perHours) * (probability * (mean ** 2 + sd ** 2) - probability ** 2 * mean ** 2);
  }
  return diffusion + jumps;
}
