import { assert } from '../../base/errors.ts';
import { type RegimeArrays, stillArrays } from '../regime-arrays.ts';
import type { RegimeModel } from '../regime-model.ts';
import { regimes } from './regimes.ts';
import type { PathSource, SourceRule, SourceUse } from './source.ts';

/** The models of a market, each with its parameters: one file, and a line here and in `sources`. */
export type MarketModel = RegimeModel;

export const sources: { readonly [Kind in MarketModel['kind']]: SourceRule<Extract<MarketModel, { kind: Kind }>> } = {
  regimes,
};

/** A source outside of the kernel as plain data. */
export interface CompiledSource {
  readonly kind: MarketModel['kind'];
  readonly data: unknown;
}

/** A model as the kernel draws from it, or as a source outside of it is created from. */
export function compileModel(
  model: MarketModel,
  use: SourceUse,
): { readonly laws: RegimeArrays; readonly source: CompiledSource | null } {
  const rule = sourceOf(model);
  return 'create' in rule
    ? { laws: stillArrays(use), source: { kind: model.kind, data: rule.compile(model, use) } }
    : { laws: rule.kernelLaws(model, use), source: null };
}

export function createSource({ kind, data }: CompiledSource): PathSource {
  const rule: SourceRule<never> = sources[kind];
  assert('create' in rule, `${kind} is a source outside of the kernel`);
  return rule.create(data);
}

/** What runs a model. */
export function sourceOf(model: MarketModel): SourceRule<MarketModel> {
  return sources[model.kind];
}
