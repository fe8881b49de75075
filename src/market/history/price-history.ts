import { inputError } from '../../base/errors.ts';
import { checkGrid, commonInterval, commonPhase, type Gridded, gridWords, onGrid, type Series } from './grid.ts';
import { priceColumns } from './price-columns.ts';
import { AssetNames, readSeries } from './price-series.ts';
import { readSourceFile, type SourceFile } from './source-file.ts';
import { readTable } from './table.ts';
import { timeColumn } from './time-column.ts';
import type { DecimalMark } from './written-numbers.ts';
import { type DayOrder, hourMilliseconds } from './written-times.ts';

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
  /** In what the prices are written, `USD` for all kinds of dollars; null where the file does not tell. */
  readonly currency: string | null;
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
    throw inputError('', `has ${rows} ${rows === 1 ? 'row' : 'rows'} of prices, too few to tell the interval`, {
      file,
      allowed: '3 rows or more',
    });
  }
  const phase = commonPhase(series, interval);
  const gridded = series.map((one) => onGrid(one, interval, phase));
  checkGrid(table, series, gridded, rows);
  const joined = join(series, gridded);
  const said = [
    ...table.said,
    columns.kind,
    names.said(),
    ...(columns.leftOut.length > 0 ? [`left out: ${columns.leftOut.join(', ')}`] : []),
    time.said(),
    ...gridWords(gridded, phase, joined.times),
  ];
  return {
    source,
    ...joined,
    intervalHours: interval / hourMilliseconds,
    said: said.join(', '),
    currency: names.currency,
  };
}

/** One row per moment of all series, ascending. */
function join(
  series: readonly Series[],
  gridded: readonly Gridded[],
): Pick<PriceHistory, 'assets' | 'times' | 'prices'> {
  const assets = series.flatMap((one) => one.assets);
  const alone = gridded.length === 1 ? gridded[0]! : null;
  const times = alone?.times ?? Float64Array.from(new Set(gridded.flatMap((one) => [...one.times]))).toSorted();
  const rowOf = alone === null ? new Map(Array.from(times, (time, row) => [time, row])) : null;
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
