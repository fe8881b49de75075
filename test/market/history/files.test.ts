import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/base/errors.ts';
import { limits } from '../../../src/base/limits.ts';
import { readFundingHistory } from '../../../src/market/history/funding-history.ts';
import { parsePriceHistory, readPriceHistory } from '../../../src/market/history/price-history.ts';
import { logReturns } from '../../../src/market/history/returns.ts';
import { isDay, parseMoment } from '../../../src/market/history/written-times.ts';

const bad = fileURLToPath(new URL('../../fixtures/bad/', import.meta.url));
const source = { name: 'prices.csv', sha256: '' };

const files = readdirSync(bad).filter((name) => /^(prices|funding)-.*\.(csv|gz|zip|json)$/.test(name));

function read(file: string): void {
  if (file.startsWith('funding')) readFundingHistory(bad + file);
  else logReturns([readPriceHistory(bad + file)], { barTime: 'close' });
}

function messageOf(file: string): string {
  try {
    read(file);
  } catch (error) {
    return error instanceof InputError ? error.message.replaceAll(bad, '') : String(error);
  }
  return `${file}: accepted`;
}

describe('a broken file of prices or funding', () => {
  it('exists for at least 30 faults', () => expect(files.length).toBeGreaterThanOrEqual(30));

  it.each(files)('%s is answered by one line that names it and says what to do or what stands there', (file) => {
    expect(() => read(file)).toThrow(InputError);
    const message = messageOf(file);
    expect(message.split('\n')).toHaveLength(file === 'prices-infinite.csv' ? 2 : 1);
    expect(message).toContain(file);
    expect(message).toMatch(/allowed: |got: |is damaged|stands twice/);
    expect(message).not.toMatch(/undefined|NaN|\[object/);
  });

  it('is answered by these messages, which were read one by one', async () => {
    await expect(`${files.toSorted().map(messageOf).join('\n')}\n`).toMatchFileSnapshot(`${bad}messages-prices.txt`);
  });

  it('that is not there is named', () => {
    expect(() => readPriceHistory('nowhere/prices.csv')).toThrow('nowhere/prices.csv: there is no such file');
    expect(() => readPriceHistory('test')).toThrow('test: it is a folder');
  });

  it('is answered by all its faults at once, in the order of the text', () => {
    const text = 'time,BTC,ETH\n2024-01-01,x,1\n2024-01-02,1,-1\nyesterday,1,1\n';
    expect(() => parsePriceHistory(text, 'p.csv', source)).toThrow(
      /p.csv:2:12 BTC.*\np.csv:3:14 ETH.*\np.csv:4:1: is no time/,
    );
  });

  it('of a thousand equal faults is answered by one line with their number and the first places', () => {
    const text = `time,BTC\n2024-01-01,1\n${Array.from({ length: 1_000 }, () => '2024-01-02,x').join('\n')}`;
    expect(() => parsePriceHistory(text, 'p.csv', source)).toThrow(
      /^p.csv:3:12 BTC: is no number \(1,000 times: lines 3, 4, 5, ...\); .*got: `x`$/,
    );
  });

  it('is refused before it is read if it is too large or no file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'margin-lab-large-'));
    try {
      writeFileSync(join(folder, 'huge.csv'), '');
      truncateSync(join(folder, 'huge.csv'), limits.priceFileBytes.largest + 1);
      expect(() => readPriceHistory(join(folder, 'huge.csv'))).toThrow(/holds more than 400 MiB of text; cut it/);
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(() => readPriceHistory('/dev/zero')).toThrow('/dev/zero: it is no ordinary file');
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
    ['1706688000000000', '2024-01-31T08:00:00.000Z'],
    ['1706688000000000000', '2024-01-31T08:00:00.000Z'],
    ['1706688000.5', '2024-01-31T08:00:00.500Z'],
    ['2024-1-31', '2024-01-31T00:00:00.000Z'],
    ['2024/01/31 8:05 PM', '2024-01-31T20:05:00.000Z'],
    ['2024.01.31 08:00', '2024-01-31T08:00:00.000Z'],
    ['31.01.2024 08:00', '2024-01-31T08:00:00.000Z'],
    ['20240131', '2024-01-31T00:00:00.000Z'],
    ['20240131T080000Z', '2024-01-31T08:00:00.000Z'],
    ['2024-01-31 12-AM', '2024-01-31T00:00:00.000Z'],
    ['Jan 31, 2024', '2024-01-31T00:00:00.000Z'],
    ['31 January 2024 08:00 UTC', '2024-01-31T08:00:00.000Z'],
    ['2024-01-31T08:00:00-0530', '2024-01-31T13:30:00.000Z'],
  ])('reads %s as UTC whatever the zone of the machine', (text, iso) => {
    expect(new Date(parseMoment(text)!).toISOString()).toBe(iso);
  });

  it.each([
    '',
    '01/02/2024',
    '2023-02-29',
    '2024-01-31T25:00',
    '2024-01-31 13-PM',
    '2024-13-01',
    '17066880',
    '1.7e12',
    'NaN',
  ])('refuses `%s`', (text) => {
    expect(parseMoment(text)).toBeNull();
  });

  it('knows a day from a time', () => {
    expect([isDay('2024-01-31'), isDay('2024-01-31T00:00')]).toEqual([true, false]);
  });
});
