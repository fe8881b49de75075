import type { Decimal } from 'decimal.js';
import { assert, itemAt } from '../base/errors.ts';
import type { Account, Scheme } from '../margin/account.ts';
import type { MarketStep } from '../margin/market-step.ts';
import { decimal, sum, zero } from './decimal.ts';
import type { LedgerEntry } from './ledger.ts';
import type { ExactSchemeResult } from './outcome.ts';

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

/** What prices, haircuts and discounts did to the collateral of a pool since the entry before. */
export interface CollateralMove {
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
  readonly of: LedgerEntry | PriceMove | CollateralMove | FundingSum;
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
  readonly collateralValue: Decimal;
}

/** The lines of the ledger of a scheme, as text, table and plot tell them. Asserts that those of each pool add up. */
export function ledgerLines(
  { scheme: name, ledger }: ExactSchemeResult,
  path: LedgerPath,
  eachFunding: boolean,
): LedgerLine[] {
  const scheme = path.account.schemes.find((one) => one.name === name);
  assert(scheme !== undefined, 'a result is of a scheme of its account');
  return sumBetween(postings(ledger, scheme, path), eachFunding);
}

/** Inverse contracts settle in units of their asset, which are quotients of 40 decimals: below this it is their rounding. */
const dust = decimal(1e-30);

/**
 * The ledger of a scheme with everything that changed an equity: before each entry of a pool come the profits by price of its open
 * positions, and the change of its collateral, since the entry before. Asserts, to the last digit, that all lines of a pool add up.
 */
export function postings(ledger: readonly LedgerEntry[], scheme: Scheme, path: LedgerPath): LedgerLine[] {
  const positions = positionsAtStart(path.account, scheme);
  const linear = path.account.venue.contract !== 'inverse';
  const pools = new Map<string, PoolBefore>();
  const marks = markReader(path);
  return ledger.flatMap((entry) => {
    const { pool, step, equity, requirement } = entry;
    const before = pools.get(pool) ?? { step, equity: zero, collateralValue: zero };
    const line = (of: LedgerLine['of'], amount: Decimal) => ({ of, firstStep: before.step, step, pool, amount });

    const moves = priceMoves(positions, before.step, entry, marks).map((move) =>
      line(move, move.quantity.times(move.to.minus(move.from))),
    );
    const booked = bookedBy(entry, positions, marks(step));
    follow(positions, entry);
    const rest = equity.minus(sum([before.equity, ...moves.map(({ amount }) => amount), booked]));
    const ofCollateral = entry.collateralValue.minus(before.collateralValue);
    // A linear pool only ever sells collateral, or hands all of it over; those entries say what they do to the equity.
    const movesUnits = !linear || ['start', 'collateral-sale', 'forfeit', 'rejoin', 'rejoined'].includes(entry.kind);
    assert(movesUnits || rest.eq(ofCollateral), `the ledger tells of all money of pool ${pool} at step ${step}`);

    const isOwn = before.step === step || rest.abs().lt(dust);
    const collateral = isOwn ? [] : [line({ kind: 'coins' }, rest)];
    const own = { ...line(entry, isOwn ? booked.plus(rest) : booked), firstStep: step };
    pools.set(pool, { step, equity, collateralValue: entry.collateralValue });
    return withEquity(before.equity, [...moves, ...collateral, own], equity, requirement);
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
  positions: readonly LedgerPosition[],
  since: number,
  { pool, step }: LedgerEntry,
  marks: (step: number) => readonly Decimal[],
): PriceMove[] {
  return positions.flatMap((position) => {
    const first = Math.max(since, position.arrivedStep);
    if (position.pool !== pool || position.quantity.isZero() || first === step) return [];
    const [from, to] = [itemAt(marks(first), position.asset), itemAt(marks(step), position.asset)];
    return [{ kind: 'price', position: position.name, quantity: position.quantity, from, to }];
  });
}

/** What an entry itself brought into its pool, cash and open profit together. */
function bookedBy(entry: LedgerEntry, positions: readonly LedgerPosition[], marks: readonly Decimal[]): Decimal {
  const profitOf = (name: string) => {
    const position = positionOf(positions, name);
    return openProfit(position, itemAt(marks, position.asset));
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
    const marks = (step === 0 ? startPrices : itemAt(steps, step - 1).prices).map(decimal);
    known.set(step, marks);
    return marks;
  };
}

/** An open position, as far as its ledger has been read. */
interface LedgerPosition {
  readonly name: string;
  /** Index into `Account.assets`. */
  readonly asset: number;
  readonly entry: Decimal;
  /** Signed units that are still open; 0 once it is closed. */
  quantity: Decimal;
  /** Name of the pool that it is in, and since which step. */
  pool: string;
  arrivedStep: number;
}

/**
 * The positions of a scheme at the start, in the order of the account. What follows is read off the ledger alone, so that the sums over
 * its lines also prove that it tells of every close and of every move.
 */
function positionsAtStart(account: Account, scheme: Scheme): LedgerPosition[] {
  return account.positions.map(({ name, asset, quantity, entry }, index) => {
    const pool = scheme.pools.find(({ positions }) => positions.includes(index));
    assert(pool !== undefined, 'every position is in a pool');
    return { name, asset, quantity: decimal(quantity), entry: decimal(entry), pool: pool.name, arrivedStep: 0 };
  });
}

/** quantity * (mark - entry). */
function openProfit({ quantity, entry }: LedgerPosition, mark: Decimal): Decimal {
  return quantity.times(mark.minus(entry));
}

/** What an event does to the positions of a scheme: part of one is closed, or it moves to another pool. */
function follow(positions: readonly LedgerPosition[], entry: LedgerEntry): void {
  switch (entry.kind) {
    case 'close':
    case 'takeover':
    case 'policy-close':
    case 'auto-deleveraging': {
      const position = positionOf(positions, entry.position);
      assert(entry.quantity.plus(entry.remaining).eq(position.quantity), 'a close leaves the rest of a position');
      position.quantity = entry.remaining;
      break;
    }
    case 'isolate':
    case 'rejoin': {
      const position = positionOf(positions, entry.position);
      position.pool = entry.to;
      position.arrivedStep = entry.step;
      break;
    }
    default:
  }
}

/** The position of this name. */
function positionOf(positions: readonly LedgerPosition[], name: string): LedgerPosition {
  const position = positions.find((one) => one.name === name);
  assert(position !== undefined, 'a ledger tells of positions of its account');
  return position;
}

/**
 * Replaces what lies between two entries of a pool by sums: one line of funding and one of profit by price for each position, and
 * one for the collateral. Payments of funding count as entries if `eachFunding`. Lines still add up.
 */
function sumBetween(lines: readonly LedgerLine[], eachFunding: boolean): LedgerLine[] {
  const pending = new Map<string, LedgerLine[]>();
  return lines.flatMap((line) => {
    const waiting = pending.get(line.pool) ?? [];
    pending.set(line.pool, waiting);
    if (isSummed(line, eachFunding)) {
      waiting.push(line);
      return [];
    }
    pending.delete(line.pool);
    const first = waiting[0];
    if (first === undefined) return [line];
    const before = first.equity.minus(first.amount);
    const summed = sumLines(waiting, before);
    const after = summed.at(-1)?.equity ?? before;
    assert(after.eq(line.equity.minus(line.amount)), 'sums lead to the same equity');
    return [...summed, line];
  });
}

function isSummed({ of }: LedgerLine, eachFunding: boolean): boolean {
  return of.kind === 'price' || of.kind === 'coins' || (of.kind === 'funding' && !eachFunding);
}

/** One line for each thing that the lines are about: funding, whose last payment may lie back, then prices, then collateral. */
function sumLines(lines: readonly LedgerLine[], before: LedgerLine['equity']): LedgerLine[] {
  const groups = Map.groupBy(lines, ({ of }) => ('position' in of ? `${of.kind} ${of.position}` : of.kind));
  const order = ['funding', 'price', 'coins'];
  let equity = before;
  return [...groups.values()]
    .toSorted((a, b) => order.indexOf(a[0]!.of.kind) - order.indexOf(b[0]!.of.kind))
    .map((group) => {
      const [first, last] = [group[0]!, group[group.length - 1]!];
      const amount = group.slice(1).reduce((total, line) => total.plus(line.amount), first.amount);
      equity = equity.plus(amount);
      return { ...last, of: sumOf(group), firstStep: first.firstStep, amount, equity, requirement: null };
    })
    .filter(({ amount }) => !amount.isZero());
}

function sumOf(group: readonly LedgerLine[]): LedgerLine['of'] {
  const [first, last] = [group[0]!.of, group.at(-1)!.of];
  if (first.kind === 'price' && last.kind === 'price') return { ...last, from: first.from };
  if (first.kind === 'funding') return { kind: 'funding-sum', position: first.position, payments: group.length };
  return last;
}
