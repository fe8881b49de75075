import { assert } from '../../base/errors.ts';
import { type RegimeArrays, stillArrays } from '../regime-arrays.ts';
import { regimes } from './regimes.ts';
import type { PathSource, SourceRule, SourceUse } from './source.ts';

/** The models of a market by their kind: one file, and a line here. */
export const sources = { regimes };

/** A model of a market, with its parameters. */
export type MarketModel = ModelOf<(typeof sources)[keyof typeof sources]>;
type ModelOf<Rule> = Rule extends SourceRule<infer Model> ? Model : never;

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
  const rule = ruleOf(kind);
  assert('create' in rule, `${kind} is a source outside of the kernel`);
  return rule.create(data);
}

/** What runs a model. */
export function sourceOf({ kind }: MarketModel): SourceRule<MarketModel> {
  return ruleOf(kind);
}

function ruleOf(kind: MarketModel['kind']): SourceRule<MarketModel> {
  return sources[kind];
}
