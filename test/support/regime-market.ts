import { asRegimeMarket, type Market, type RegimeMarket } from '../../src/market/model.ts';
import type { RegimeLaw, RegimeModel } from '../../src/market/regime-model.ts';
import type { Regime, SharedMarket } from '../../src/market/shared.ts';

/** A regime with its law. */
export type FlatRegime = Regime & RegimeLaw;

/** A market of the regime model as a market file writes it: each regime with its law, the rest of the model beside them. */
export interface FlatMarket extends SharedMarket, Omit<RegimeModel, 'kind' | 'laws'> {
  readonly regimes: readonly FlatRegime[];
}

/** The market that is written so. */
export function regimeMarket({ quote, assets, prices, regimes, ...model }: FlatMarket): RegimeMarket {
  return {
    quote,
    assets,
    prices,
    regimes: regimes.map(({ name, funding, haircut, depth, deleveraging }) => ({
      name,
      funding,
      haircut,
      depth,
      deleveraging,
    })),
    model: {
      kind: 'regimes',
      laws: regimes.map(({ volatility, drift, correlation, commonJump, singleJumps }) => ({
        volatility,
        drift,
        correlation,
        commonJump,
        singleJumps,
      })),
      ...model,
    },
  };
}

/** A market of the regime model as its file writes it. */
export function flatMarket(market: Market): FlatMarket {
  const { model, regimes, ...shared } = asRegimeMarket(market);
  const { kind: _, laws, ...chain } = model;
  return { ...shared, ...chain, regimes: regimes.map((regime, r) => ({ ...regime, ...laws[r]! })) };
}

/** The market with other regimes, such as jumps in each of them. */
export function withRegimes(market: Market, change: (regime: FlatRegime, index: number) => FlatRegime): RegimeMarket {
  const flat = flatMarket(market);
  return regimeMarket({ ...flat, regimes: flat.regimes.map(change) });
}
