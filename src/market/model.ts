import { inputError } from '../base/errors.ts';
import type { RegimeModel } from './regime-model.ts';
import type { Regime, SharedMarket } from './shared.ts';
import { type MarketModel, sourceOf } from './sources/registry.ts';

/** The exogenous world: what can happen to prices, funding, haircuts and depth. */
export interface Market extends SharedMarket {
  /** Where returns and regimes come from. */
  readonly model: MarketModel;
}

/** A market of the regime model, such as calibration makes and market files describe. */
export interface RegimeMarket extends SharedMarket {
  readonly model: RegimeModel;
}

/** Law of the regime that governs the first return, in the order of the regimes; sums to 1. */
export function startLaw({ model }: Market): readonly number[] {
  return sourceOf(model).startLaw(model);
}

/** The regime that most likely governs the first return; the first of equals. */
export function likeliestStart(market: Market): Regime {
  const law = startLaw(market);
  return market.regimes[law.indexOf(Math.max(...law))]!;
}

/** Covariance of the daily log returns of every two assets (n x n) in the long run. */
export function dailyCovariance({ model }: Market): number[][] {
  return sourceOf(model).dailyCovariance(model);
}

/** The market as one of the regime model. Throws an input error for what can be done with that alone. */
export function asRegimeMarket(market: Market): RegimeMarket {
  const { model, ...shared } = market;
  if (model.kind === 'regimes') return { ...shared, model };
  throw inputError('market.model', 'has no volatilities and correlations of its own', {
    allowed: 'a market with regimes, such as calibrate makes',
    got: model.kind,
  });
}
