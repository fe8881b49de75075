import type { Account } from '../../src/margin/account.ts';
import { type LiquidationDistance, liquidationDistances } from '../../src/margin/distance.ts';
import { parseStudy } from '../../src/study/parse.ts';
import { riskOf } from './books.ts';

/** What an experiment may write of a venue: its name, or a preset and the rules that differ. */
export type VenueText = string | Readonly<Record<string, unknown>>;

export interface Held {
  readonly asset: string;
  /** Above 0 long, below 0 short. */
  readonly quantity: number;
  readonly entry: number;
}

export interface Book {
  readonly venue: VenueText;
  /** Prices now, by asset. */
  readonly prices: Readonly<Record<string, number>>;
  readonly positions: readonly Held[];
  readonly collateral: Readonly<Record<string, number>>;
  /** Default: one pool with everything. */
  readonly schemes?: Readonly<Record<string, unknown>>;
  /** What the market gives as funding per hour; default 0. */
  readonly funding?: number;
}

/**
 * The scenario of an experiment that names the venue, read as every experiment is: so what a test learns of a preset is what a user gets.
 * Positions are named p0, p1, …
 */
export function scenarioOf({
  venue,
  prices,
  positions,
  collateral,
  schemes = { one: { pools: 'one' } },
  funding = 0,
}: Book) {
  const correlation = Object.keys(prices).length > 1 ? { correlation: 0 } : {};
  const experiment = {
    name: 'vector',
    market: { assets: prices, regimes: { only: { volatility: '50%', funding, ...correlation } }, 'funding-per': '1h' },
    venue,
    collateral,
    positions: Object.fromEntries(
      positions.map(({ asset, quantity, entry }, index) => [
        `p${index}`,
        { asset, side: quantity > 0 ? 'long' : 'short', quantity: Math.abs(quantity), entry },
      ]),
    ),
    schemes,
    horizon: '1d',
    step: '1h',
    paths: 1,
  };
  // JSON is YAML.
  const [scenario] = parseStudy(JSON.stringify(experiment), { file: null }).scenarios;
  if (scenario === undefined) throw new Error('an experiment has a scenario');
  return scenario;
}

export function accountOfBook(book: Book): Account {
  return scenarioOf(book).account;
}

/** Distances of the first position, at the prices now. */
export function firstDistance(book: Book): LiquidationDistance {
  const prices = Object.values(book.prices);
  const [first] = liquidationDistances(accountOfBook(book), prices, riskOf(prices));
  if (first === undefined) throw new Error('a book has a position');
  return first;
}
