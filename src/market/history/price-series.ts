import { type Diagnostic, inputError } from '../../base/errors.ts';
import { limits } from '../../base/limits.ts';
import { contractSymbol, symbolInFileName } from './contract-symbol.ts';
import { Faults, quote, quoteSome } from './faults.ts';
import type { Series } from './grid.ts';
import type { PriceColumns } from './price-columns.ts';
import type { Table } from './table.ts';
import type { TimeColumn } from './time-column.ts';
import { isMissing, parseWrittenNumber } from './written-numbers.ts';

/** What a market file accepts as the name of an asset. */
const assetName = /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,63}$/u;

/** Reads times and prices of all rows, one series per coin that the rows name; throws an input error with all faults. */
export function readSeries(table: Table, time: TimeColumn, columns: PriceColumns, names: AssetNames): Series[] {
  const faults = new Faults(table.file);
  const series = new Map<string, Series>();
  const headed = columns.prices.map(({ column, name }, index) => {
    if (name === null) return '';
    const asset = names.of(name);
    checkName(asset, name, table, column, faults);
    if (columns.prices.findIndex((other) => other.name === name) < index)
      headerFault(table, column, `${quote(name)} stands twice in the header`, {}, faults);
    return asset;
  });
  if (!faults.none) throw faults.error();
  for (const row of table.rows()) {
    const { cells, line } = row;
    if (
      cells.length !== table.width &&
      !(cells.length > table.width && cells.slice(table.width).every((cell) => cell === ''))
    ) {
      const allowed = `${table.width}, as in ${table.names === null ? 'the other rows' : 'the header'}`;
      faults.at(row, Math.min(cells.length, table.width), `has ${cells.length} cells`, { allowed });
      continue;
    }
    const moment = time.read(row);
    if (moment === null) {
      timeFault(row.cells[time.column] ?? '', (what, details) => faults.at(row, time.column, what, details));
      continue;
    }
    const { smallest, largest } = limits.price;
    const prices = columns.prices.map(({ column }, index) => {
      const cell = cells[column]!;
      const price = isMissing(cell) ? Number.NaN : parseWrittenNumber(cell, table.mark);
      const path = headed[index] ?? '';
      if (price === null) {
        faults.at(row, column, 'is no number', {
          path,
          allowed: 'a price, or nothing where it is missing',
          got: quote(cell),
        });
      } else if (price <= 0 || price === Number.POSITIVE_INFINITY) {
        faults.at(row, column, 'must be above 0 and finite', {
          path,
          allowed: 'a price, or nothing where there is none',
          got: quote(cell),
        });
      } else if (price < smallest || price > largest) {
        // What a market file can hold; beyond it, squares of returns are nothing that could be fitted.
        faults.at(row, column, 'is beyond any price', {
          path,
          allowed: `a price from ${smallest} to ${largest}, or nothing where there is none`,
          got: quote(cell),
        });
      }
      return price ?? Number.NaN;
    });
    const assets = columns.prices[0]!.name === null ? [assetOfRow(cells, columns, names)] : headed;
    const key = columns.symbol === null ? '' : assets[0]!;
    let one = series.get(key);
    if (one === undefined) {
      one = { assets, times: [], lines: [], columns: assets.map(() => []) };
      if (columns.prices[0]!.name === null) checkName(assets[0]!, assets[0]!, table, columns.symbol ?? 0, faults);
      series.set(key, one);
    }
    one.times.push(moment);
    one.lines.push(line);
    for (const [index, price] of prices.entries()) one.columns[index]!.push(price);
  }
  if (!faults.none) throw faults.error();
  return [...series.values()];
}

function assetOfRow(cells: readonly string[], columns: PriceColumns, names: AssetNames): string {
  return names.of(columns.symbol === null ? null : cells[columns.symbol]!);
}

function checkName(asset: string, written: string, table: Table, column: number, faults: Faults): void {
  if (assetName.test(asset)) return;
  const details = { allowed: 'letters, digits, - and _, or a pair such as BTC/USDT', got: quote(written) };
  headerFault(table, column, 'is no name for an asset', details, faults);
}

function headerFault(
  { headerRow }: Table,
  column: number,
  what: string,
  details: Partial<Diagnostic>,
  faults: Faults,
): void {
  if (headerRow === null) faults.add(what, details);
  else faults.at(headerRow, column, what, details);
}

function timeFault(cell: string, report: (what: string, details: { allowed: string; got: string }) => void): void {
  const got = quote(cell);
  if (/^\d[.,]\d+e\+?\d+$/i.test(cell)) {
    report('is a time whose last digits a spreadsheet has cut off', { allowed: 'the file as it was downloaded', got });
  } else if (/^[2-9]\d{4}([.,]\d+)?$/.test(cell)) {
    report('is the day number of a spreadsheet', { allowed: 'the column formatted as dates, then saved as CSV', got });
  } else if (/\d .*([A-Z]{3,4}|[A-Z][a-z]+\/[A-Z][a-z_]+)\]?$/.test(cell)) {
    report('is a time in a zone by name', { allowed: 'times in UTC, or with an offset such as +01:00', got });
  } else {
    report('is no time', { allowed: '2024-01-31, 2024-01-31T08:00:00Z, Unix seconds or milliseconds', got });
  }
}

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
