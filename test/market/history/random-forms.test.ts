import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/base/errors.ts';
import { parsePriceHistory, type ReadingOptions } from '../../../src/market/history/price-history.ts';
import { decodedText } from '../../../src/market/history/source-file.ts';
import { type Bar, bars } from './written-forms.ts';

/** A known history, written in a form put together at random, is read back as it was. */
const source = { name: 'prices.csv', sha256: '' };
const start = Date.UTC(2023, 10, 20);
const hour = 3_600_000;
const two = (value: number) => String(value).padStart(2, '0');

const clocks = [
  'iso',
  'blank',
  's',
  'ms',
  'us',
  'ns',
  'float',
  'german',
  'day/month',
  'month/day',
  'offset',
  'named',
] as const;

function written(time: number, how: (typeof clocks)[number]): string {
  const at = new Date(time);
  const [year, month, day] = [at.getUTCFullYear(), two(at.getUTCMonth() + 1), two(at.getUTCDate())];
  const clock = at.toISOString().slice(11, 19);
  const forms = {
    iso: at.toISOString(),
    blank: `${year}-${month}-${day} ${clock}`,
    s: String(time / 1_000),
    ms: String(time),
    us: `${time}000`,
    ns: `${time}000000`,
    float: `${time / 1_000}.0`,
    german: `${day}.${month}.${year} ${clock.slice(0, 5)}`,
    'day/month': `${day}/${month}/${year} ${clock}`,
    'month/day': `${month}/${day}/${year} ${clock}`,
    offset: `${new Date(time - 3 * hour).toISOString().slice(0, 19)}-03:00`,
    named: `${day} ${at.toUTCString().slice(8, 11)} ${year} ${clock}`,
  };
  return forms[how];
}

const form = fc.record({
  layout: fc.constantFrom('wide', 'long', 'candles', 'candles of several'),
  time: fc.constantFrom(...clocks),
  interval: fc.constantFrom(60_000, 300_000, 15 * 60_000, hour, 4 * hour, 24 * hour, 7 * 24 * hour),
  separator: fc.constantFrom(',', ';', '\t', '|'),
  comma: fc.boolean(),
  thousands: fc.boolean(),
  quoted: fc.boolean(),
  order: fc.constantFrom('ascending', 'newest first', 'two halves'),
  encoding: fc.constantFrom('utf8', 'mark', 'utf16le', 'utf16be'),
  newline: fc.constantFrom('\n', '\r\n'),
  preamble: fc.constantFrom<string[]>([], ['downloaded from https://example.org'], ['Prices', '']),
  index: fc.boolean(),
  extra: fc.boolean(),
  trailing: fc.boolean(),
  holes: fc.uniqueArray(fc.nat(59), { maxLength: 6 }),
  missing: fc.constantFrom('', 'NaN', 'null', 'n/a'),
  empty: fc.uniqueArray(fc.nat(59), { maxLength: 5 }),
  jitter: fc.constantFrom(0, 0, 0, 1),
  repeated: fc.boolean(),
  symbols: fc.constantFrom(
    (coin: string) => coin,
    (coin: string) => `${coin}USDT`,
    (coin: string) => `${coin}/USDT`,
  ),
});
type Form = typeof form extends fc.Arbitrary<infer Value> ? Value : never;

const coins = ['BTC', 'ETH', 'SHIB'] as const;

function historyOf({ interval, holes, empty }: Form): Record<(typeof coins)[number], Bar[]> {
  // One to twelve weeks or years of it: the first of 60 bars stays, so that all coins begin together.
  const of = (coin: string, price: number) =>
    bars(`random ${coin}`, price, 60, start, interval).flatMap((bar, row) => {
      if (row > 0 && row < 59 && holes.includes(row)) return [];
      return [coin === 'ETH' && row > 0 && empty.includes(row) ? { ...bar, close: Number.NaN } : bar];
    });
  return { BTC: of('BTC', 60_123.45), ETH: of('ETH', 3_012.34), SHIB: of('SHIB', 912.07) };
}

function textOf(how: Form, history: Record<string, Bar[]>): { text: string; options: ReadingOptions } {
  const { separator, comma, thousands, quoted, layout } = how;
  const decimalComma = comma && separator !== ',';
  const quote = (cell: string) => (quoted || cell.includes(separator) ? `"${cell}"` : cell);
  const number = (value: number) => {
    if (Number.isNaN(value)) return how.missing;
    const [whole = '', fraction = ''] = value.toFixed(2).split('.');
    const grouped = thousands ? whole.replace(/\B(?=(\d{3})+$)/g, decimalComma ? '.' : ',') : whole;
    return `${grouped}${decimalComma ? ',' : '.'}${fraction}`;
  };
  const time = (bar: Bar) => {
    const beside = how.jitter * (Math.round(bar.time / how.interval) % 3) * (how.interval >= hour ? 1_000 : 0);
    return written(bar.time + beside, how.time);
  };
  const BTC = history.BTC!;
  let header: string[];
  let rows: string[][];
  if (layout === 'wide') {
    header = ['time', ...coins.map(how.symbols)];
    rows = BTC.map((bar, row) => [time(bar), ...coins.map((coin) => number(history[coin]![row]!.close))]);
  } else if (layout === 'long') {
    header = ['date', 'symbol', 'open', 'high', 'low', 'close', 'volume'];
    rows = coins.flatMap((coin) =>
      history[coin]!.map((bar) => [
        time(bar),
        how.symbols(coin),
        ...[bar.open, bar.high, bar.low, bar.close, bar.volume].map(number),
      ]),
    );
  } else if (layout === 'candles') {
    header = ['timestamp', 'Open', 'High', 'Low', 'Close', 'Volume'];
    rows = BTC.map((bar) => [time(bar), ...[bar.open, bar.high, bar.low, bar.close, bar.volume].map(number)]);
  } else {
    header = ['Date', ...coins.flatMap((coin) => [`${how.symbols(coin)} open`, `${how.symbols(coin)} close`])];
    rows = BTC.map((bar, row) => [
      time(bar),
      ...coins.flatMap((coin) => [number(history[coin]![row]!.open), number(history[coin]![row]!.close)]),
    ]);
  }
  if (how.repeated) rows.push([...rows.at(-1)]);
  if (how.order === 'newest first') rows.reverse();
  if (how.order === 'two halves') rows = [...rows.slice(30), ...rows.slice(0, 30)];
  if (how.extra) {
    header.push('exchange');
    for (const row of rows) row.push('binance');
  }
  if (how.index) {
    header.unshift('');
    for (const [index, row] of rows.entries()) row.unshift(String(index));
  }
  const line = (cells: readonly string[]) => cells.map(quote).join(separator) + (how.trailing ? separator : '');
  const lines = [...how.preamble, line(header), ...rows.map(line)];
  return {
    text: `${lines.join(how.newline)}${how.newline}`,
    options: layout === 'candles' ? { asset: 'BTC' } : {},
  };
}

function bytesOf(text: string, encoding: Form['encoding']): Uint8Array {
  if (encoding === 'utf8') return Buffer.from(text);
  if (encoding === 'mark') return Buffer.from(`\uFEFF${text}`);
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return encoding === 'utf16le' ? bytes : bytes.swap16();
}

/** Dates that cannot tell day from month in 60 bars are refused, and rightly so. */
const cannotBeTold = ({ time, interval }: Form) =>
  (time === 'day/month' || time === 'month/day') &&
  new Date(start + 59 * interval).getUTCDate() < 13 &&
  interval < hour;

describe('a known history in a random form', () => {
  it('is read back as it was', () => {
    fc.assert(
      fc.property(form, (how) => {
        fc.pre(!cannotBeTold(how));
        const history: Record<string, Bar[]> = historyOf(how);
        const { text, options } = textOf(how, history);
        const read = parsePriceHistory(decodedText(bytesOf(text, how.encoding), 'p'), 'p', source, options);
        const expected = how.layout === 'candles' ? ['BTC'] : coins;
        expect(read.assets.toSorted()).toEqual(expected.toSorted());
        expect(read.intervalHours).toBe(how.interval / hour);
        for (const coin of expected) {
          expect(read.times).toEqual(history[coin]!.map((bar) => bar.time));
          expect([...read.prices[read.assets.indexOf(coin)]!]).toEqual(history[coin]!.map((bar) => bar.close));
        }
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it('is read or refused, and never crashes, when some of its characters are changed', () => {
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      to: fc.constantFrom(...',;"\n\t.x-0 9:é[{\0'.split('')),
    });
    fc.assert(
      fc.property(form, fc.array(change, { minLength: 1, maxLength: 4 }), (how, changes) => {
        let { text } = textOf(how, historyOf(how));
        for (const { at, to } of changes) {
          const place = Math.floor(at * (text.length - 1));
          text = text.slice(0, place) + to + text.slice(place + 1);
        }
        try {
          const read = parsePriceHistory(text, 'p', source, { asset: how.layout === 'candles' ? 'BTC' : undefined });
          for (const prices of read.prices)
            expect(prices.every((price) => Number.isNaN(price) || price > 0)).toBe(true);
          expect(read.times.every((time, row) => row === 0 || time > read.times[row - 1]!)).toBe(true);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          expect(error.message.split('\n').length).toBeLessThan(8);
          expect(error.message).not.toMatch(/undefined|\[object/);
        }
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});
