/** A coin and the currency in which its price is written. */
export interface ContractSymbol {
  readonly asset: string;
  /** Null where the symbol names no currency. */
  readonly quote: string | null;
}

/** Currencies that symbols without a separator may end in, the likelier reading first: `GMTUSD` is GMT, not GM in TUSD. */
const quotes = ['FDUSD', 'USDT', 'USDC', 'BUSD', 'USD', 'TUSD', 'EUR', 'GBP', 'JPY', 'KRW', 'TRY', 'BRL', 'AUD'];

/** Coins in which others are priced: `ETHBTC` is ETH, in BTC; `WBTC` is a coin. */
const coinQuotes = ['BTC', 'ETH', 'BNB'];

/** Coins whose own name ends like a currency: they are no pairs. */
const coinsLikePairs = new Set('FDUSD BUSD TUSD GUSD SUSD LUSD PYUSD RLUSD CRVUSD USDC USDT'.split(' '));

/** Coins that exchanges name otherwise than people do. */
const otherNames: Readonly<Record<string, string>> = {
  XBT: 'BTC',
  XXBT: 'BTC',
  XETH: 'ETH',
  XXRP: 'XRP',
  XDG: 'DOGE',
  XXDG: 'DOGE',
  XLTC: 'LTC',
};

/** Coins that a file may be named after without a currency, and that settle where `BNBUSD` is to be cut. */
const wellKnown = new Set(
  (
    'BTC ETH SOL XRP BNB DOGE ADA LINK AVAX DOT LTC BCH UNI ATOM TRX XLM XMR ETC NEAR APT ARB OP SUI TON FIL AAVE ' +
    'SHIB PEPE HYPE XBT'
  ).split(' '),
);

/**
 * The coin behind the name of a contract or pair: `BTCUSDT`, `BTC/USDT:USDT`, `BTC-USD`, `BTC-USDT-SWAP`, `XBTUSD`,
 * `BINANCE:BTCUSDT.P` and `BTCUSDT_PERP` are BTC; `1000SHIBUSDT` is 1000SHIB, because its price is that of a thousand.
 *
 * A name without a known currency stands for itself.
 */
export function contractSymbol(written: string): ContractSymbol {
  const bare = written
    .trim()
    .replace(/^[A-Z]+:(?=[A-Z0-9]{5})/i, '')
    .replace(/:[A-Z]+(-\d+)?$/i, '')
    .replace(/(\.P|[-_]?PERP(ETUAL)?|[-_]SWAP|[-_]\d{6})$/i, '');
  const pair = /^([\p{L}\p{N}]{1,20})[/_-]([A-Z]{3,5})$/iu.exec(bare);
  if (pair !== null && isCurrency(pair[2]!)) return named(pair[1]!, pair[2]!);
  const joined = bare.toUpperCase();
  if (/^[A-Z0-9]+$/.test(joined) && !coinsLikePairs.has(joined)) {
    const kraken = /^([XZ][A-Z]{3})Z(USD|EUR|GBP)$/.exec(joined);
    if (kraken !== null) return named(kraken[1]!, kraken[2]!);
    const inCoins = coinQuotes.find((coin) => joined.endsWith(coin) && wellKnown.has(joined.slice(0, -coin.length)));
    if (inCoins !== undefined) return named(joined.slice(0, -inCoins.length), inCoins);
    const possible = quotes.filter((currency) => joined.endsWith(currency) && joined.length >= currency.length + 2);
    const quote = possible.find((currency) => wellKnown.has(joined.slice(0, -currency.length))) ?? possible[0];
    if (quote !== undefined) return named(bare.slice(0, -quote.length), quote);
  }
  return { asset: otherNames[joined] ?? bare, quote: null };
}

function isCurrency(text: string): boolean {
  return [...quotes, ...coinQuotes, 'DAI'].includes(text.toUpperCase());
}

function named(coin: string, quote: string): ContractSymbol {
  const asset = coin.toUpperCase();
  return { asset: otherNames[asset] ?? asset, quote: quote.toUpperCase() };
}

const coinsByName: Readonly<Record<string, string>> = {
  bitcoin: 'BTC',
  ethereum: 'ETH',
  solana: 'SOL',
  ripple: 'XRP',
  dogecoin: 'DOGE',
  cardano: 'ADA',
  litecoin: 'LTC',
};

/** The coin that a file is named after, such as `BTCUSDT-1h-2024-01.csv`, `Binance_ETHUSDT_1h.csv` or `btc.csv`; else null. */
export function symbolInFileName(name: string): ContractSymbol | null {
  const stem = name.replace(/(\.(csv|tsv|txt|json|gz|zip))+$/i, '');
  const words = stem.split(/[\s_.,-]+/).filter((word) => word !== '');
  for (const [index, word] of words.entries()) {
    const next = words[index + 1];
    const pair = next === undefined ? null : contractSymbol(`${word}-${next}`);
    if (pair !== null && pair.quote !== null && /^[A-Z0-9]{2,12}$/i.test(word) && !/^\d+$/.test(word)) return pair;
    const symbol = contractSymbol(word);
    if (symbol.quote !== null || wellKnown.has(symbol.asset.toUpperCase()))
      return { ...symbol, asset: symbol.asset.toUpperCase() };
    const coin = coinsByName[word.toLowerCase()];
    if (coin !== undefined) return { asset: coin, quote: null };
  }
  return null;
}
