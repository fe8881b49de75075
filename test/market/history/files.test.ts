import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/base/errors.ts';
import { parseFundingHistory } from '../../../src/market/history/funding-history.ts';
import { isDay, parseMoment } from '../../../src/market/history/moment.ts';
import { parsePriceHistory, readPriceHistory } from '../../../src/market/history/price-history.ts';
import { logReturns } from '../../../src/market/history/returns.ts';

const bad = fileURLToPath(new URL('../../fixtures/bad/', import.meta.url));
const source = { name: 'prices.csv', sha256: '' };

/** Every broken price file and the end of the one message that answers it: place, what, got. */
const messages: Readonly<Record<string, RegExp>> = {
  'prices-asset-name.csv': /:1:6: is no name for an asset; .*got: `BTC\/USDT`$/,
  'prices-asset-twice.csv': /:1:10: asset `BTC` stands twice in the header$/,
  'prices-damaged.csv.gz': /: is damaged: it begins like a gzip file but cannot be unpacked$/,
  'prices-empty.csv': /: is empty; allowed: a header/,
  'prices-negative.csv': /:4:28 ETH: must be above 0 and finite; got: `-2302`$/,
  'prices-no-asset.csv': /:1:5: the header names no asset/,
  'prices-no-header.csv': /:1:1: a header is missing; .*got: `2024-01-01T00:00:00Z`$/,
  'prices-no-such-day.csv': /:3:1: is no time; .*got: `2024-02-30T00:00:00Z`$/,
  'prices-not-a-number.csv': /:3:28 ETH: is no number; .*got: `n\/a`$/,
  'prices-ragged.csv': /:3:27: has 2 cells; allowed: 3, as in the header$/,
  'prices-repeated-time.csv': /:4:1: repeats the time of the row before; .*got: `2024-01-01T01:00:00Z`$/,
  'prices-thousands-separator.csv': /:3:22 BTC: is no number; .*got: `42,010.5`$/,
  'prices-too-few.csv':
    /prices-too-few.csv prices: give 2 returns over 1h that have all of BTC, ETH; allowed: 100 or more$/,
  'prices-unordered.csv': /:4:1: is earlier than the row before; .*got: `2024-01-01T01:00:00Z`$/,
  'prices-zero.csv': /:3:22 BTC: must be above 0 and finite; got: `0`$/,
};

describe('a broken price file', () => {
  it('has an expected message for every fixture', () => {
    const fixtures = readdirSync(bad).filter((name) => name.startsWith('prices-'));
    expect(fixtures.toSorted()).toEqual(Object.keys(messages).toSorted());
  });

  it.each(Object.entries(messages))('%s is answered by one message with its place', (name, message) => {
    const read = () => logReturns([readPriceHistory(bad + name)], { barTime: 'close' });
    expect(read).toThrow(InputError);
    expect(read).toThrow(message);
  });

  it('that is not there is named', () => {
    expect(() => readPriceHistory('nowhere/prices.csv')).toThrow('nowhere/prices.csv: there is no such file');
    expect(() => readPriceHistory('test')).toThrow('test: it is a folder');
  });

  it('is answered by all its faults at once, in the order of the text', () => {
    const text = 'time,BTC,ETH\n2024-01-01,x,1\n2024-01-02,1,-1\n2024-01-02,1,1\n';
    expect(() => parsePriceHistory(text, 'p.csv', source)).toThrow(
      /p.csv:2:12 BTC.*\np.csv:3:14 ETH.*\np.csv:4:1: repeats/,
    );
  });

  it('of a thousand faults is given up after 20', () => {
    const text = `time,BTC\n${Array.from({ length: 1_000 }, () => 'x,1').join('\n')}`;
    try {
      parsePriceHistory(text, 'p.csv', source);
      expect.unreachable();
    } catch (error) {
      expect(error instanceof InputError ? error.diagnostics : []).toHaveLength(20);
    }
  });
});

describe('a price file', () => {
  const text =
    '\uFEFFtime,BTC,"ETH"\r\n2024-01-01T00:00:00Z, 42000.5 ,\r\n2024-01-01 01:00,4.2e4,"2300"\r\n\r\n1704074400,42100,2310\r\n';

  it('may have a byte order mark, quotes, blanks, empty cells, empty lines and several forms of time', () => {
    const history = parsePriceHistory(text, 'p.csv', source);
    expect(history.assets).toEqual(['BTC', 'ETH']);
    expect(history.times.map((time) => new Date(time).getUTCHours())).toEqual([0, 1, 2]);
    expect([...history.prices[0]!]).toEqual([42_000.5, 42_000, 42_100]);
    expect([...history.prices[1]!]).toEqual([Number.NaN, 2_300, 2_310]);
    expect(history.intervalHours).toBe(1);
  });

  it('may be compressed, whatever its name', () => {
    const folder = mkdtempSync(join(tmpdir(), 'margin-lab-history-'));
    try {
      writeFileSync(join(folder, 'prices.csv'), gzipSync(text));
      const history = readPriceHistory(join(folder, 'prices.csv'));
      expect(history.times).toHaveLength(3);
      expect(history.source.name).toBe('prices.csv');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('parseMoment', () => {
  it.each([
    ['2024-01-31', '2024-01-31T00:00:00.000Z'],
    ['2024-02-29T08:30:15Z', '2024-02-29T08:30:15.000Z'],
    ['2024-01-31T08:00:00+02:00', '2024-01-31T06:00:00.000Z'],
    ['2024-01-31 08:00:00.25', '2024-01-31T08:00:00.250Z'],
    ['1706688000', '2024-01-31T08:00:00.000Z'],
    ['1706688000000', '2024-01-31T08:00:00.000Z'],
  ])('reads %s as UTC whatever the zone of the machine', (text, iso) => {
    expect(new Date(parseMoment(text)!).toISOString()).toBe(iso);
  });

  it.each(['', '31.01.2024', '2024-1-31', '2023-02-29', '2024-01-31T25:00', '24-01-31', '17066880', 'NaN'])(
    'refuses `%s`',
    (text) => {
      expect(parseMoment(text)).toBeNull();
    },
  );

  it('knows a day from a time', () => {
    expect([isDay('2024-01-31'), isDay('2024-01-31T00:00')]).toEqual([true, false]);
  });
});

describe('a funding file', () => {
  const text =
    'time,venue,symbol,rate,source\n2024-01-01T08:00:00Z,a,BTC,0.0002,x\n2024-01-01T00:00:00Z,a,BTC,-0.0001,x\n2024-01-01T00:00:00Z,b,BTC,0.0003,x\n';

  it('is sorted by time and cut to one venue', () => {
    const { settlements, venue } = parseFundingHistory(text, 'f.csv', source, 'a');
    expect(settlements.get('BTC')?.map(({ rate }) => rate)).toEqual([-0.0001, 0.0002]);
    expect(venue).toBe('a');
  });

  it.each([
    [text, null, /f.csv: holds several venues; allowed: one of a, b/],
    [text, 'c', /f.csv: has no venue `c`; allowed: a, b/],
    ['time,symbol\n', null, /f.csv:1:1: has no column `rate`/],
    ['time,symbol,rate\n2024-01-01,BTC,0.01%\n', null, /f.csv:2:16: is no number; .*got: `0.01%`/],
    ['time,symbol,rate\n2024-01-01,BTC,3\n', null, /f.csv:2:16: is no plausible rate; allowed: a fraction/],
    ['time,symbol,rate\n2024-01-01,BTC,0\n2024-01-01,BTC,0\n', null, /f.csv: BTC has two rates at 2024-01-01/],
  ])('that is broken is answered with its place (%#)', (broken, venue, message) => {
    expect(() => parseFundingHistory(broken, 'f.csv', source, venue)).toThrow(message);
  });
});
