/** Words for the time of a row, the best first: the opening of a bar rather than its end, a count rather than a text. */
export const timeWords = [
  'open time',
  'opentime',
  'start time',
  'starttime',
  'start at',
  'time period start',
  'period start',
  'candle begin time',
  'window start',
  'timeopen',
  'fundingtime',
  'funding time',
  'calc time',
  'calctime',
  'fundingratetimestamp',
  'unix',
  'unix timestamp',
  'unix time',
  'timestamp',
  'ts',
  'timestamp ms',
  'gmt time',
  'time',
  'datetime',
  'date time',
  'date',
  'day',
  'snapped at',
  'start',
  'begin',
  'dt',
  't',
  'open date',
  'settlement time',
  'time open',
  'close time',
  'closetime',
  'timeclose',
  'end time',
] as const;

/** Words for the price that is taken, the best first. */
export const closeWords = [
  'close',
  'closing price',
  'close price',
  'closeprice',
  'price close',
  'last',
  'last price',
  'price',
  'price usd',
  'price usdt',
  'close last',
  'c',
  'settle',
  'settlement price',
  'mark price',
  'markprice',
  'index price',
  'mid',
  'mid price',
  'schluss',
  'schlusskurs',
  'zuletzt',
  'clôture',
  'dernier',
  'cierre',
  'último',
] as const;

/** Words for the coin of a row, the best first. */
export const symbolWords = [
  'symbol',
  'instid',
  'instrument id',
  'instrument name',
  'instrument',
  'contract',
  'contracts',
  'ticker',
  'tic',
  'pair',
  'product id',
  'asset',
  'coin',
  'currency',
  'crypto',
  'code',
  'symbol contracts',
  'asset id',
  'name',
] as const;

/** Words for the rate of a settlement, the best first: what was paid rather than what was foreseen. */
export const rateWords = [
  'realizedrate',
  'realized rate',
  'rate',
  'fundingrate',
  'funding rate',
  'last funding rate',
  'lastfundingrate',
  'relativefundingrate',
  'relative funding rate',
  'interest 8h',
  'funding',
  'r',
] as const;

const candleWord =
  /^(open|high|low|o|h|l|v|vol|n|wap|vwap|amount|turnover|count|trades?|ticks?|ignore|oi|average|price (open|high|low|average)|(open|high|low) ?price|adj close|adjusted close|change|confirm|closed)$|volume|turnover|trade ?count|number of trades|num trades|trades count|taker|market ?cap|weighted price|open interest|^change|change$|^vol |supply/;
const labelWord =
  /^(venue|exchange|market|source|interval|timeframe|window|type|timezone|currency|base|quote|closetime|close time)$/;
const indexWord = /^(|index|id|sno|s no|no|unnamed \d+|level 0|row|rownames)$/;

/** A name of a column in lower case with single blanks: `Volume_(BTC)` is `volume btc`, `<CLOSE>` is `close`. */
export function columnWord(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Whether a word belongs to candles but is not the price that is taken: open, high, low, volumes, counts, changes. */
export function isCandleWord(word: string): boolean {
  return candleWord.test(word);
}

/** Whether a word is that of a column which describes its row: venue, interval, source. */
export function isLabelWord(word: string): boolean {
  return labelWord.test(word);
}

/** Whether a word is that of a column that counts rows. */
export function isIndexWord(word: string): boolean {
  return indexWord.test(word);
}

/** The first column that has the best of some words; -1 if there is none. */
export function bestColumn(words: readonly string[], wanted: readonly string[]): number {
  for (const word of wanted) {
    const found = words.indexOf(word);
    if (found !== -1) return found;
  }
  return -1;
}

const field = String.raw`open|high|low|adj[ _]close|close|volume|price`;
const before = new RegExp(String.raw`^\(?['"]?(${field})['"]?[\s_.,:|/-]+['"]?(.+?)['"]?\)?$`, 'i');
const after = new RegExp(String.raw`^\(?['"]?(.+?)['"]?[\s_.,:|/-]+['"]?(${field})['"]?\)?$`, 'i');

/** The coin and the field in names such as `BTC_close`, `Close BTC-USD` and `('Close', 'BTC-USD')`; else null. */
export function coinAndField(name: string): { readonly coin: string; readonly field: string } | null {
  const first = before.exec(name);
  if (first !== null) return { coin: first[2]!, field: columnWord(first[1]!) };
  const last = after.exec(name);
  return last === null ? null : { coin: last[1]!, field: columnWord(last[2]!) };
}
