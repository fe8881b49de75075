import { inputError } from '../../base/errors.ts';
import { matchingCandleForms } from './candle-forms.ts';
import {
  bestColumn,
  closeWords,
  coinAndField,
  columnWord,
  isCandleWord,
  isIndexWord,
  isLabelWord,
  symbolWords,
} from './column-words.ts';
import { contractSymbol } from './contract-symbol.ts';
import { quote, quoteSome } from './faults.ts';
import type { Table } from './table.ts';
import { namedColumn, type TimeColumn } from './time-column.ts';
import { isMissing, isNumber, parseWrittenNumber } from './written-numbers.ts';
import { parseWrittenTime } from './written-times.ts';

/** Which columns of a table are prices, and of what. */
export interface PriceColumns {
  /** What kind of table it is, for people. */
  readonly kind: string;
  /** Column that names the coin of each row; null where columns are coins or the file is of one coin. */
  readonly symbol: number | null;
  /** Columns of prices; `name` as the file writes it, null where the header does not name the coin. */
  readonly prices: readonly { readonly column: number; readonly name: string | null }[];
  /** Columns of numbers that are no prices, by name. */
  readonly leftOut: readonly string[];
}

/**
 * Tells candles, a row per coin, and a column per coin apart; `wanted` (a name or a number from 1) overrides.
 *
 * Candles are never taken for coins: where a close stands it is the price, and opens, highs, lows and volumes are left
 * out. Throws an input error where no column can be the price, or several could.
 */
export function priceColumns(table: Table, time: TimeColumn, wanted?: string): PriceColumns {
  const words = (table.names ?? []).map(columnWord);
  const isTime = (column: number) =>
    column === time.column || column === time.clock || (table.names !== null && holdsTimes(table, column));
  const numbers = columnsOf(table, isNumber).filter((column) => !isTime(column));
  const symbol = symbolColumn(table, words, time);
  if (wanted !== undefined) {
    const column = namedColumn(table, wanted, '--price-column');
    return { kind: `prices in column ${quote(wanted)}`, symbol, prices: [{ column, name: null }], leftOut: [] };
  }
  if (table.names === null) return withoutHeader(table, numbers, symbol);
  return (
    candles(table.names, words, numbers, symbol) ??
    candlesOfSeveralCoins(table.names, numbers) ??
    columnPerCoin(table, words, numbers, symbol)
  );
}

function candles(
  names: readonly string[],
  words: readonly string[],
  numbers: readonly number[],
  symbol: number | null,
): PriceColumns | null {
  const numeric = words.map((word, column) => (numbers.includes(column) ? word.replace(/ (usdt?|eur)$/, '') : ''));
  const short = ['o', 'h', 'l'].every((word) => numeric.includes(word));
  const column = bestColumn(short ? numeric : numeric.map((word) => (word === 'c' ? '' : word)), closeWords);
  if (column === -1) return null;
  const isCandles = numeric.filter((word) => /^(price )?(open|high|low|o|h|l)( ?price)?$/.test(word)).length >= 2;
  const shape = isCandles ? 'candles' : 'prices';
  return {
    kind: `${shape}${symbol === null ? '' : ', a row per coin'}, ${quote(names[column]!)} taken`,
    symbol,
    prices: [{ column, name: null }],
    leftOut: [],
  };
}

/** `BTC_open,BTC_close,ETH_open,...`, or `Close` over `BTC-USD` in two lines. */
function candlesOfSeveralCoins(names: readonly string[], numbers: readonly number[]): PriceColumns | null {
  const parts = numbers.map((column) => ({ column, part: coinAndField(names[column]!) }));
  for (const wanted of ['close', 'price', 'adj close']) {
    const closes = parts.filter(({ part }) => part?.field === wanted);
    if (closes.length === 0) continue;
    const prices = closes.map(({ column, part }) => ({ column, name: part!.coin }));
    return {
      kind: `candles of ${prices.length === 1 ? 'one coin' : `${prices.length} coins`}, ${wanted} taken`,
      symbol: null,
      prices,
      leftOut: [],
    };
  }
  return null;
}

function columnPerCoin(
  table: Table,
  words: readonly string[],
  numbers: readonly number[],
  symbol: number | null,
): PriceColumns {
  const names = table.names!;
  const candleColumns = numbers.filter((column) => isCandleWord(words[column]!));
  const few = candleColumns.filter((column) => /^(open|high|low)$/.test(words[column]!));
  if (few.length >= 2) {
    throw inputError('', 'has candles without a close', {
      file: table.file,
      line: table.headerRow?.line ?? 1,
      allowed: 'a column `close`, or --price-column to name another',
      got: quoteSome(names),
    });
  }
  // A column without any price is a coin too, which is answered for where it is asked for.
  const isEmpty = (column: number) => table.sample.every(({ cells }) => isMissing(cells[column] ?? ''));
  const others = names.flatMap((_, column) => {
    const word = words[column]!;
    const other = isIndexWord(word) || isLabelWord(word) || isCandleWord(word);
    return !other && (numbers.includes(column) || isEmpty(column)) ? [column] : [];
  });
  if (others.length === 0) {
    throw inputError('', 'the header names no asset', {
      file: table.file,
      line: table.headerRow?.line ?? 1,
      allowed: 'a first line such as `time,BTC,ETH` or `time,open,high,low,close`; --price-column names a price',
      got: quoteSome(names),
    });
  }
  const disguised = candleLike(table, others);
  if (disguised.length > 0) {
    throw inputError('', 'has columns that look like the candles of one coin, not like coins', {
      file: table.file,
      line: table.headerRow?.line ?? 1,
      allowed: '--price-column with the name of the close',
      got: quoteSome(disguised.map((column) => names[column]!)),
    });
  }
  if (symbol !== null && others.length === 1) {
    return {
      kind: `a row per coin, ${quote(names[others[0]!]!)} taken`,
      symbol,
      prices: [{ column: others[0]!, name: null }],
      leftOut: [],
    };
  }
  return {
    kind: others.length === 1 ? 'prices of one coin' : 'a column per coin',
    symbol: null,
    prices: others.map((column) => ({ column, name: names[column]! })),
    leftOut: candleColumns.map((column) => names[column]!),
  };
}

function withoutHeader(table: Table, numbers: readonly number[], symbol: number | null): PriceColumns {
  const columns = isCounting(table, numbers[0]) ? numbers.slice(1) : numbers;
  if (columns.length === 1) {
    return {
      kind: 'time and price without header',
      symbol,
      prices: [{ column: columns[0]!, name: null }],
      leftOut: [],
    };
  }
  const [form, ...others] = matchingCandleForms(table.sample, columns, table.mark);
  const closes = new Set([form, ...others].flatMap((one) => (one === undefined ? [] : [one.close])));
  if (form === undefined || closes.size !== 1) {
    throw inputError('', 'a header is missing', {
      file: table.file,
      line: table.sample[0]?.line ?? 1,
      allowed:
        'a first line such as `time,BTC,ETH`, candles as exchanges publish them, or --price-column with a number',
      got: quoteSome(table.sample[0]?.cells ?? []),
    });
  }
  return {
    kind: `${form.name} without header, close taken`,
    symbol,
    prices: [{ column: columns[form.close]!, name: null }],
    leftOut: [],
  };
}

/** The column whose cells name coins: by its name, or without a header the column of pairs. */
function symbolColumn(table: Table, words: readonly string[], time: TimeColumn): number | null {
  const texts = Array.from({ length: table.width }, (_, column) => column).filter(
    (column) =>
      column !== time.column && column !== time.clock && isText(table, column) && !isCurrencyColumn(table, column),
  );
  if (table.names === null) {
    const pairs = texts.find((column) =>
      table.sample.every(({ cells }) => contractSymbol(cells[column] ?? '').quote !== null),
    );
    return pairs ?? null;
  }
  const named = bestColumn(
    words.map((word, column) => (texts.includes(column) || word === 'asset id' ? word : '')),
    symbolWords,
  );
  return named === -1 ? null : named;
}

/** `USD` in every row says in what prices are, not of what. */
function isCurrencyColumn({ sample }: Table, column: number): boolean {
  return sample.every(({ cells }) => /^(USDT?|EUR|GBP)$/i.test(cells[column] ?? ''));
}

function columnsOf({ sample, width }: Table, is: (cell: string) => boolean): number[] {
  return Array.from({ length: width }, (_, column) => column).filter((column) =>
    sample.some(({ cells }) => is(cells[column] ?? '')),
  );
}

/** Counts since 1970 in every row: times of closing, and no prices. */
function holdsTimes({ sample }: Table, column: number): boolean {
  return sample.every(({ cells }) => parseWrittenTime(cells[column] ?? '', null)?.zoned === null);
}

function isText({ sample }: Table, column: number): boolean {
  const filled = sample.map(({ cells }) => cells[column] ?? '').filter((cell) => !isMissing(cell));
  return filled.length > 0 && filled.every((cell) => !isNumber(cell));
}

/**
 * Columns of which one is the highest and one the lowest of four in every row, by half at most: open, high, low and
 * close under whatever names. Four coins whose prices keep such an order for long are not to be had.
 */
function candleLike({ sample, mark }: Table, columns: readonly number[]): readonly number[] {
  if (columns.length < 4 || columns.length > 8 || sample.length < 10) return [];
  const first = (column: number) => parseWrittenNumber(sample[0]!.cells[column] ?? '', mark) ?? Number.NaN;
  const level = first(columns[0]!);
  const near = columns.filter((column) => first(column) > level / 1.5 && first(column) < level * 1.5);
  if (near.length < 4) return [];
  const rows = sample.map(({ cells }) =>
    near.map((column) => parseWrittenNumber(cells[column] ?? '', mark) ?? Number.NaN),
  );
  const isAlways = (extreme: (...values: number[]) => number) =>
    near.some((_, place) => rows.every((prices) => prices.some(Number.isNaN) || prices[place] === extreme(...prices)));
  return isAlways(Math.max) && isAlways(Math.min) ? near : [];
}

/** 0, 1, 2, ...: the index that pandas writes before the columns. */
function isCounting({ sample }: Table, column: number | undefined): boolean {
  if (column === undefined || sample.length < 2) return false;
  const first = Number(sample[0]!.cells[column]);
  return (first === 0 || first === 1) && sample.every(({ cells }, index) => Number(cells[column]) === first + index);
}
