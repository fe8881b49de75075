import { inputError } from '../../base/errors.ts';
import { formatDurationHours } from '../../base/units.ts';
import { contractSymbol, symbolInFileName } from './contract-symbol.ts';
import { Faults, quote, quoteSome } from './faults.ts';
import { commonInterval, commonPhase, type Gridded, onGrid, type Series } from './grid.ts';
import { formatMoment, hourMilliseconds } from './moment.ts';
import { type PriceColumns, priceColumns } from './price-columns.ts';
import { readSourceFile, type SourceFile } from './source-file.ts';
import { readTable, type Table } from './table.ts';
import { type TimeColumn, timeColumn } from './time-column.ts';
import { type DecimalMark, isMissing, parseWrittenNumber } from './written-numbers.ts';
import type { DayOrder } from './written-times.ts';

/** What a market file accepts as the name of an asset. */
const assetName = /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,63}$/u;

/** Prices of some assets at ascending times, as one file gives them. */
export interface PriceHistory {
  readonly source: SourceFile;
  readonly assets: readonly string[];
  /** Milliseconds since 1970 UTC, on the grid of the file; ascending. */
  readonly times: readonly number[];
  /** Per asset, per time, above 0; NaN where the file has no price. */
  readonly prices: readonly Float64Array[];
  /** The most common spacing of the times: what a gap is measured against. */
  readonly intervalHours: number;
}

/** A price history and how its file was understood. */
export interface ReadPrices extends PriceHistory {
  /** One line without the name of the file: form, coins, times, order, grid, what was left out. */
  readonly said: string;
}

/** What overrides the reader's own judgement of a file. */
export interface ReadingOptions {
  /** Name or number (from 1) of the column of times. */
  readonly timeColumn?: string | undefined;
  /** Name or number (from 1) of the one column of prices. */
  readonly priceColumn?: string | undefined;
  /** The coin of a file of one coin. */
  readonly asset?: string | undefined;
  readonly decimal?: DecimalMark | undefined;
  readonly dates?: DayOrder | undefined;
}

/** Reads prices from a file in any of the published forms; throws an input error with all faults and their places. */
export function readPriceHistory(path: string, options: ReadingOptions = {}): ReadPrices {
  const { source, text } = readSourceFile(path);
  return parsePriceHistory(text, path, source, options);
}

/**
 * Prices from a text: candles of one coin, rows that name their coin, or a column per coin.
 *
 * `file` is what messages call the text. Form, unit of time, order and grid are detected once for the file and told in
 * `said`. Throws an input error with file, line and column, equal faults merged.
 */
export function parsePriceHistory(
  text: string,
  file: string,
  source: SourceFile,
  options: ReadingOptions = {},
): ReadPrices {
  const table = readTable(text, file, options.decimal);
  const time = timeColumn(table, options.timeColumn, options.dates);
  const columns = priceColumns(table, time, options.priceColumn);
  const names = new AssetNames(file, source.name, table, columns, options.asset);
  const series = readSeries(table, time, columns, names);
  const interval = commonInterval(series);
  const rows = series.reduce((sum, { times }) => sum + times.length, 0);
  if (interval === 0 || series.every(({ times }) => times.length < 3)) {
    throw inputError('', `has ${rows} rows of prices, too few to tell the interval`, {
      file,
      allowed: '3 rows or more',
    });
  }
  const phase = commonPhase(series, interval);
  const gridded = series.map((one) => onGrid(one, interval, phase));
  checkGrid(file, series, gridded, rows);
  const joined = join(series, gridded);
  const said = [
    ...table.said,
    columns.kind,
    names.said(),
    ...(columns.leftOut.length > 0 ? [`left out: ${columns.leftOut.join(', ')}`] : []),
    time.said(),
    ...gridWords(gridded, phase, joined.times),
  ];
  return { source, ...joined, intervalHours: interval / hourMilliseconds, said: said.join(', ') };
}

/** What the coins of a file are called: by its header, its rows, the option, or its own name. */
class AssetNames {
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
    const kinds = new Set([...this.#quotes.keys()].map((name) => (/USD|DAI/.test(name) ? 'dollars' : name)));
    if (kinds.size > 1) {
      throw inputError('', `has prices in ${[...this.#quotes.keys()].join(' and ')}`, {
        file: this.#file,
        allowed: 'prices in one currency',
        got: quoteSome([...this.#quotes.values()]),
      });
    }
    return called;
  }

  said(): string {
    const renamed = [...this.#known].filter(([written, asset]) => written !== asset);
    const assets = this.#known.size === 0 ? [this.#single ?? ''] : [...new Set(this.#known.values())];
    const shown = assets.length > 4 ? `${assets.length} coins` : assets.join(', ');
    const by = renamed.length > 0 ? ` (${renamed[0]![0]}${renamed.length > 1 ? ', ...' : ''})` : '';
    return `${shown}${this.#byFileName ? ' (by the name of the file)' : by}`;
  }
}

function readSeries(table: Table, time: TimeColumn, columns: PriceColumns, names: AssetNames): Series[] {
  const faults = new Faults(table.file);
  const series = new Map<string, Series>();
  const headed = columns.prices.map(({ column, name }) => {
    if (name === null) return '';
    const asset = names.of(columns.prices.length === 1 || name !== '' ? name : null);
    checkName(asset, name, table, column, faults);
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
        faults.at(row, column, 'must be above 0 and finite', { path, got: quote(cell) });
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
  if (table.headerRow === null) faults.add('is no name for an asset', details);
  else faults.at(table.headerRow, column, 'is no name for an asset', details);
}

function timeFault(cell: string, report: (what: string, details: { allowed: string; got: string }) => void): void {
  const allowed = '2024-01-31, 2024-01-31T08:00:00Z, Unix seconds or milliseconds';
  const cut = /^\d[.,]\d+e\+?\d+$/i.test(cell);
  report(cut ? 'is a time whose last digits a spreadsheet has cut off' : 'is no time', {
    allowed: cut ? 'the file as it was downloaded' : allowed,
    got: quote(cell),
  });
}

function checkGrid(file: string, series: readonly Series[], gridded: readonly Gridded[], rows: number): void {
  const faults = new Faults(file);
  for (const [index, { conflicts }] of gridded.entries()) {
    const { assets, times, lines } = series[index]!;
    for (const at of conflicts) {
      faults.add('repeats the time of another row with another price', {
        line: lines[at]!,
        path: assets.length === 1 ? assets[0]! : '',
        allowed: 'one price at a time: remove the older or unfinished bars',
        got: quote(formatMoment(times[at]!)),
      });
    }
  }
  const off = gridded.flatMap(({ offGrid }, index) => offGrid.map((at) => series[index]!.lines[at]!));
  if (off.length > rows / 10) {
    const interval = formatDurationHours(gridded[0]!.intervalMilliseconds / hourMilliseconds);
    faults.add(
      `has times on no grid: ${interval} is the commonest spacing, and ${off.length} of ${rows} rows do not fit it`,
      {
        line: off[0]!,
        allowed: 'bars at even intervals of a week or less; cut a file of several intervals apart',
      },
    );
  }
  if (!faults.none) throw faults.error();
}

/** One row per moment of all series, ascending. */
function join(
  series: readonly Series[],
  gridded: readonly Gridded[],
): Pick<PriceHistory, 'assets' | 'times' | 'prices'> {
  const assets = series.flatMap((one) => one.assets);
  const times = Float64Array.from(new Set(gridded.flatMap((one) => [...one.times]))).sort();
  const rowOf = series.length === 1 ? null : new Map(Array.from(times, (time, row) => [time, row]));
  const prices = series.flatMap(({ columns }, index) => {
    const { chosen, times: own } = gridded[index]!;
    return columns.map((column) => {
      const joined = new Float64Array(times.length).fill(Number.NaN);
      for (const [at, row] of chosen.entries()) joined[rowOf === null ? at : rowOf.get(own[at]!)!] = column[row]!;
      return joined;
    });
  });
  return { assets, times: [...times], prices };
}

/** Order, spacing, number of bars and what was mended or left out, for people. */
function gridWords(gridded: readonly Gridded[], phase: number, times: readonly number[]): string[] {
  const interval = gridded[0]!.intervalMilliseconds;
  const sum = (of: (one: Gridded) => number) => gridded.reduce((total, one) => total + of(one), 0);
  const bars = times.length;
  const missing = bars === 0 ? 0 : Math.round((times.at(-1)! - times[0]!) / interval) + 1 - bars;
  const duration = (milliseconds: number) => formatDurationHours(milliseconds / hourMilliseconds);
  const [jittered, repeated, off] = [
    sum((one) => one.jittered),
    sum((one) => one.repeated),
    sum((one) => one.offGrid.length),
  ];
  const largest = Math.max(...gridded.map((one) => one.largestJitter));
  return [
    ...(gridded.some(({ order }) => order === 'newest first') ? ['newest first: turned round'] : []),
    ...(gridded.some(({ order }) => order === 'mixed') ? ['rows out of order: sorted'] : []),
    `grid ${duration(interval)}${phase === 0 ? '' : ` at ${duration(phase)} past`}`,
    ...(jittered > 0 ? [`${count(jittered, 'time')} up to ${duration(largest)} beside it set on it`] : []),
    count(bars, 'bar'),
    `${missing.toLocaleString('en')} missing`,
    ...(repeated > 0 ? [`${count(repeated, 'repeated row')} dropped`] : []),
    ...(off > 0 ? [`${count(off, 'row')} off the grid not used`] : []),
    ...gridded.flatMap(({ otherGrids }) =>
      otherGrids.map(
        (other) =>
          `${count(other.rows, 'row')} at ${duration(other.intervalMilliseconds)} from ${formatMoment(other.from)} to ` +
          `${formatMoment(other.to)} not used: a file of their own could be`,
      ),
    ),
  ];
}

function count(number: number, what: string): string {
  return `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;
}
