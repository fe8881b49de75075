import type { Decimal } from 'decimal.js';
import { assert } from '../base/errors.ts';
import type { Account, Scheme } from '../margin/account.ts';
import { at } from '../margin/at.ts';
import type { MarketStep } from '../margin/market-step.ts';
import { decimal, sum, zero } from './decimal.ts';
import { follow, type Holding, holdingOf, openProfit, startHoldings } from './holdings.ts';
import type { LedgerEntry } from './ledger.ts';

/** The path that a ledger is about. */
export interface LedgerPath {
  readonly account: Account;
  /** Per asset, quote. */
  readonly startPrices: readonly number[];
  /** Steps 1, 2, … n. */
  readonly steps: readonly MarketStep[];
}

/** What the price did to an open position since the entry of its pool before. */
export interface PriceMove {
  readonly kind: 'price';
  readonly position: string;
  readonly quantity: Decimal;
  readonly from: Decimal;
  readonly to: Decimal;
}

/** What prices, haircuts and discounts did to the coins of a pool since the entry before. */
export interface CoinMove {
  readonly kind: 'coins';
}

/** Payments of funding of one position, summed up. */
export interface FundingSum {
  readonly kind: 'funding-sum';
  readonly position: string;
  readonly payments: number;
}

/**
 * A line of a ledger. In each pool, equity after a line = equity after the line before + amount; before its first line it is 0.
 */
export interface LedgerLine {
  readonly of: LedgerEntry | PriceMove | CoinMove | FundingSum;
  /** The steps that the line is about; the same two for what happened at one step. */
  readonly firstStep: number;
  readonly step: number;
  readonly pool: string;
  /** By how much the line changed the equity of the pool; a close at mark realises what was counted already, and changes nothing. */
  readonly amount: Decimal;
  readonly equity: Decimal;
  /** Requirement after an entry; null for what happened on the way to it. */
  readonly requirement: Decimal | null;
}

/** A pool as its last entry left it. */
interface PoolBefore {
  readonly step: number;
  readonly equity: Decimal;
  readonly coins: Decimal;
}

/** Inverse contracts settle in coins, whose units are quotients of 40 decimals: below this it is their rounding. */
const dust = decimal(1e-30);

/**
 * The ledger of a scheme with everything that changed an equity: before each entry of a pool come the profits by price of its open
 * positions, and the change of its coins, since the entry before. Asserts, to the last digit, that all lines of a pool add up.
 */
export function postings(ledger: readonly LedgerEntry[], scheme: Scheme, path: LedgerPath): LedgerLine[] {
  const holdings = startHoldings(path.account, scheme);
  const linear = path.account.venue.contract !== 'inverse';
  const pools = new Map<string, PoolBefore>();
  const marks = markReader(path);
  return ledger.flatMap((entry) => {
    const { pool, step, equity, requirement } = entry;
    const before = pools.get(pool) ?? { step, equity: zero, coins: zero };
    const line = (of: LedgerLine['of'], amount: Decimal) => ({ of, firstStep: before.step, step, pool, amount });

    const moves = priceMoves(holdings, before.step, entry, marks).map((move) =>
      line(move, move.quantity.times(move.to.minus(move.from))),
    );
    const booked = bookedBy(entry, holdings, marks(step));
    follow(holdings, entry);
    const rest = equity.minus(sum([before.equity, ...moves.map(({ amount }) => amount), booked]));
    const ofCoins = entry.coins.minus(before.coins);
    // A linear pool only ever sells coins, or hands all of them over; those entries say what they do to the equity.
    const movesCoins = !linear || ['start', 'collateral-sale', 'forfeit', 'rejoin', 'rejoined'].includes(entry.kind);
    assert(movesCoins || rest.eq(ofCoins), `the ledger tells of all money of pool ${pool} at step ${step}`);

    const isOwn = before.step === step || rest.abs().lt(dust);
    const coins = isOwn ? [] : [line({ kind: 'coins' }, rest)];
    const own = { ...line(entry, isOwn ? booked.plus(rest) : booked), firstStep: step };
    pools.set(pool, { step, equity, coins: entry.coins });
    return withEquity(before.equity, [...moves, ...coins, own], equity, requirement);
  });
}

/** Gives each line the equity after it, and the last one, which is the entry itself, its requirement. */
function withEquity(
  before: Decimal,
  lines: readonly Omit<LedgerLine, 'equity' | 'requirement'>[],
  after: Decimal,
  requirement: Decimal,
): LedgerLine[] {
  let equity = before;
  const result = lines.map((line, index) => {
    equity = equity.plus(line.amount);
    return { ...line, equity, requirement: index === lines.length - 1 ? requirement : null };
  });
  assert(equity.eq(after), 'the lines of a pool add up to its equity');
  return result;
}

/** Profits by price since a step, of the positions in the pool of an entry. */
function priceMoves(
  holdings: readonly Holding[],
  since: number,
  { pool, step }: LedgerEntry,
  marks: (step: number) => readonly Decimal[],
): PriceMove[] {
  return holdings.flatMap((holding) => {
    const first = Math.max(since, holding.arrivedStep);
    if (holding.pool !== pool || holding.quantity.isZero() || first === step) return [];
    const [from, to] = [at(marks(first), holding.asset), at(marks(step), holding.asset)];
    return [{ kind: 'price', position: holding.name, quantity: holding.quantity, from, to }];
  });
}

/** What an entry itself brought into its pool, cash and open profit together. */
function bookedBy(entry: LedgerEntry, holdings: readonly Holding[], marks: readonly Decimal[]): Decimal {
  const profitOf = (name: string) => {
    const holding = holdingOf(holdings, name);
    return openProfit(holding, at(marks, holding.asset));
  };
  switch (entry.kind) {
    case 'start':
      return entry.equity;
    case 'close':
    case 'takeover':
    case 'policy-close':
    case 'auto-deleveraging':
      // Open profit becomes cash.
      return zero;
    case 'isolate':
    case 'rejoin':
      return entry.amount.minus(profitOf(entry.position));
    case 'isolated':
    case 'rejoined':
      return entry.amount.plus(profitOf(entry.position));
    default:
      return 'amount' in entry ? entry.amount : zero;
  }
}

/** Exact mark prices at a step; each is made once. */
function markReader({ startPrices, steps }: LedgerPath): (step: number) => readonly Decimal[] {
  const known = new Map<number, readonly Decimal[]>();
  return (step) => {
    const found = known.get(step);
    if (found !== undefined) return found;
    const marks = (step === 0 ? startPrices : at(steps, step - 1).prices).map(decimal);
    known.set(step, marks);
    return marks;
  };
}
