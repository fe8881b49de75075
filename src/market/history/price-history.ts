import { type CsvRow, csvRows, parseDecimal } from './csv-rows.ts';
import { Faults, quote } from './faults.ts';
import { hourMilliseconds, parseMoment } from './moment.ts';
import { readSourceFile, type SourceFile } from './source-file.ts';

/** What a market file accepts as the name of an asset. */
const assetName = /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,63}$/u;

/** Prices of some assets at ascending times, as one file gives them. */
export interface PriceHistory {
  readonly source: SourceFile;
  readonly assets: readonly string[];
  /** Milliseconds since 1970 UTC, as written in the file; ascending. */
  readonly times: readonly number[];
  /** Per asset, per time, above 0; NaN where the file has an empty cell. */
  readonly prices: readonly Float64Array[];
  /** The most common spacing of the times: what a gap is measured against. */
  readonly intervalHours: number;
}

/** Reads a price table from a file, plain or gzip; throws an input error with all faults and their places. */
export function readPriceHistory(path: string): PriceHistory {
  const { source, text } = readSourceFile(path);
  return parsePriceHistory(text, path, source);
}

/**
 * Prices from comma-separated text: a header `time,ASSET,...`, then rows ascending in time; an empty cell is a missing
 * price.
 *
 * `file` is what messages call the text. Throws an input error with file, line and column of (at most 20) faults.
 */
export function parsePriceHistory(text: string, file: string, source: SourceFile): PriceHistory {
  const faults = new Faults(file);
  const rows = csvRows(text);
  const header = rows.next();
  if (header.done) throw faults.add('is empty', { allowed: 'a header `time,ASSET,...` and rows of prices' }).error();
  const assets = parseHeader(header.value, faults);
  const times: number[] = [];
  const columns: number[][] = assets.map(() => []);
  for (const row of rows) parseRow(row, assets, times, columns, faults);
  if (times.length < 3 && faults.none) {
    faults.add(`has ${times.length} rows of prices, too few to tell the interval`, { allowed: '3 rows or more' });
  }
  if (!faults.none) throw faults.error();
  return {
    source,
    assets,
    times,
    prices: columns.map((column) => Float64Array.from(column)),
    intervalHours: mostCommonSpacing(times) / hourMilliseconds,
  };
}

function parseHeader(row: CsvRow, faults: Faults): string[] {
  const [first = '', ...assets] = row.cells;
  if (first.toLowerCase() !== 'time') {
    const what = parseMoment(first) === null ? 'the first column must be called `time`' : 'a header is missing';
    throw faults.at(row, 0, what, { allowed: 'a first line such as `time,BTC,ETH`', got: quote(first) }).error();
  }
  if (assets.length === 0) throw faults.at(row, 1, 'the header names no asset', { allowed: '`time,BTC,ETH`' }).error();
  for (const [index, asset] of assets.entries()) {
    if (!assetName.test(asset)) {
      faults.at(row, index + 1, 'is no name for an asset', { allowed: 'letters, digits, - and _', got: quote(asset) });
    } else if (assets.indexOf(asset) < index)
      faults.at(row, index + 1, `asset ${quote(asset)} stands twice in the header`);
  }
  if (!faults.none) throw faults.error();
  return assets;
}

function parseRow(row: CsvRow, assets: readonly string[], times: number[], columns: number[][], faults: Faults): void {
  if (row.cells.length !== assets.length + 1) {
    const place = Math.min(row.cells.length, assets.length + 1);
    faults.at(row, place, `has ${row.cells.length} cells`, { allowed: `${assets.length + 1}, as in the header` });
    return;
  }
  const written = row.cells[0]!;
  const time = parseMoment(written);
  const previous = times.at(-1);
  if (time === null) {
    faults.at(row, 0, 'is no time', {
      allowed: '2024-01-31, 2024-01-31T08:00:00Z, Unix seconds or milliseconds',
      got: quote(written),
    });
    return;
  }
  if (previous !== undefined && time <= previous) {
    const what = time === previous ? 'repeats the time of the row before' : 'is earlier than the row before';
    faults.at(row, 0, what, { allowed: 'ascending times', got: quote(written) });
    return;
  }
  times.push(time);
  for (const [index, asset] of assets.entries()) {
    const cell = row.cells[index + 1]!;
    const price = cell === '' ? Number.NaN : parseDecimal(cell);
    if (price === null)
      faults.at(row, index + 1, 'is no number', {
        path: asset,
        allowed: 'a price, or nothing where it is missing',
        got: quote(cell),
      });
    else if (price <= 0 || price === Number.POSITIVE_INFINITY)
      faults.at(row, index + 1, 'must be above 0 and finite', { path: asset, got: quote(cell) });
    columns[index]!.push(price ?? Number.NaN);
  }
}

function mostCommonSpacing(times: readonly number[]): number {
  const counts = new Map<number, number>();
  for (let i = 1; i < times.length; i++) {
    const spacing = times[i]! - times[i - 1]!;
    counts.set(spacing, (counts.get(spacing) ?? 0) + 1);
  }
  const [[spacing] = [0]] = [...counts].toSorted((a, b) => b[1] - a[1] || a[0] - b[0]);
  return spacing;
}
