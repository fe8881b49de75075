import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import type { ReadingOptions } from '../../../src/market/history/price-history.ts';
import { seeded } from '../../support/seeds.ts';

/** A known history, and every form in which it is written. The values are in cents, so that all forms can hold them. */
export interface Bar {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

const hour = 3_600_000;
const day = 24 * hour;

/** Bars of one coin; `from` and `spacing` in milliseconds. */
export function bars(seed: string, price: number, count = 40, from = Date.UTC(2024, 0, 29), spacing = hour): Bar[] {
  const uniform = seeded(seed);
  const cents = (value: number) => Math.round(value * 100) / 100;
  let close = price;
  return Array.from({ length: count }, (_, index) => {
    const open = close;
    close = cents(open * Math.exp(0.02 * (uniform() - 0.5)));
    const [high, low] = [cents(Math.max(open, close) * 1.003), cents(Math.min(open, close) * 0.997)];
    return { time: from + index * spacing, open, high, low, close, volume: Math.round(1e4 * uniform()) / 10 };
  });
}

export const known = {
  BTC: bars('btc', 60_123.45),
  ETH: bars('eth', 3_012.34),
  SOL: bars('sol', 150.07),
  days: bars('days', 60_123.45, 40, Date.UTC(2024, 0, 29), day),
} as const;

export interface WrittenForm {
  readonly name: string;
  readonly file: string;
  readonly content: string | Uint8Array;
  readonly options?: ReadingOptions;
  /** What has to be read back. */
  readonly expected: Readonly<Record<string, readonly Bar[]>>;
  /** Parts of the line that tells how the file was understood. */
  readonly said: readonly string[];
}

const iso = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z');
const blank = (time: number) => iso(time).replace('T', ' ').replace('Z', '');
const two = (value: number) => String(value).padStart(2, '0');
function parts(time: number) {
  const date = new Date(time);
  return {
    year: date.getUTCFullYear(),
    month: two(date.getUTCMonth() + 1),
    day: two(date.getUTCDate()),
    hour: two(date.getUTCHours()),
    half: date.getUTCHours() < 12 ? 'AM' : 'PM',
    hour12: date.getUTCHours() % 12 || 12,
    name: date.toLocaleString('en', { month: 'short', timeZone: 'UTC' }),
  };
}
const lines = (...rows: (string | readonly string[])[]) => `${rows.flat().join('\n')}\n`;
const { BTC, ETH, SOL, days } = known;
const one = { BTC };
const three = { BTC, ETH, SOL };
const ohlcv = (bar: Bar) => [bar.open, bar.high, bar.low, bar.close, bar.volume];
const withComma = (value: number) => String(value).replace('.', ',');
const grouped = (value: number) => value.toLocaleString('en', { minimumFractionDigits: 2 });
const german = (value: number) => value.toLocaleString('de', { minimumFractionDigits: 2 });
const klines = (unit: (time: number) => string, list: readonly Bar[] = BTC) =>
  list.map((bar) =>
    [unit(bar.time), ...ohlcv(bar), unit(bar.time + hour - 1), bar.volume * bar.close, 17, 1.5, 2.5, 0].join(','),
  );
const ms = (time: number) => String(time);
const us = (time: number) => `${time}000`;
const ns = (time: number) => `${time}000000`;
const seconds = (time: number) => String(time / 1_000);
const klineHeader =
  'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore';
const wide = (
  time: (time: number) => string,
  separator = ',',
  number: (value: number) => string = String,
  list: readonly Bar[] = BTC,
) =>
  list.map((bar, row) =>
    [time(bar.time), number(bar.close), number(ETH[row]!.close), number(SOL[row]!.close)].join(separator),
  );
const single = (
  time: (time: number) => string,
  list: readonly Bar[] = BTC,
  separator = ',',
  number = String as (value: number) => string,
) => list.map((bar) => `${time(bar.time)}${separator}${number(bar.close)}`);
const candle = (time: (time: number) => string, list: readonly Bar[] = BTC) =>
  list.map((bar) => [time(bar.time), ...ohlcv(bar)].join(','));
const utf16 = (text: string, big: boolean, mark: boolean) => {
  const bytes = Buffer.from(mark ? `\uFEFF${text}` : text, 'utf16le');
  return big ? bytes.swap16() : bytes;
};
const longCloses = (symbol: (coin: string) => string) =>
  BTC.flatMap((bar, row) =>
    Object.entries(three).map(([coin, list]) => `${iso(bar.time)},${symbol(coin)},${list[row]!.close}`),
  );
const longCandles = (symbol: (coin: string) => string) =>
  Object.entries(three).flatMap(([coin, list]) =>
    list.map((bar) => [iso(bar.time), symbol(coin), ...ohlcv(bar)].join(',')),
  );
const jittered = (time: number) => iso(time + ((time / hour) % 7) * 1_000);

/** All forms; to add one, add it here. */
export const writtenForms: readonly WrittenForm[] = [
  {
    name: 'a column per coin',
    file: 'p.csv',
    content: lines('time,BTC,ETH,SOL', wide(iso)),
    expected: three,
    said: ['a column per coin', 'grid 1h', '40 bars', '0 missing'],
  },
  {
    name: 'Binance klines in ms',
    file: 'BTCUSDT-1h-2024-01.csv',
    content: lines(klines(ms)),
    expected: one,
    said: ['Binance klines without header', 'ms since 1970', 'BTC (by the name of the file)'],
  },
  {
    name: 'Binance klines in microseconds',
    file: 'BTCUSDT-1h-2025-01.csv',
    content: lines(klines(us)),
    expected: one,
    said: ['Binance klines', 'microseconds'],
  },
  {
    name: 'Binance klines in ns',
    file: 'BTCUSDT.csv',
    content: lines(klines(ns)),
    expected: one,
    said: ['ns since 1970'],
  },
  {
    name: 'Binance klines of two years joined',
    file: 'BTCUSDT.csv',
    content: lines(klines(ms, BTC.slice(0, 15)), klines(us, BTC.slice(15))),
    expected: one,
    said: ['ms since 1970 (15) and microseconds since 1970 (25)'],
  },
  {
    name: 'Binance klines with header',
    file: 'BTCUSDT-1h.csv',
    content: lines(klineHeader, klines(ms)),
    expected: one,
    said: ['candles, `close` taken', 'ms since 1970'],
  },
  {
    name: 'Binance klines with words for header',
    file: 'x.csv',
    options: { asset: 'BTC' },
    content: lines(
      'Open time,Open,High,Low,Close,Volume,Close time,Quote asset volume,Number of trades,Taker buy base asset volume,Taker buy quote asset volume,Ignore',
      klines(blank).map((line) => line),
    ),
    expected: one,
    said: ['candles, `Close` taken', 'without a zone: taken as UTC'],
  },
  {
    name: 'Binance klines in a zip archive',
    file: 'BTCUSDT-1h-2024-01.zip',
    content: zipSync({ 'BTCUSDT-1h-2024-01.csv': Buffer.from(lines(klines(ms))) }),
    expected: one,
    said: ['Binance klines'],
  },
  {
    name: 'Binance klines as JSON',
    file: 'klines.json',
    options: { asset: 'BTC' },
    content: JSON.stringify(
      BTC.map((bar) => [bar.time, ...ohlcv(bar).map(String), bar.time + hour - 1, '1.5', 17, '1', '2', '0']),
    ),
    expected: one,
    said: ['JSON', 'Binance klines'],
  },
  {
    name: 'CryptoDataDownload',
    file: 'Binance_BTCUSDT_1h.csv',
    content: lines(
      'https://www.CryptoDataDownload.com',
      'unix,date,symbol,open,high,low,close,Volume BTC,Volume USDT,tradecount',
      BTC.toReversed().map((bar) => [bar.time, blank(bar.time), 'BTCUSDT', ...ohlcv(bar), 3, 4].join(',')),
    ),
    expected: one,
    said: ['first line passed over', 'BTC (BTCUSDT)', 'newest first: turned round'],
  },
  {
    name: 'CryptoDataDownload of old',
    file: 'Coinbase_BTCUSD_1h.csv',
    content: lines(
      'https://www.CryptoDataDownload.com',
      'Date,Symbol,Open,High,Low,Close,Volume BTC,Volume USD',
      BTC.toReversed().map((bar) => {
        const { year, month, day, hour12, half } = parts(bar.time);
        return [`${year}-${month}-${day} ${two(hour12)}-${half}`, 'BTCUSD', ...ohlcv(bar), 3].join(',');
      }),
    ),
    expected: one,
    said: ['BTC (BTCUSD)', 'turned round'],
  },
  {
    name: 'ccxt as JSON',
    file: 'btc.json',
    content: JSON.stringify(BTC.map((bar) => [bar.time, ...ohlcv(bar)])),
    expected: one,
    said: ['JSON', 'without header, close taken', 'BTC (by the name of the file)'],
  },
  {
    name: 'ccxt without header',
    file: 'btc.csv',
    content: lines(candle(ms)),
    expected: one,
    said: ['candles (time, open, high, low, close, volume) without header'],
  },
  {
    name: 'ccxt through pandas',
    file: 'btc.csv',
    content: lines(
      ',0,1,2,3,4,5',
      candle(ms).map((line, row) => `${row},${line}`),
    ),
    expected: one,
    said: ['candles (time, open, high, low, close, volume)'],
  },
  {
    name: 'ccxt through pandas with names',
    file: 'btc.csv',
    content: lines(
      ',timestamp,open,high,low,close,volume',
      candle(ms).map((line, row) => `${row},${line}`),
    ),
    expected: one,
    said: ['candles, `close` taken', 'ms since 1970'],
  },
  {
    name: 'ccxt with floating times',
    file: 'btc.csv',
    content: lines(
      'timestamp,open,high,low,close,volume',
      candle((time) => `${time}.0`),
    ),
    expected: one,
    said: ['ms since 1970'],
  },
  {
    name: 'Coinbase candles as JSON',
    file: 'BTC-USD.json',
    content: JSON.stringify(
      BTC.toReversed().map((bar) => [bar.time / 1_000, bar.low, bar.high, bar.open, bar.close, bar.volume]),
    ),
    expected: one,
    said: ['Coinbase candles', 's since 1970', 'turned round', 'BTC (by'],
  },
  {
    name: 'Coinbase candles without header',
    file: 'BTC-USD.csv',
    content: lines(
      BTC.toReversed().map((bar) => [bar.time / 1_000, bar.low, bar.high, bar.open, bar.close, bar.volume].join(',')),
    ),
    expected: one,
    said: ['Coinbase candles', 'turned round'],
  },
  {
    name: 'Coinbase candles with header',
    file: 'BTC-USD.csv',
    content: lines(
      'time,low,high,open,close,volume',
      BTC.map((bar) => [bar.time / 1_000, bar.low, bar.high, bar.open, bar.close, bar.volume].join(',')),
    ),
    expected: one,
    said: ['candles, `close` taken'],
  },
  {
    name: 'Bitfinex candles',
    file: 'BTCUSD.csv',
    content: lines(BTC.map((bar) => [bar.time, bar.open, bar.close, bar.high, bar.low, bar.volume].join(','))),
    expected: one,
    said: ['Bitfinex'],
  },
  {
    name: 'Bybit candles as JSON',
    file: 'b.json',
    options: { asset: 'BTC' },
    content: JSON.stringify({
      retCode: 0,
      result: {
        symbol: 'BTCUSDT',
        category: 'linear',
        list: BTC.toReversed().map((bar) => [String(bar.time), ...ohlcv(bar).map(String), '123.4']),
      },
    }),
    expected: one,
    said: ['Bybit or Kraken', 'turned round'],
  },
  {
    name: 'Bybit candles with header',
    file: 'b.csv',
    options: { asset: 'BTC' },
    content: lines(
      'startTime,openPrice,highPrice,lowPrice,closePrice,volume,turnover',
      BTC.map((bar) => [bar.time, ...ohlcv(bar), 5].join(',')),
    ),
    expected: one,
    said: ['`closePrice` taken'],
  },
  {
    name: 'OKX candles as JSON',
    file: 'b.json',
    options: { asset: 'BTC' },
    content: JSON.stringify({
      code: '0',
      msg: '',
      data: BTC.toReversed().map((bar) => [String(bar.time), ...ohlcv(bar).map(String), '1', '2', '1']),
    }),
    expected: one,
    said: ['OKX candles', 'turned round'],
  },
  {
    name: 'Kraken files',
    file: 'XBTUSD_60.csv',
    content: lines(BTC.map((bar) => [bar.time / 1_000, ...ohlcv(bar), 12].join(','))),
    expected: one,
    said: ['Bybit or Kraken', 's since 1970', 'BTC (by the name of the file)'],
  },
  {
    name: 'Kraken candles as JSON',
    file: 'x.json',
    options: { asset: 'BTC' },
    content: JSON.stringify({
      error: [],
      result: {
        XXBTZUSD: BTC.map((bar) => [
          bar.time / 1_000,
          ...[bar.open, bar.high, bar.low, bar.close, bar.close, bar.volume].map(String),
          12,
        ]),
        last: 1_706_500_000,
      },
    }),
    expected: one,
    said: ['Kraken candles'],
  },
  {
    name: 'KuCoin candles',
    file: 'BTC-USDT.csv',
    content: lines(
      BTC.toReversed().map((bar) =>
        [bar.time / 1_000, bar.open, bar.close, bar.high, bar.low, bar.volume, 99].join(','),
      ),
    ),
    expected: one,
    said: ['KuCoin', 'turned round'],
  },
  {
    name: 'Gate candles',
    file: 'BTC_USDT.json',
    content: JSON.stringify(
      BTC.map((bar) => [
        String(bar.time / 1_000),
        '99.5',
        String(bar.close),
        String(bar.high),
        String(bar.low),
        String(bar.open),
        String(bar.volume),
        'true',
      ]),
    ),
    expected: one,
    said: ['Gate candles'],
  },
  {
    name: 'CryptoCompare as JSON',
    file: 'x.json',
    options: { asset: 'BTC' },
    content: JSON.stringify({
      Response: 'Success',
      Data: {
        Data: BTC.map((bar) => ({
          time: bar.time / 1_000,
          high: bar.high,
          low: bar.low,
          open: bar.open,
          volumefrom: bar.volume,
          volumeto: 5,
          close: bar.close,
        })),
      },
    }),
    expected: one,
    said: ['JSON', 'candles, `close` taken'],
  },
  {
    name: 'HTX as JSON',
    file: 'x.json',
    options: { asset: 'BTC' },
    content: JSON.stringify({
      status: 'ok',
      data: BTC.toReversed().map((bar) => ({
        id: bar.time / 1_000,
        open: bar.open,
        close: bar.close,
        low: bar.low,
        high: bar.high,
        amount: 1,
        vol: 2,
        count: 3,
      })),
    }),
    expected: one,
    said: ['`close` taken', 'turned round'],
  },
  {
    name: 'Hyperliquid as JSON',
    file: 'x.json',
    content: JSON.stringify(
      BTC.map((bar) => ({
        t: bar.time,
        T: bar.time + hour - 1,
        s: 'BTC',
        i: '1h',
        o: String(bar.open),
        c: String(bar.close),
        h: String(bar.high),
        l: String(bar.low),
        v: '1',
        n: 4,
      })),
    ),
    options: { asset: 'BTC' },
    expected: one,
    said: ['`c` taken'],
  },
  {
    name: 'TradingView',
    file: 'BINANCE_BTCUSDT, 60.csv',
    content: lines('time,open,high,low,close,Volume', candle(seconds)),
    expected: one,
    said: ['candles, `close` taken', 'BTC (by the name of the file)'],
  },
  {
    name: 'TradingView with indicators',
    file: 'COINBASE_BTCUSD, 60.csv',
    content: lines(
      'time,open,high,low,close,MA,RSI,Upper Band',
      BTC.map((bar) => [iso(bar.time), bar.open, bar.high, bar.low, bar.close, 'NaN', 50.5, bar.high].join(',')),
    ),
    expected: one,
    said: ['candles, `close` taken'],
  },
  {
    name: 'Yahoo',
    file: 'BTC-USD.csv',
    content: lines(
      'Date,Open,High,Low,Close,Adj Close,Volume',
      days.map((bar) =>
        [iso(bar.time).slice(0, 10), bar.open, bar.high, bar.low, bar.close, bar.close, 123_456].join(','),
      ),
    ),
    expected: { BTC: days },
    said: ['candles, `Close` taken', 'grid 1d'],
  },
  {
    name: 'Yahoo through yfinance',
    file: 'x.csv',
    content: lines(
      'Price,Close,Close,High,High',
      'Ticker,BTC-USD,ETH-USD,BTC-USD,ETH-USD',
      'Date,,,,',
      BTC.map((bar, row) =>
        [`${blank(bar.time)}+00:00`, bar.close, ETH[row]!.close, bar.high, ETH[row]!.high].join(','),
      ),
    ),
    expected: { BTC, ETH },
    said: ['candles of 2 coins, close taken', 'BTC, ETH (BTC-USD, ...)'],
  },
  {
    name: 'Investing.com',
    file: 'Bitcoin Historical Data.csv',
    content: lines(
      '\uFEFF"Date","Price","Open","High","Low","Vol.","Change %"',
      days.toReversed().map((bar) => {
        const { year, month, day } = parts(bar.time);
        return [
          `${month}/${day}/${year}`,
          grouped(bar.close),
          grouped(bar.open),
          grouped(bar.high),
          grouped(bar.low),
          '52.3K',
          '-1.20%',
        ]
          .map((cell) => `"${cell}"`)
          .join(',');
      }),
    ),
    expected: { BTC: days },
    said: ['`Price` taken', 'month first', 'turned round', 'BTC (by'],
  },
  {
    name: 'Investing.com with names of months',
    file: 'x.csv',
    options: { asset: 'BTC' },
    content: lines(
      'Date,Price,Open,High,Low',
      days.map((bar) => {
        const { name, day, year } = parts(bar.time);
        return [`"${name} ${day}, ${year}"`, bar.close, bar.open, bar.high, bar.low].join(',');
      }),
    ),
    expected: { BTC: days },
    said: ['times as dates', 'grid 1d'],
  },
  {
    name: 'CoinMarketCap',
    file: 'Bitcoin_2024.csv',
    content: lines(
      'timeOpen;timeClose;timeHigh;timeLow;name;open;high;low;close;volume;marketCap;circulatingSupply;timestamp',
      days
        .toReversed()
        .map((bar) =>
          [
            `"${iso(bar.time).replace('Z', '.000Z')}"`,
            `"${iso(bar.time + day - 1)}"`,
            `"${iso(bar.time + hour)}"`,
            `"${iso(bar.time + hour)}"`,
            '"2781"',
            bar.open,
            bar.high,
            bar.low,
            bar.close,
            5,
            6,
            7,
            `"${iso(bar.time + day - 1)}"`,
          ].join(';'),
        ),
    ),
    expected: { BTC: days },
    said: ['separated by ;', '`close` taken', 'turned round'],
  },
  {
    name: 'CoinGecko',
    file: 'btc-usd-max.csv',
    content: lines(
      'snapped_at,price,market_cap,total_volume',
      days.map((bar) => `${blank(bar.time)} UTC,${bar.close},0.0,5.5`),
    ),
    expected: { BTC: days },
    said: ['prices, `price` taken', 'grid 1d'],
  },
  {
    name: 'CoinGecko as JSON',
    file: 'x.json',
    options: { asset: 'BTC' },
    content: JSON.stringify({
      prices: BTC.map((bar) => [bar.time, bar.close]),
      market_caps: BTC.map((bar) => [bar.time, 1]),
      total_volumes: BTC.map((bar) => [bar.time, 2]),
    }),
    expected: one,
    said: ['time and price without header'],
  },
  {
    name: 'CoinAPI',
    file: 'x.csv',
    options: { asset: 'BTC' },
    content: lines(
      'time_period_start;time_period_end;time_open;time_close;price_open;price_high;price_low;price_close;volume_traded;trades_count',
      BTC.map((bar) =>
        [
          `${iso(bar.time).slice(0, 19)}.0000000Z`,
          `${iso(bar.time + hour).slice(0, 19)}.0000000Z`,
          iso(bar.time + 4_000),
          iso(bar.time + hour - 9_000),
          ...ohlcv(bar),
          7,
        ].join(';'),
      ),
    ),
    expected: one,
    said: ['`price_close` taken'],
  },
  {
    name: 'Kaggle: a coin with serial number',
    file: 'coin_Bitcoin.csv',
    content: lines(
      'SNo,Name,Symbol,Date,High,Low,Open,Close,Volume,Marketcap',
      days.map((bar, row) =>
        [
          row + 1,
          'Bitcoin',
          'BTC',
          `${iso(bar.time).slice(0, 10)} 00:00:00`,
          bar.high,
          bar.low,
          bar.open,
          bar.close,
          0.0,
          5,
        ].join(','),
      ),
    ),
    expected: { BTC: days },
    said: ['candles, a row per coin, `Close` taken', 'BTC'],
  },
  {
    name: 'Kaggle: Unix seconds and two volumes',
    file: 'x.csv',
    options: { asset: 'BTC' },
    content: lines(
      'Timestamp,Open,High,Low,Close,Volume_(BTC),Volume_(Currency),Weighted_Price',
      BTC.map((bar) => [bar.time / 1_000, ...ohlcv(bar), 5, bar.close].join(',')),
    ),
    expected: one,
    said: ['`Close` taken'],
  },
  {
    name: 'Kaggle: rows without trades are NaN',
    file: 'x.csv',
    options: { asset: 'BTC' },
    content: lines(
      'Timestamp,Open,High,Low,Close,Volume',
      BTC.map((bar, row) =>
        row === 9 ? `${bar.time / 1_000},NaN,NaN,NaN,NaN,NaN` : [bar.time / 1_000, ...ohlcv(bar)].join(','),
      ),
    ),
    expected: { BTC: BTC.map((bar, row) => (row === 9 ? { ...bar, close: Number.NaN } : bar)) },
    said: ['40 bars'],
  },
  {
    name: 'pandas with an unnamed column of times',
    file: 'p.csv',
    content: lines(',BTC,ETH,SOL', wide(blank)),
    expected: three,
    said: ['a column per coin', 'taken as UTC'],
  },
  {
    name: 'pandas with Date and NaN',
    file: 'p.csv',
    content: lines(
      'Date,BTC,ETH,SOL',
      wide((time) => `${blank(time)}+00:00`).map((line, row) => (row === 3 ? line.replace(/[^,]*$/, 'nan') : line)),
    ),
    expected: { ...three, SOL: SOL.map((bar, row) => (row === 3 ? { ...bar, close: Number.NaN } : bar)) },
    said: ['a column per coin'],
  },
  {
    name: 'pandas with an index and Date',
    file: 'p.csv',
    content: lines(
      'Unnamed: 0,Date,BTC,ETH,SOL',
      wide(iso).map((line, row) => `${row},${line}`),
    ),
    expected: three,
    said: ['a column per coin'],
  },
  {
    name: 'pandas with names of contracts',
    file: 'p.csv',
    content: lines('date,BTCUSDT,ETH/USDT,SOL-USDT-SWAP', wide(iso)),
    expected: three,
    said: ['BTC, ETH, SOL (BTCUSDT, ...)'],
  },
  {
    name: 'names of fields and coins',
    file: 'p.csv',
    content: lines(
      'time,BTC_open,BTC_close,BTC_volume,ETH_open,ETH_close,ETH_volume',
      BTC.map((bar, row) => [iso(bar.time), bar.open, bar.close, 5, ETH[row]!.open, ETH[row]!.close, 6].join(',')),
    ),
    expected: { BTC, ETH },
    said: ['candles of 2 coins, close taken'],
  },
  {
    name: 'tuples of fields and coins',
    file: 'p.csv',
    content: lines(
      `Date,"('Close', 'BTC-USD')","('Close', 'ETH-USD')","('Volume', 'BTC-USD')"`,
      BTC.map((bar, row) => [iso(bar.time), bar.close, ETH[row]!.close, 5].join(',')),
    ),
    expected: { BTC, ETH },
    said: ['candles of 2 coins'],
  },
  {
    name: 'a row per coin and time',
    file: 'p.csv',
    content: lines(
      'time,symbol,close',
      longCloses((coin) => coin),
    ),
    expected: three,
    said: ['prices, a row per coin, `close` taken'],
  },
  {
    name: 'a row per contract and time',
    file: 'p.csv',
    content: lines(
      'time,symbol,close',
      longCloses((coin) => `${coin}USDT`),
    ),
    expected: three,
    said: ['BTC, ETH, SOL (BTCUSDT, ...)'],
  },
  {
    name: 'candles, a row per coin',
    file: 'p.csv',
    content: lines(
      'time,symbol,open,high,low,close,volume',
      longCandles((coin) => coin),
    ),
    expected: three,
    said: ['candles, a row per coin, `close` taken'],
  },
  {
    name: 'candles of contracts with venue and interval',
    file: 'p.csv',
    content: lines(
      'venue,interval,time,symbol,open,high,low,close,volume',
      longCandles((coin) => `${coin}/USDT:USDT`).map((line) => `binance,1h,${line}`),
    ),
    expected: three,
    said: ['a row per coin'],
  },
  {
    name: 'a row per coin with a value',
    file: 'p.csv',
    content: lines(
      'date,ticker,value',
      longCloses((coin) => coin),
    ),
    expected: three,
    said: ['a row per coin, `value` taken'],
  },
  {
    name: 'semicolons and decimal commas',
    file: 'p.csv',
    content: lines('time;BTC;ETH;SOL', wide(iso, ';', withComma)),
    expected: three,
    said: ['cells separated by ;'],
  },
  {
    name: 'semicolons, thousands points and decimal commas',
    file: 'p.csv',
    content: lines(
      'Datum;BTC;ETH;SOL',
      wide(
        (time) => {
          const { day, month, year, hour } = parts(time);
          return `${day}.${month}.${year} ${hour}:00`;
        },
        ';',
        german,
      ),
    ),
    expected: three,
    said: ['separated by ;', 'taken as UTC'],
  },
  {
    name: 'semicolons declared as spreadsheets do',
    file: 'p.csv',
    content: lines('sep=;', 'time;BTC;ETH;SOL', wide(iso, ';', withComma)),
    expected: three,
    said: ['separated by ;'],
  },
  {
    name: 'tabs',
    file: 'p.tsv',
    content: lines('time\tBTC\tETH\tSOL', wide(iso, '\t')),
    expected: three,
    said: ['separated by tabs'],
  },
  {
    name: 'vertical bars',
    file: 'p.txt',
    content: lines('time|BTC|ETH|SOL', wide(iso, '|')),
    expected: three,
    said: ['separated by |'],
  },
  {
    name: 'thousands separators in quotes',
    file: 'p.csv',
    content: lines(
      'time,BTC,ETH,SOL',
      wide(iso, ',', (value) => `"${grouped(value)}"`),
    ),
    expected: three,
    said: ['a column per coin'],
  },
  {
    name: 'currency signs',
    file: 'p.csv',
    content: lines(
      'time,BTC,ETH,SOL',
      wide(iso, ',', (value) => `"$${grouped(value)}"`),
    ),
    expected: three,
    said: ['a column per coin'],
  },
  {
    name: 'all cells in quotes',
    file: 'p.csv',
    content: lines(
      '"time","BTC","ETH","SOL"',
      wide(
        (time) => `"${iso(time)}"`,
        ',',
        (value) => `"${value}"`,
      ),
    ),
    expected: three,
    said: ['a column per coin'],
  },
  {
    name: 'UTF-16, little end first',
    file: 'p.csv',
    content: utf16(lines('time\tBTC\tETH\tSOL', wide(iso, '\t')), false, true),
    expected: three,
    said: ['separated by tabs'],
  },
  {
    name: 'UTF-16, big end first',
    file: 'p.csv',
    content: utf16(lines('time,BTC,ETH,SOL', wide(iso)), true, true),
    expected: three,
    said: ['a column per coin'],
  },
  {
    name: 'UTF-16 without a mark',
    file: 'p.csv',
    content: utf16(lines('time,BTC,ETH,SOL', wide(iso)), false, false),
    expected: three,
    said: ['a column per coin'],
  },
  {
    name: 'UTF-8 with a mark and lines of Windows',
    file: 'p.csv',
    content: `\uFEFF${lines('time,BTC,ETH,SOL', wide(iso)).replaceAll('\n', '\r\n')}`,
    expected: three,
    said: ['a column per coin'],
  },
  {
    name: 'lines of an old Mac',
    file: 'p.csv',
    content: lines('time,BTC,ETH,SOL', wide(iso)).replaceAll('\n', '\r'),
    expected: three,
    said: ['a column per coin'],
  },
  {
    name: 'gzip',
    file: 'p.csv.gz',
    content: gzipSync(lines('time,BTC,ETH,SOL', wide(iso))),
    expected: three,
    said: ['a column per coin'],
  },
  {
    name: 'empty lines at the end',
    file: 'p.csv',
    content: `${lines('time,BTC,ETH,SOL', wide(iso))}\n\n \n`,
    expected: three,
    said: ['40 bars'],
  },
  {
    name: 'a separator at the end of rows',
    file: 'p.csv',
    content: lines(
      'time,BTC,ETH,SOL',
      wide(iso).map((line) => `${line},`),
    ),
    expected: three,
    said: ['a column per coin'],
  },
  {
    name: 'R without a name for the first column',
    file: 'p.csv',
    content: lines('BTC,ETH,SOL', wide(iso)),
    expected: three,
    said: ['a column per coin'],
  },
  {
    name: 'titles and comments before the header',
    file: 'p.csv',
    content: lines('# closes of three coins', 'made by hand', 'time,BTC,ETH,SOL', wide(iso)),
    expected: three,
    said: ['2 lines before the header passed over'],
  },
  {
    name: 'day and time apart',
    file: 'x.csv',
    options: { asset: 'BTC' },
    content: lines(
      '<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<TICKVOL>',
      BTC.map((bar) =>
        [iso(bar.time).slice(0, 10).replaceAll('-', '.'), iso(bar.time).slice(11, 19), ...ohlcv(bar)].join(','),
      ),
    ),
    expected: one,
    said: ['taken as UTC', 'grid 1h'],
  },
  {
    name: 'Dukascopy',
    file: 'x.csv',
    options: { asset: 'BTC' },
    content: lines(
      'Gmt time,Open,High,Low,Close,Volume',
      candle((time) => {
        const { day, month, year, hour } = parts(time);
        return `${day}.${month}.${year} ${hour}:00:00.000`;
      }),
    ),
    expected: one,
    said: ['`Close` taken'],
  },
  {
    name: 'days before months',
    file: 'btc.csv',
    content: lines(
      'Date,Price',
      single((time) => {
        const { day, month, year, hour } = parts(time);
        return `${day}/${month}/${year} ${hour}:00`;
      }),
    ),
    expected: one,
    said: ['day first'],
  },
  {
    name: 'months before days, with halves of the day',
    file: 'btc.csv',
    content: lines(
      'Date,Price',
      single((time) => {
        const { day, month, year, hour12, half } = parts(time);
        return `${month}/${day}/${year} ${hour12}:00 ${half}`;
      }),
    ),
    expected: one,
    said: ['month first'],
  },
  {
    name: 'days and months told by an option',
    file: 'btc.csv',
    options: { dates: 'day first' },
    content: lines(
      'Date,Price',
      single(
        (time) => {
          const { day, month, year, hour } = parts(time);
          return `${day}/${month}/${year} ${hour}:00`;
        },
        known.BTC.map((bar) => ({ ...bar, time: bar.time + 3 * day })),
      ),
    ),
    expected: { BTC: BTC.map((bar) => ({ ...bar, time: bar.time + 3 * day })) },
    said: ['day first'],
  },
  {
    name: 'times with an offset',
    file: 'btc.csv',
    content: lines(
      'time,price',
      single((time) => iso(time + 2 * hour).replace('Z', '+02:00')),
    ),
    expected: one,
    said: ['times as dates'],
  },
  {
    name: 'times with UTC behind them',
    file: 'btc.csv',
    content: lines(
      'time,price',
      single((time) => `${blank(time)} UTC`),
    ),
    expected: one,
    said: ['prices'],
  },
  {
    name: 'days without marks',
    file: 'btc.csv',
    content: lines(
      'date,close',
      single((time) => iso(time).slice(0, 10).replaceAll('-', ''), days),
    ),
    expected: { BTC: days },
    said: ['grid 1d'],
  },
  {
    name: 'time and price without header',
    file: 'btc.csv',
    content: lines(single(seconds)),
    expected: one,
    said: ['time and price without header'],
  },
  {
    name: 'jitter of seconds',
    file: 'btc.csv',
    content: lines('time,BTC', single(jittered)),
    expected: one,
    said: ['beside it set on it', 'grid 1h'],
  },
  {
    name: 'jitter of milliseconds',
    file: 'btc.csv',
    content: lines(
      'time,BTC',
      single((time) => String(time + ((time / hour) % 5))),
    ),
    expected: one,
    said: ['beside it set on it'],
  },
  {
    name: 'bars at half past',
    file: 'btc.csv',
    content: lines(
      'time,BTC',
      single((time) => iso(time + hour / 2)),
    ),
    expected: { BTC: BTC.map((bar) => ({ ...bar, time: bar.time + hour / 2 })) },
    said: ['grid 1h at 30m past'],
  },
  {
    name: 'missing bars',
    file: 'btc.csv',
    content: lines(
      'time,BTC',
      single(iso).filter((_, row) => row < 10 || row > 14),
    ),
    expected: { BTC: BTC.filter((_, row) => row < 10 || row > 14) },
    said: ['35 bars', '5 missing'],
  },
  {
    name: 'months joined in the wrong order',
    file: 'btc.csv',
    content: lines('time,BTC', single(iso, BTC.slice(20)), single(iso, BTC.slice(0, 20))),
    expected: one,
    said: ['rows out of order: sorted', '0 missing'],
  },
  {
    name: 'rows twice',
    file: 'btc.csv',
    content: lines('time,BTC', single(iso, BTC.slice(0, 20)), single(iso, BTC.slice(18))),
    expected: one,
    said: ['2 repeated rows dropped'],
  },
  {
    name: 'an unfinished day at the end',
    file: 'BTC-USD.csv',
    content: lines('Date,Close', single(iso, days), `${iso(days.at(-1).time + day + 5 * hour)},1`),
    expected: { BTC: days },
    said: ['1 row off the grid not used'],
  },
  {
    name: 'days continued by hours',
    file: 'btc.csv',
    content: lines('time,BTC', single(iso, bars('old', 50_000, 15, BTC[0]!.time - 15 * day, day)), single(iso)),
    expected: one,
    said: [
      'grid 1h',
      '40 bars',
      '0 missing',
      '15 rows at 1d between 2024-01-14T00:00:00Z and 2024-01-28T00:00:00Z not used',
    ],
  },
  {
    name: 'columns told by options',
    file: 'p.csv',
    options: { timeColumn: 'end', priceColumn: 'vwap', asset: 'BTC' },
    content: lines(
      'start,end,vwap,close',
      BTC.map((bar) => [iso(bar.time - hour), iso(bar.time), bar.close, 1].join(',')),
    ),
    expected: one,
    said: ['prices in column `vwap`'],
  },
  {
    name: 'columns told by number',
    file: 'p.csv',
    options: { timeColumn: '2', priceColumn: '4', asset: 'BTC' },
    content: lines(BTC.map((bar) => [7, iso(bar.time), 9, bar.close, 11].join(','))),
    expected: one,
    said: ['prices in column `4`'],
  },
  {
    name: 'a coin under another name',
    file: 'p.csv',
    options: { asset: 'WBTC' },
    content: lines('time,BTC', single(iso)),
    expected: { WBTC: BTC },
    said: ['WBTC'],
  },
  {
    name: 'thousands of a coin',
    file: '1000SHIBUSDT-1h.csv',
    content: lines(klines(ms, SOL)),
    expected: { '1000SHIB': SOL },
    said: ['1000SHIB (by the name of the file)'],
  },
  {
    name: 'a perpetual contract',
    file: 'x.csv',
    content: lines(
      'open_time,symbol,close',
      BTC.map((bar) => `${bar.time},BTCUSDT_PERP,${bar.close}`),
    ),
    expected: one,
    said: ['BTC (BTCUSDT_PERP)'],
  },
  {
    name: 'lines of JSON',
    file: 'x.json',
    content: lines(
      BTC.map((bar) => JSON.stringify({ timestamp: bar.time, symbol: 'BTCUSDT', close: String(bar.close) })),
    ),
    expected: one,
    said: ['JSON', 'BTC (BTCUSDT)'],
  },
  {
    name: 'objects of JSON with a field per coin',
    file: 'x.json',
    content: JSON.stringify(
      BTC.map((bar, row) => ({ time: iso(bar.time), BTC: bar.close, ETH: ETH[row]!.close, SOL: SOL[row]!.close })),
    ),
    expected: three,
    said: ['JSON', 'a column per coin'],
  },
  {
    name: 'files with headers put one behind the other',
    file: 'btc.csv',
    content: lines('time,BTC', single(iso, BTC.slice(0, 20)), 'time,BTC', single(iso, BTC.slice(20))),
    expected: one,
    said: ['40 bars', '0 missing'],
  },
  {
    name: 'a file with a header behind one without',
    file: 'BTCUSDT.csv',
    content: lines(klines(ms, BTC.slice(0, 20)), klineHeader, klines(ms, BTC.slice(20))),
    expected: one,
    said: ['Binance klines without header', '40 bars'],
  },
  {
    name: 'candles with German names',
    file: 'x.csv',
    options: { asset: 'BTC' },
    content: lines(
      'Datum;Eröffnung;Hoch;Tief;Schlusskurs;Volumen',
      BTC.map((bar) => [iso(bar.time), ...ohlcv(bar)].join(';')),
    ),
    expected: one,
    said: ['`Schlusskurs` taken'],
  },
  {
    name: 'thousands separated by blanks',
    file: 'p.csv',
    content: lines(
      'Date;BTC;ETH;SOL',
      wide(iso, ';', (value) => grouped(value).replace(',', ' ').replace('.', ',')),
    ),
    expected: three,
    said: ['a column per coin'],
  },
  {
    name: 'times of opening and of closing',
    file: 'p.csv',
    content: lines(
      'close_time,open_time,BTC,ETH,SOL',
      wide((time) => `${time + hour - 1},${time}`),
    ),
    expected: three,
    said: ['a column per coin, BTC, ETH, SOL'],
  },
  {
    name: 'volumes beside a column per coin',
    file: 'p.csv',
    content: lines(
      'time,BTC,BTC volume,ETH,ETH volume',
      BTC.map((bar, row) => [iso(bar.time), bar.close, 5, ETH[row]!.close, 6].join(',')),
    ),
    expected: { BTC, ETH },
    said: ['left out: BTC volume, ETH volume'],
  },
  {
    name: 'hours before days',
    file: 'btc.csv',
    content: lines('time,BTC', single(iso), single(iso, bars('later', 60_000, 20, Date.UTC(2024, 2, 1), day))),
    expected: one,
    said: ['grid 1h', '20 rows at 1d'],
  },
  {
    name: 'many days and few hours',
    file: 'btc.csv',
    content: lines('time,BTC', single(iso, days), single(iso, bars('hours', 60_000, 20, days.at(-1)!.time + day))),
    expected: { BTC: days },
    said: ['grid 1d', '40 bars', '20 rows at 1h between 2024-03-09T00:00:00Z'],
  },
];
