import { exponential } from '../../base/elementary.ts';
import type { FundingRules } from '../../margin/account.ts';
import type { Market } from '../../market/model.ts';
import { type CompiledHazard, compileHazard, type RegimeArrays, secondsOf } from '../../market/regime-arrays.ts';
import { type CompiledSource, compileModel } from '../../market/sources/registry.ts';
import type { Scenario } from '../scenario.ts';

/**
 * A market as flat arrays for one step length and one funding interval.
 *
 * Arrays "per regime and asset" are indexed `regime * assets + asset`. `drawn` counts the assets up to the last one that anyone holds.
 */
export interface CompiledMarket {
  readonly assetNames: readonly string[];
  readonly regimeNames: readonly string[];
  readonly assets: number;
  readonly drawn: number;
  /** Assets whose price anyone needs, ascending. */
  readonly priced: Int32Array;
  readonly regimes: number;
  readonly startPrices: Float64Array;
  readonly stepSeconds: number;
  /** What the kernel draws returns and regimes from. */
  readonly laws: RegimeArrays;
  /** What fills the blocks in its place; null where the kernel draws. */
  readonly source: CompiledSource | null;
  /** The venue deleverages its book: a jump whose mean is the share that is given up. */
  readonly deleveraging: CompiledHazard | null;
  readonly funding: CompiledFunding | null;
  /** Per regime and asset. */
  readonly haircut: Float64Array;
  /** Per regime and asset; Infinity for a book without a bottom. */
  readonly depth: Float64Array;
}

export interface CompiledFunding {
  /** Steps from one settlement to the next; at least 1. */
  readonly stepsPerSettlement: number;
  /** Funding intervals that one settlement covers; more than 1 only when a step is longer than the interval. */
  readonly intervalsPerSettlement: number;
  /** Per regime and asset: mean, phi = exp(-interval/reversion), sd sqrt(1 - phi^2), sd. */
  readonly mean: Float64Array;
  readonly persistence: Float64Array;
  readonly noise: Float64Array;
  readonly sd: Float64Array;
  /** Per asset: whether the rate moves by itself in any regime, by noise or by reverting, and not only with the regime. */
  readonly moves: Uint8Array;
  /** The venue's formula, see `FundingRules`; the clamp per asset, Infinity for none. */
  readonly interest: number;
  readonly damper: number;
  readonly clamp: Float64Array;
}

/** Compiles the market of a scenario for the assets in use. `used` are indices into `market.assets`. */
export function compileMarket(
  { market, stepHours, steps, account }: Scenario,
  used: readonly number[],
  key: Uint32Array,
): CompiledMarket {
  const priced = Int32Array.from(new Set(used)).toSorted();
  const drawn = (priced.at(-1) ?? 0) + 1;
  return {
    assetNames: market.assets,
    regimeNames: market.regimes.map((regime) => regime.name),
    assets: market.assets.length,
    drawn,
    priced,
    regimes: market.regimes.length,
    startPrices: Float64Array.from(market.prices),
    stepSeconds: secondsOf(stepHours),
    ...compileModel(market.model, { market, priced, drawn, stepHours, steps, key }),
    deleveraging: compileHazard(
      market.regimes.map(({ deleveraging: law }) => law && { ...law, mean: law.share, sd: 0 }),
      stepHours,
    ),
    funding: compileFunding(market, stepHours, account.venue.funding),
    haircut: Float64Array.from(market.regimes.flatMap(({ haircut }) => haircut)),
    depth: Float64Array.from(
      market.regimes.flatMap(({ depth }) => depth),
      (amount) => amount ?? Number.POSITIVE_INFINITY,
    ),
  };
}

/** Whether any rate of funding can differ from 0. */
export function paysFunding(market: Market, { interest, damper }: FundingRules): boolean {
  const laws = market.regimes.flatMap(({ funding }) => funding);
  return (interest !== 0 && damper !== 0) || laws.some(({ mean, sd }) => mean !== 0 || sd !== 0);
}

function compileFunding(market: Market, stepHours: number, rules: FundingRules): CompiledFunding | null {
  if (!paysFunding(market, rules)) return null;
  const laws = market.regimes.flatMap((regime) => regime.funding);
  const persistence = Float64Array.from(laws, (law) => exponential(-rules.everyHours / law.reversionHours));
  return {
    stepsPerSettlement: Math.max(1, Math.round(rules.everyHours / stepHours)),
    intervalsPerSettlement: Math.max(1, Math.round(stepHours / rules.everyHours)),
    mean: Float64Array.from(laws, (law) => law.mean),
    persistence,
    noise: Float64Array.from(laws, (law, k) => law.sd * Math.sqrt(1 - persistence[k]! * persistence[k]!)),
    sd: Float64Array.from(laws, (law) => law.sd),
    moves: Uint8Array.from(market.assets, (_, i) =>
      market.regimes.some(({ funding }) => funding[i]!.sd > 0 || funding[i]!.reversionHours > 0) ? 1 : 0,
    ),
    interest: rules.interest,
    damper: rules.damper,
    clamp: Float64Array.from(market.assets, (_, i) => rules.clamp[i] ?? Number.POSITIVE_INFINITY),
  };
}
