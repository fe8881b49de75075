import type { Scenario } from '../../engine/scenario.ts';
import type { RegimeModel } from '../../market/regime-model.ts';
import type { MarketOrigin } from '../resolve/market.ts';

/** Something that a run takes for granted, leaves out, or knows only as of a day. */
export interface Assumption {
  /** What it is about, one word: it is the first column of the list in a report. */
  readonly name: string;
  /** A short line, without a full stop. */
  readonly text: string;
}

/** What an assumption may depend on: everything that is known before the first path. */
export interface AssumptionFacts {
  readonly scenario: Scenario;
  readonly origin: MarketOrigin;
}

export interface AssumptionRule {
  readonly name: Assumption['name'];
  /** What is assumed in this scenario; null where nothing of the kind is. */
  readonly text: (facts: AssumptionFacts) => string | null;
}

/** What is assumed in the laws of a regime model; another model assumes nothing of the kind. */
export function ofRegimeModel(
  text: (model: RegimeModel, facts: AssumptionFacts) => string | null,
): AssumptionRule['text'] {
  return (facts) => {
    const { model } = facts.scenario.market;
    return model.kind === 'regimes' ? text(model, facts) : null;
  };
}

/** Indices of the assets that positions are held in, ascending. */
export function heldAssets({ account }: Scenario): number[] {
  return [...new Set(account.positions.map(({ asset }) => asset))].toSorted((a, b) => a - b);
}

/** Names as a line has room for: the first six. */
export function namesOf({ market }: Scenario, assets: readonly number[]): string {
  const names = assets.map((asset) => market.assets[asset] ?? '');
  return names.length > 6 ? `${names.slice(0, 6).join(', ')}, … (${names.length})` : names.join(', ');
}
