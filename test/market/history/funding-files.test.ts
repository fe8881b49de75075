import { describe, expect, it } from 'vitest';
import {
  checkFundingCovers,
  type FundingOptions,
  joinFundingHistories,
  parseFundingHistory,
  readFundingHistory,
} from '../../../src/market/history/funding-history.ts';
import { sharedFile } from '../../support/shared.ts';

const source = (name: string) => ({ name, sha256: '' });
const start = Date.UTC(2024, 0, 1);
const hour = 3_600_000;
const rates = Array.from({ length: 30 }, (_, index) => Math.round(((index % 7) - 2) * 12_345) / 1e9);
const times = rates.map((_, index) => start + index * 8 * hour);
const iso = (time: number) => new Date(time).toISOString();
const rows = (write: (time: number, rate: number, index: number) => string) =>
  `${times.map((time, index) => write(time, rates[index]!, index)).join('\n')}\n`;
const inPercent = (rate: number) => (rate * 100).toFixed(7);

/** Published forms of funding files: name of file, text, options, part of what is said. */
const forms: readonly (readonly [name: string, file: string, text: string, options: FundingOptions, said: string])[] = [
  [
    'our own',
    'f.csv',
    `time,venue,symbol,rate\n${rows((t, r) => `${iso(t)},binance,BTC,${r}`)}`,
    {},
    'BTC, times as dates, rates in `rate` as fractions, 30 settlements, every 8h',
  ],
  [
    'Binance, monthly',
    'BTCUSDT-fundingRate-2024-01.csv',
    `calc_time,funding_interval_hours,last_funding_rate\n${rows((t, r, i) => `${t + i},8,${r}`)}`,
    {},
    'BTC, times in ms since 1970, rates in `last_funding_rate`',
  ],
  [
    'Binance, interface',
    'f.json',
    JSON.stringify(
      times.map((fundingTime, i) => ({
        symbol: 'BTCUSDT',
        fundingTime: fundingTime + i,
        fundingRate: String(rates[i]),
        markPrice: '42000',
      })),
    ),
    {},
    'BTC (BTCUSDT)',
  ],
  [
    'Binance, web page',
    'f.csv',
    `"Time","Contracts","Funding Interval","Funding Rate"\n${rows((t, r) => `"${iso(t).slice(0, 19).replace('T', ' ')}","BTCUSDT Perpetual","8h","${inPercent(r)}%"`).replaceAll(' Perpetual', '_PERP')}`,
    {},
    'as percentages',
  ],
  [
    'Bybit, interface',
    'f.json',
    JSON.stringify({
      result: {
        list: times
          .map((time, i) => ({ symbol: 'BTCUSDT', fundingRate: String(rates[i]), fundingRateTimestamp: String(time) }))
          .toReversed(),
      },
    }),
    {},
    'JSON, funding, BTC (BTCUSDT)',
  ],
  [
    'OKX',
    'f.csv',
    `instId,fundingRate,realizedRate,fundingTime\n${rows((t, r) => `BTC-USDT-SWAP,0.5,${r},${t}`)}`,
    {},
    'rates in `realizedRate`',
  ],
  [
    'ccxt',
    'f.csv',
    `,symbol,fundingRate,timestamp,datetime\n${rows((t, r, i) => `${i},BTC/USDT:USDT,${r},${t},${iso(t)}`)}`,
    {},
    'BTC (BTC/USDT:USDT)',
  ],
  [
    'Hyperliquid',
    'f.json',
    JSON.stringify(
      times.map((time, i) => ({ coin: 'BTC', fundingRate: String(rates[i]), premium: '0.1', time: time + 76 })),
    ),
    {},
    'times in ms',
  ],
  [
    'one coin by the name of the file',
    'btc-funding.csv',
    `time,rate\n${rows((t, r) => `${iso(t)},${r}`)}`,
    {},
    'funding, BTC',
  ],
  [
    'one coin by option, newest first',
    'x.csv',
    `time,rate\n${rows((t, r) => `${iso(t)},${r}`)
      .trim()
      .split('\n')
      .toReversed()
      .join('\n')}`,
    { asset: 'BTC' },
    'funding, BTC',
  ],
  [
    'percent, told',
    'f.csv',
    `time;symbol;rate\n${rows((t, r) => `${iso(t)};BTC;${inPercent(r).replace('.', ',')}`)}`,
    { unit: 'percent' },
    'as percentages',
  ],
  [
    'basis points, told',
    'f.csv',
    `time,symbol,rate\n${rows((t, r) => `${iso(t)},BTC,${(r * 1e4).toFixed(5)}`)}`,
    { unit: 'bp' },
    'as basis points',
  ],
  [
    'two venues, one chosen',
    'f.csv',
    `time,exchange,symbol,rate\n${rows((t, r) => `${iso(t)},a,BTC,${r}\n${iso(t)},b,BTC,0.5`)}`,
    { venue: 'a' },
    '30 settlements',
  ],
];

describe('funding settlements, read back from every published form', () => {
  it.each(forms)('%s', (_, file, text, options, said) => {
    const history = parseFundingHistory(text, file, source(file), options);
    const settlements = history.settlements.get('BTC')!;
    expect([...history.settlements.keys()]).toEqual(['BTC']);
    expect(settlements.map(({ time }) => time)).toEqual(times);
    for (const [index, { rate }] of settlements.entries()) expect(rate).toBeCloseTo(rates[index]!, 15);
    expect(history.said.join()).toContain(said);
  });

  it('tells each interval where the venue changed it', () => {
    const eight = times.map((time) => `${iso(time)},BTC,0.0001`);
    const four = times.map((_, index) => `${iso(times.at(-1) + (index + 1) * 4 * hour)},BTC,0.00005`);
    const { said } = parseFundingHistory(`time,symbol,rate\n${[...eight, ...four].join('\n')}`, 'f', source('f'));
    expect(said.join()).toContain('60 settlements, every 4h (30) and 8h (29)');
  });
});

describe('rates whose unit is not said', () => {
  const file = (list: readonly number[], spacing = 8) =>
    `time,symbol,rate\n${list.map((rate, i) => `${iso(start + i * spacing * hour)},BTC,${rate}`).join('\n')}`;
  const parse = (text: string, options: FundingOptions = {}) =>
    parseFundingHistory(text, 'f.csv', source('f'), options);

  it.each([
    ['the ordinary rate in percent', Array.from({ length: 40 }, () => 0.01), 8],
    [
      'quiet rates in percent with some ordinary ones',
      Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? 0.01 : 0.0004)),
      8,
    ],
    [
      'hourly rates in percent, none of them ordinary',
      Array.from({ length: 40 }, (_, i) => 0.0006 + 0.00001 * (i % 2)),
      1,
    ],
    ['hourly rates in percent', Array.from({ length: 40 }, (_, i) => 0.00125 + 0.0001 * (i % 2)), 1],
  ])('are refused if they look like percentages: %s', (_, list, spacing) => {
    expect(() => parse(file(list, spacing))).toThrow(
      /^f.csv:2: has rates of BTC that look like percentages: .*--funding-unit percent/,
    );
    const read = parse(file(list, spacing), { unit: 'percent' }).settlements.get('BTC')!;
    expect(read[0]!.rate).toBeCloseTo(list[0]! / 100, 12);
    expect(parse(file(list, spacing), { unit: 'fraction' }).settlements.get('BTC')![0]!.rate).toBe(list[0]);
  });

  it.each([
    ['the ordinary rate', Array.from({ length: 40 }, () => 0.0001), 8],
    ['a bull market', Array.from({ length: 40 }, (_, i) => 0.0003 + 0.0001 * (i % 9)), 8],
    ['a squeeze of days', Array.from({ length: 40 }, (_, i) => (i > 30 ? -0.02 : 0.0001)), 8],
    ['hourly', Array.from({ length: 40 }, () => 0.0000125), 1],
  ])('are taken as fractions if they can be: %s', (_, list, spacing) => {
    expect(parse(file(list, spacing)).settlements.get('BTC')).toHaveLength(40);
  });

  const shared = sharedFile('data/funding-8h.csv.gz');
  it.skipIf(shared === null)('real rates of ten coins over six years are never mistaken for percentages', () => {
    for (const venue of ['binance', 'bybit', 'okx'])
      expect(readFundingHistory(shared!, { venue }).settlements.size).toBeGreaterThan(0);
  });
});

describe('several funding files', () => {
  const parse = (text: string) => parseFundingHistory(`time,symbol,rate\n${text}`, 'f.csv', source('f.csv'));
  const first = parse('2024-01-01T00:00Z,BTCUSDT,0.0001\n2024-01-01T08:00Z,BTCUSDT,0.0002\n');

  it('are joined; what stands in both counts once', () => {
    const joined = joinFundingHistories([first, parse('2024-01-01T08:00Z,BTC,0.0002\n2024-01-01T08:00Z,ETH,0.0003\n')]);
    expect(joined.settlements.get('BTC')).toHaveLength(2);
    expect(joined.settlements.get('ETH')).toHaveLength(1);
    expect(() => joinFundingHistories([first, parse('2024-01-01T08:00Z,BTC,0.0009\n')])).toThrow(
      /two rates at one time/,
    );
  });

  it('that lack an asset are refused with the symbols they have, unless it is named as without', () => {
    expect(() => checkFundingCovers(first, ['BTC', 'ETH'], [])).toThrow(
      'f.csv: has no rates of ETH; allowed: --without-funding ETH takes them as 0; got: rates of `BTCUSDT`',
    );
    expect(() => checkFundingCovers(first, ['BTC', 'ETH'], ['ETH'])).not.toThrow();
  });
});
