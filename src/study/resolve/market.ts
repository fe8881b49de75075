import { basename, extname } from 'node:path';
import { limits } from '../../base/limits.ts';
import type { Market } from '../../market/model.ts';
import { type Fault, Findings } from '../document/findings.ts';
import { oneLine } from '../document/tree.ts';
import type { marketKinds, sharedMarketFields } from '../forms/market.ts';
import { read } from '../forms/read.ts';
import type { ModelFields, ReadFile } from '../models/model-form.ts';
import { writtenModel } from '../models/registry.ts';
import { refuseUnknownAssets } from './per-asset.ts';

/** What could be read of a market. The names serve to check the rest of the experiment even where the market itself has faults. */
export interface MarketReading {
  readonly quote: string;
  /** Price now by asset, in file order; undefined where it could not be read. */
  readonly prices: ReadonlyMap<string, number | undefined>;
  /** Undefined where something that it needs could not be read. */
  readonly market: Market | undefined;
  readonly origin: MarketOrigin;
  readonly faults: readonly Fault[];
  readonly warnings: readonly string[];
}

/** What a report says of where the figures of a market come from. Nothing of it moves a path. */
export interface MarketOrigin {
  /** What it calls itself, or the name of its file; null: written in the experiment, without a name. */
  readonly name: string | null;
  readonly kind: (typeof marketKinds)[number] | null;
  /** Day of its prices, such as 2026-04-30; null: unknown. */
  readonly pricedOn: string | null;
  /** Assets whose price is given anew by the experiment. */
  readonly renewed: readonly string[];
  /** The period that its funding rates are for; null: the funding interval of the venue. */
  readonly fundingPerHours: number | null;
}

type MarketFields = ModelFields<typeof sharedMarketFields>;

const defaultQuote = 'USDT';

/** Checks what is written of a market and resolves it. `file`: the name of the file that it is the whole of, if it is one. `readFile` reads what it names. */
export function resolveMarket(written: unknown, file: string | null, readFile: ReadFile): MarketReading {
  const found = new Findings();
  const chosen = writtenModel(written, found);
  const fields: MarketFields = (chosen && read(chosen.form, written, found)) ?? {};
  const { quote = defaultQuote } = fields;
  const prices = resolvePrices(fields, quote, found);
  const assets = [...prices.keys()];
  const modelled = chosen?.model.read(fields, { assets, source: fields.source, readFile }, found);
  const values = [...prices.values()];
  const arePriced = values.every((price): price is number => price !== undefined);
  const market =
    modelled && arePriced && assets.length > 0 ? { quote, assets, prices: values, ...modelled } : undefined;
  return { quote, prices, market, origin: originOf(fields, file), faults: found.faults, warnings: found.warnings };
}

function originOf(fields: MarketFields, file: string | null): MarketOrigin {
  const per = fields['funding-per'];
  return {
    name: fields.name ?? (file === null ? null : marketNameOf(file)),
    kind: fields.kind ?? null,
    pricedOn: fields['priced-on'] ?? endOfPeriod(fields.source),
    renewed: Object.keys(fields.prices ?? {}),
    fundingPerHours: per === undefined ? null : per / 3_600,
  };
}

/** `crypto-majors` of `markets/crypto-majors.yaml`, whatever characters the name has. */
export function marketNameOf(file: string): string {
  return oneLine(basename(file, extname(file)), limits.nameLength.largest);
}

/** The day on which the period of `source` ends, as `calibrate` writes it; null where there is none. */
function endOfPeriod(source: unknown): string | null {
  if (typeof source !== 'object' || source === null || !('period' in source)) return null;
  const { period } = source;
  const end: unknown = Array.isArray(period) ? period.at(-1) : null;
  return typeof end === 'string' ? (/^\d{4}-\d{2}-\d{2}/.exec(end)?.[0] ?? null) : null;
}

/** Prices now by asset: those of the file, but for those that are renewed. */
function resolvePrices(fields: MarketFields, quote: string, found: Findings): Map<string, number | undefined> {
  const { assets = {}, prices = {} } = fields;
  if (Object.hasOwn(assets, quote)) {
    found.addName(
      ['assets', quote],
      `${quote} is the quote currency, whose price is 1`,
      'other assets, or another quote',
    );
  }
  const names = Object.keys(assets).filter((asset) => asset !== quote);
  refuseUnknownAssets(prices, names, found.below('prices'));
  return new Map(names.map((asset) => [asset, prices[asset] ?? assets[asset]]));
}

/** Markets that were scaled before, so that the scenarios of a sweep share them. */
const scaled = new WeakMap<Market, Map<number, Market>>();

/**
 * The market with funding rates per interval of the venue, where its own are per `perHours` (null: per interval already).
 *
 * A rate is paid for the time that it is for, so mean and spread go with its length: 0.01 % per 8 h is 0.00125 % per hour.
 */
export function perFundingInterval(market: Market, perHours: number | null, everyHours: number): Market {
  const factor = perHours === null ? 1 : everyHours / perHours;
  if (factor === 1) return market;
  const known = scaled.get(market) ?? new Map<number, Market>();
  scaled.set(market, known);
  const result = known.get(factor) ?? withFunding(market, factor);
  known.set(factor, result);
  return result;
}

function withFunding(market: Market, factor: number): Market {
  return {
    ...market,
    regimes: market.regimes.map((regime) => ({
      ...regime,
      funding: regime.funding.map((law) => ({ ...law, mean: law.mean * factor, sd: law.sd * factor })),
    })),
  };
}
