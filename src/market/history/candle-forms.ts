import type { Row } from './csv-rows.ts';
import { type DecimalMark, parseWrittenNumber } from './written-numbers.ts';

/** Candles as an exchange publishes them without a header: what stands after the time of opening. */
export interface CandleForm {
  readonly name: string;
  /** Numbers after the time, and where among them the four prices stand. */
  readonly numbers: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

const openHighLowClose = { open: 0, high: 1, low: 2, close: 3 } as const;

/** The published forms. To add one: an entry, whose name is said to the user. */
const candleForms: readonly CandleForm[] = [
  { name: 'Binance klines', numbers: 11, ...openHighLowClose },
  { name: 'candles (time, open, high, low, close, volume)', numbers: 5, ...openHighLowClose },
  { name: 'candles (time, open, high, low, close)', numbers: 4, ...openHighLowClose },
  { name: 'Coinbase candles (time, low, high, open, close, volume)', numbers: 5, open: 2, high: 1, low: 0, close: 3 },
  { name: 'Bitfinex candles (time, open, close, high, low, volume)', numbers: 5, open: 0, high: 2, low: 3, close: 1 },
  {
    name: 'Bybit or Kraken candles (time, open, high, low, close, volume, turnover or trades)',
    numbers: 6,
    ...openHighLowClose,
  },
  {
    name: 'KuCoin candles (time, open, close, high, low, volume, turnover)',
    numbers: 6,
    open: 0,
    high: 2,
    low: 3,
    close: 1,
  },
  { name: 'Kraken candles (time, open, high, low, close, vwap, volume, trades)', numbers: 7, ...openHighLowClose },
  {
    name: 'Gate candles (time, quote volume, close, high, low, open, volume)',
    numbers: 6,
    open: 4,
    high: 2,
    low: 3,
    close: 1,
  },
  {
    name: 'Gate candles (time, quote volume, close, high, low, open, volume, closed)',
    numbers: 7,
    open: 4,
    high: 2,
    low: 3,
    close: 1,
  },
  { name: 'OKX candles', numbers: 8, ...openHighLowClose },
];

/**
 * The published forms that rows without a header can have: as many numbers, and in no row a low above or a high below
 * the other prices. Two forms of one width can both fit only where their prices say the same order.
 */
export function matchingCandleForms(rows: readonly Row[], columns: readonly number[], mark: DecimalMark): CandleForm[] {
  const candidates = candleForms.filter(({ numbers }) => numbers === columns.length);
  return candidates.filter((form) =>
    rows.every(({ cells }) => {
      const price = (place: number) => parseWrittenNumber(cells[columns[place]!] ?? '', mark) ?? Number.NaN;
      const [open, high, low, close] = [price(form.open), price(form.high), price(form.low), price(form.close)];
      const broken = low > Math.min(open, close) || high < Math.max(open, close) || low > high;
      return !broken;
    }),
  );
}
