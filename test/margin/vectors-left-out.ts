import type { Vector } from './vector.ts';

/** Vectors of the shared file that are not computed here, by topic or by id, each with the reason. */
export const leftOut: Readonly<Record<string, string>> = {
  // liquidation, as other venues do it
  'liquidation/fill-price-bound': 'orders have no limit price here: a forced close fills at mark less slippage',
  'dydx-bankruptcy-long-short':
    'a part of a pool has no bankruptcy price here: a deficit belongs to the pool as a whole, not to one of its positions by maintenance',
  'drift-iffee-base':
    'the rate of the insurance fee depends on the shortage; here it is fixed, and cut only to what the pool can pay',
  'drift-iffee-big-liquidator-fee':
    'the rate of the insurance fee depends on the shortage; here it is fixed, and cut only to what the pool can pay',
  'liquidation/fee': 'the fee of a forced close does not grow with time',
  'liquidation/collateral': 'a liquidator that takes over collateral and a borrowed coin: nothing is borrowed here',
  // other margin models
  'nautilus-fx-standard-init': 'initial margin: only maintenance matters for a position that is open already',
  'margin/oi-scaling': 'initial margin, scaled by the open interest of the whole venue',
  'margin/order-margin': 'no open orders',
  'margin/fully-collateralised': 'not a leveraged contract',
  'margin/size-premium': 'weights of spot borrowing, which is not modelled',
  'collateral/size-haircut':
    'a weight that falls with the root of the whole amount; discounts here are tiers of amounts, which could only repeat the answer',
  'collateral/deposit-cap-haircut': 'depends on the deposits of the whole venue',
  'portfolio-margin/liquidation-cost': 'portfolio margin is not modelled',
  'funding/margin-component': 'accrued funding is no part of a requirement: it is paid at its interval',
};

/** Why a vector is left out; undefined if it is computed. */
export function reasonOf({ id, topic }: Vector): string | undefined {
  return leftOut[id] ?? leftOut[topic];
}
