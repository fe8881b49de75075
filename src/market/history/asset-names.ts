import { inputError } from '../../base/errors.ts';
import { quote, quoteSome } from './faults.ts';
import { type PriceColumns } from './price-columns.ts';
import { type Table } from './table.ts';

/** What the coins of a file are called: by its header, its rows, the option, or its own name. */
export class AssetNames {
  readonly #known = new Map<string, string>();
  readonly #quotes = new Map<string, string>();
  readonly #file: string;
  readonly #single: string | null;
  #byFileName = false;

  constructor(file: string, fileName: string, table: Table, columns: PriceColumns, wanted: string | undefined) {
    this.#file = file;
    this.#single = wanted ?? null;
    const single = columns.symbol === null && columns.prices.length === 1;
    if (wanted !== undefined && columns.symbol === null && !single) {
      throw inputError('', `holds ${columns.prices.length} coins and cannot be called ${quote(wanted)}`, {
        file,
        allowed: '--assets to choose some of them, or --price-column to take one column',
      });
    }
    if (single && columns.prices[0]!.name === null && wanted === undefined) {
      const symbol = symbolInFileName(fileName);
      if (symbol === null) {
        throw inputError('', `holds ${columns.kind.split(',')[0]} of one coin and does not say which`, {
          file,
          ...(table.headerRow !== null && { line: table.headerRow.line }),
          allowed: `BTC=${fileName} or --asset BTC`,
        });
      }
      this.#byFileName = true;
      this.#single = symbol.asset;
      if (symbol.quote !== null) this.#quotes.set(symbol.quote, symbol.asset);
    }
  }

  /** The asset of a column or cell; throws an input error where two names mean one asset, or currencies differ. */
  of(written: string | null): string {
    if (written === null) return this.#single ?? '';
    const known = this.#known.get(written);
    if (known !== undefined) return known;
    const { asset, quote: currency } = contractSymbol(written);
    const called = this.#single ?? asset;
    const twin = [...this.#known].find(([, other]) => other === called);
    if (twin !== undefined) {
      const both =
        this.#single === null
          ? `${quote(twin[0])} and ${quote(written)} are both ${called}`
          : `holds ${quote(twin[0])} and ${quote(written)}, which cannot both be ${called}`;
      throw inputError('', both, { file: this.#file, allowed: 'one of them: cut the file, or name a --price-column' });
    }
    this.#known.set(written, called);
    if (currency !== null) this.#quotes.set(currency, written);
    if (new Set([...this.#quotes.keys()].map(currencyKind)).size > 1) {
      throw inputError('', `has prices in ${[...this.#quotes.keys()].join(' and ')}`, {
        file: this.#file,
        allowed: 'prices in one currency',
        got: quoteSome([...this.#quotes.values()]),
      });
    }
    return called;
  }

  /** In what the prices are written, `USD` for all kinds of dollars; null where no name tells. */
  get currency(): string | null {
    const [written] = this.#quotes.keys();
    return written === undefined ? null : currencyKind(written);
  }

  said(): string {
    const renamed = [...this.#known].filter(([written, asset]) => written !== asset);
    const assets = this.#known.size === 0 ? [this.#single ?? ''] : [...new Set(this.#known.values())];
    const shown = assets.length > 4 ? `${assets.length} coins` : assets.join(', ');
    const by = renamed.length > 0 ? ` (${renamed[0]![0]}${renamed.length > 1 ? ', ...' : ''})` : '';
    return `${shown}${this.#byFileName ? ' (by the name of the file)' : by}`;
  }
}

/** Prices in tokens of a dollar are prices in dollars here: which token it is makes no return. */
export function currencyKind(currency: string): string {
  return /USD|^DAI$/i.test(currency) ? 'USD' : currency.toUpperCase();
}

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
