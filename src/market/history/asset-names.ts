import { inputError } from '../../base/errors.ts';
import { contractSymbol, symbolInFileName } from './contract-symbol.ts';
import { quote, quoteSome } from './faults.ts';
import type { PriceColumns } from './price-columns.ts';
import type { Table } from './table.ts';

/** What the coins of a file are called: by its header, its rows, the option, or its own name. */
export class AssetNames {
  readonly #known = new Map<string, string>();
  readonly #quotes = new Map<string, string>();
  readonly #file: string;
  readonly #single: string | null;
  #byFileName = false;

  constructor(file: string, fileName: string, table: Table, columns: PriceColumns, wanted: string | undefined) {
    this.#file = file;
    this.#single = wanted ?? null;
    const single = columns.symbol === null && columns.prices.length === 1;
    if (wanted !== undefined && columns.symbol === null && !single) {
      throw inputError('', `holds ${columns.prices.length} coins and cannot be called ${quote(wanted)}`, {
        file,
        allowed: '--assets to choose some of them, or --price-column to take one column',
      });
    }
    if (single && columns.prices[0]!.name === null && wanted === undefined) {
      const symbol = symbolInFileName(fileName);
      if (symbol === null) {
        throw inputError('', `holds ${columns.kind.split(',')[0]} of one coin and does not say which`, {
          file,
          ...(table.headerRow !== null && { line: table.headerRow.line }),
          allowed: `BTC=${fileName} or --asset BTC`,
        });
      }
      this.#byFileName = true;
      this.#single = symbol.asset;
      if (symbol.quote !== null) this.#quotes.set(symbol.quote, symbol.asset);
    }
  }

  /** The asset of a column or cell; throws an input error where two names mean one asset, or currencies differ. */
  of(written: string | null): string {
    if (written === null) return this.#single ?? '';
    const known = this.#known.get(written);
    if (known !== undefined) return known;
    const { asset, quote: currency } = contractSymbol(written);
    const called = this.#single ?? asset;
    const twin = [...this.#known].find(([, other]) => other === called);
    if (twin !== undefined) {
      const both =
        this.#single === null
          ? `${quote(twin[0])} and ${quote(written)} are both ${called}`
          : `holds ${quote(twin[0])} and ${quote(written)}, which cannot both be ${called}`;
      throw inputError('', both, { file: this.#file, allowed: 'one of them: cut the file, or name a --price-column' });
    }
    this.#known.set(written, called);
    if (currency !== null) this.#quotes.set(currency, written);
    if (new Set([...this.#quotes.keys()].map(currencyKind)).size > 1) {
      throw inputError('', `has prices in ${[...this.#quotes.keys()].join(' and ')}`, {
        file: this.#file,
        allowed: 'prices in one currency',
        got: quoteSome([...this.#quotes.values()]),
      });
    }
    return called;
  }

  /** In what the prices are written, `USD` for all kinds of dollars; null where no name tells. */
  get currency(): string | null {
    const [written] = this.#quotes.keys();
    return written === undefined ? null : currencyKind(written);
  }

  said(): string {
    const renamed = [...this.#known].filter(([written, asset]) => written !== asset);
    const assets = this.#known.size === 0 ? [this.#single ?? ''] : [...new Set(this.#known.values())];
    const shown = assets.length > 4 ? `${assets.length} coins` : assets.join(', ');
    const by = renamed.length > 0 ? ` (${renamed[0]![0]}${renamed.length > 1 ? ', ...' : ''})` : '';
    return `${shown}${this.#byFileName ? ' (by the name of the file)' : by}`;
  }
}

/** Prices in tokens of a dollar are prices in dollars here: which token it is makes no return. */
export function currencyKind(currency: string): string {
  return /USD|^DAI$/i.test(currency) ? 'USD' : currency.toUpperCase();
}
