import type { Vector } from './vector.ts';

/** Vectors that cannot be expressed here and so are not computed, by topic or by id, each with the reason. */
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
  'binance-iso-bt-long':
    'a buffer that a trading bot puts on top of the price of the exchange: a test could only add it itself',
  'dydx-partial-min': 'the smallest slice and a portion of 1 are inputs that come back: nothing is computed of them',
  'dydx-liquidatable-neg-no-position':
    'an account without a position cannot be written here, so a test could only give the answer itself',
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

/** Figures of computed vectors that cannot be expressed here, by name, or by vector and name, each with the reason. */
export const figuresLeftOut: Readonly<Record<string, string>> = {
  initialMarginMicroQuote: 'initial margin: only maintenance matters for a position that is open already',
  fundAfter: 'what an insurance fund has left is no outcome: it would be a subtraction of the test',
  'bybit-inverse-cross-legacy liqPrice':
    'a requirement of coins at entry plus a fee of coins at the bankruptcy price: no rule adds the two, so a test would have to',
};

/** Why a vector is left out; undefined if it is computed. */
export function reasonOf({ id, topic }: Vector): string | undefined {
  return leftOut[id] ?? leftOut[topic];
}
