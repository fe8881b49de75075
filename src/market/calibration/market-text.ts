import { Document, isMap, isScalar, isSeq, type Node, visit } from 'yaml';
import { formatDurationHours, formatShare } from '../../base/units.ts';
import type { RegimeMarket } from '../model.ts';
import type { RegimeLaw, ShockLaw } from '../regime-model.ts';
import type { FundingLaw, Regime } from '../shared.ts';
import { fundingPerHours } from './fit-funding.ts';

/** Plain data of a YAML document. */
export type YamlValue =
  | string
  | number
  | boolean
  | null
  | readonly YamlValue[]
  | { readonly [key: string]: YamlValue }
  | ReadonlyMap<string, YamlValue>;

/**
 * A market as the text of a market file: percentages, durations with units, one line per list of numbers.
 *
 * `source` tells where the market came from; `comment` stands above it all. Numbers are written as they are: round them
 * first. What a calibrated market has none of is not written (jumps, depth, haircuts, deleveraging); funding rates are per 8 h.
 */
export function marketText(market: RegimeMarket, source: YamlValue, comment: string): string {
  const { assets, regimes } = market;
  const { laws, transition, shocks } = market.model;
  const shared = sharedCorrelation(laws);
  const document = new Document({
    kind: 'fitted',
    quote: market.quote,
    assets: byAsset(assets, market.prices),
    ...(shared !== null && assets.length > 1 && { correlation: shared }),
    regimes: Object.fromEntries(
      regimes.map((regime, r) => [regime.name, regimeForm(assets, regime, laws[r]!, shared === null)]),
    ),
    ...(regimes.length > 1 && {
      transition: { per: formatDurationHours(transition.perHours), rows: transition.rows },
      start: 'stationary',
    }),
    shocks: shocksForm(shocks),
    ...(regimes.some(hasFunding) && { 'funding-per': formatDurationHours(fundingPerHours) }),
    source,
  });
  document.commentBefore = comment;
  writeShortOnOneLine(document);
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/** The correlation of all regimes where they have the same. */
function sharedCorrelation(laws: readonly RegimeLaw[]): RegimeLaw['correlation'] | null {
  const [first, ...others] = laws.map(({ correlation }) => correlation);
  const isSame = (other: RegimeLaw['correlation']) =>
    other.every((row, i) => row.every((value, j) => value === first?.[i]?.[j]));
  return first !== undefined && others.length > 0 && others.every(isSame) ? first : null;
}

function regimeForm(assets: readonly string[], regime: Regime, law: RegimeLaw, withCorrelation: boolean): YamlValue {
  return {
    volatility: byAsset(assets, law.volatility.map(formatShare)),
    drift: law.drift.every((drift) => drift === 0) ? '0%' : byAsset(assets, law.drift.map(formatShare)),
    ...(assets.length > 1 && withCorrelation && { correlation: law.correlation }),
    ...(hasFunding(regime) && {
      funding: byAsset(assets, regime.funding.map(fundingForm)),
    }),
  };
}

function shocksForm(shocks: ShockLaw): YamlValue {
  if (shocks.law === 'normal') return { law: shocks.law };
  const { law, degrees, perHours } = shocks;
  return { law, degrees, ...(perHours !== null && { per: formatDurationHours(perHours) }) };
}

function hasFunding({ funding }: Regime): boolean {
  return funding.some(({ mean, sd }) => mean !== 0 || sd !== 0);
}

function fundingForm(law: FundingLaw): YamlValue {
  if (law.sd === 0 && law.reversionHours === 0) return formatShare(law.mean);
  return { mean: formatShare(law.mean), sd: formatShare(law.sd), reversion: formatDurationHours(law.reversionHours) };
}

/** A `Map`, for an object would put an asset called `1` before all others. */
function byAsset(assets: readonly string[], values: readonly YamlValue[]): ReadonlyMap<string, YamlValue> {
  return new Map(assets.map((asset, index) => [asset, values[index] ?? null]));
}

/** Puts lists and maps of plain values on one line each, as a person would write them. */
function writeShortOnOneLine(document: Document): void {
  visit(document, {
    Collection(_key, node) {
      const values: unknown[] = isMap(node) ? node.items.map((pair) => pair.value) : isSeq(node) ? node.items : [];
      if (values.length > 0 && values.every((value) => isScalar(value))) setFlow(node);
    },
  });
}

function setFlow(node: Node & { flow?: boolean | undefined }): void {
  node.flow = true;
}
