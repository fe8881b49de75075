/** Vectors of the shared file that are not computed here, by topic or by id, each with the reason. */
export const leftOut: Readonly<Record<string, string>> = {
  // contracts that are not linear
  'liq-price/cross/inverse': 'inverse contracts are not modelled',
  'liq-price/isolated/inverse': 'inverse contracts are not modelled',
  'margin/requirements/inverse': 'inverse contracts are not modelled',
  'pnl/inverse': 'inverse contracts are not modelled',
  // liquidation in parts, and who bears what is left
  'liquidation/partial': 'a pool is liquidated as a whole',
  'liquidation/fill-price-bound': 'a forced close fills at mark less slippage, not at a bounded order price',
  'dydx-bankruptcy-long-short':
    'closes one position of two and shares the deficit by maintenance: liquidation in parts',
  'drift-iffee-base': 'the insurance fee depends on the shortage of a partial liquidation',
  'drift-iffee-big-liquidator-fee': 'the insurance fee depends on the shortage of a partial liquidation',
  'liquidation/fee': 'the fee of a forced close does not grow with time',
  'liquidation/collateral': 'collateral is sold at mark; no liability in a coin is taken over',
  'bad-debt/adl': 'no auto-deleveraging: the insurance fund bears all bad debt',
  // other margin models
  'nautilus-fx-standard-init': 'initial margin: only maintenance matters for a position that is open already',
  'margin/oi-scaling': 'initial margin, scaled by the open interest of the whole venue',
  'margin/order-margin': 'no open orders',
  'margin/fully-collateralised': 'not a leveraged contract',
  'margin/size-premium': 'weights of spot borrowing, which is not modelled',
  'collateral/size-haircut': 'a haircut does not depend on the amount held',
  'collateral/deposit-cap-haircut': 'a haircut does not depend on the deposits of the whole venue',
  'mode-switch/isolated-margin': 'pools do not change along a path here',
  'portfolio-margin/liquidation-cost': 'portfolio margin is not modelled',
  // funding rates are made by the market, not derived
  'funding/margin-component': 'accrued funding is no part of a requirement',
  'funding/clamp':
    'these clamp the rate of another formula; the clamp here is a bound per venue, applied by the market',
};
