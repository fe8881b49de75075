import type { RegimeModel } from '../regime-model.ts';
import { regimes } from './regimes.ts';
import type { SourceRule } from './source.ts';

/** The models of a market, each with its parameters: one file, and a line here and in `sources`. */
export type MarketModel = RegimeModel;

export const sources: { readonly [Kind in MarketModel['kind']]: SourceRule<Extract<MarketModel, { kind: Kind }>> } = {
  regimes,
};

/** What runs a model. */
export function sourceOf(model: MarketModel): SourceRule<MarketModel> {
  return sources[model.kind];
}
