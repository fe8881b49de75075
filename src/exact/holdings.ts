import type { Decimal } from 'decimal.js';
import { assert } from '../base/errors.ts';
import type { Account, Scheme } from '../margin/account.ts';
import { decimal } from './decimal.ts';
import type { LedgerEntry } from './ledger.ts';

/** An open position, as far as its ledger has been read. */
export interface Holding {
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
export function startHoldings(account: Account, scheme: Scheme): Holding[] {
  return account.positions.map(({ name, asset, quantity, entry }, index) => {
    const pool = scheme.pools.find(({ positions }) => positions.includes(index));
    assert(pool !== undefined, 'every position is in a pool');
    return { name, asset, quantity: decimal(quantity), entry: decimal(entry), pool: pool.name, arrivedStep: 0 };
  });
}

/** quantity * (mark - entry). */
export function openProfit({ quantity, entry }: Holding, mark: Decimal): Decimal {
  return quantity.times(mark.minus(entry));
}

/** What an event does to the positions of a scheme: part of one is closed, or it moves to another pool. */
export function follow(holdings: readonly Holding[], entry: LedgerEntry): void {
  switch (entry.kind) {
    case 'close':
    case 'takeover':
    case 'policy-close':
    case 'auto-deleveraging': {
      const holding = holdingOf(holdings, entry.position);
      assert(entry.quantity.plus(entry.remaining).eq(holding.quantity), 'a close leaves the rest of a position');
      holding.quantity = entry.remaining;
      break;
    }
    case 'isolate':
    case 'rejoin': {
      const holding = holdingOf(holdings, entry.position);
      holding.pool = entry.to;
      holding.arrivedStep = entry.step;
      break;
    }
    default:
  }
}

/** The holding of this name. */
export function holdingOf(holdings: readonly Holding[], name: string): Holding {
  const holding = holdings.find((one) => one.name === name);
  assert(holding !== undefined, 'a ledger tells of positions of its account');
  return holding;
}
