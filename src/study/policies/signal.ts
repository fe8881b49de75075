import { hoursPerYear } from '../../base/units.ts';
import type { Signal } from '../../margin/policies/signal.ts';
import { dailyCovariance, type Market } from '../../market/model.ts';
import { halfLifeDecay } from '../resolve/per-asset.ts';

/** The long-run covariance of a market takes its time, and every signal of a sweep starts from it. */
const covariances = new WeakMap<Market, readonly (readonly number[])[]>();

function longRunCovariance(market: Market): readonly (readonly number[])[] {
  const known = covariances.get(market) ?? dailyCovariance(market);
  covariances.set(market, known);
  return known;
}

/** Covariance of the returns of one step over the whole of time: where an estimate stands before the first return of a path. */
export function startCovariance(market: Market, assets: readonly number[], stepHours: number): number[][] {
  const daily = longRunCovariance(market);
  return assets.map((i) => assets.map((j) => (daily[i]?.[j] ?? 0) * (stepHours / 24)));
}

/**
 * A signal of the account. Half-lives are times after which a return counts half: the weight of the newest is 1 - 2^(-step / half-life).
 */
export function signalOf(
  kind: Signal['kind'],
  assets: readonly number[],
  halfLives: { readonly fast: number; readonly slow: number },
  market: Market,
  stepSeconds: number,
): Signal {
  const stepHours = stepSeconds / 3_600;
  return {
    kind,
    assets,
    weight: 1 - halfLifeDecay(stepSeconds, halfLives.fast),
    slowWeight: 1 - halfLifeDecay(stepSeconds, halfLives.slow),
    start: startCovariance(market, assets, stepHours),
    stepsPerYear: hoursPerYear / stepHours,
  };
}
