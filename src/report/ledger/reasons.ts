import type { Decimal } from 'decimal.js';
import { sum } from '../../exact/decimal.ts';
import type { LedgerLine } from '../../exact/postings.ts';

/** What something did to the equity of a pool since its start. */
export interface Reason {
  readonly what: string;
  readonly amount: Decimal;
}

/** More reasons than this are summed up. */
const mostReasons = 6;

/**
 * Why the equity of a pool is what it is at a check: the sums of its earlier lines by cause, the largest first. They add up to the
 * equity at the check, less that of the first line of the pool.
 */
export function reasonsAt(lines: readonly LedgerLine[], check: LedgerLine): Reason[] {
  const before = lines.slice(0, lines.indexOf(check)).filter(({ pool }) => pool === check.pool);
  const groups = Map.groupBy(before.slice(1), causeOf);
  const reasons = Array.from(groups, ([what, group]) => ({ what, amount: sum(group.map(({ amount }) => amount)) }))
    .filter(({ amount }) => !amount.isZero())
    .toSorted((a, b) => b.amount.abs().comparedTo(a.amount.abs()));
  if (reasons.length <= mostReasons) return reasons;
  const others = sum(reasons.slice(mostReasons - 1).map(({ amount }) => amount));
  return [...reasons.slice(0, mostReasons - 1), { what: 'all else', amount: others }];
}

function causeOf({ of }: LedgerLine): string {
  switch (of.kind) {
    case 'price':
      return `price of ${of.position}`;
    case 'coins':
    case 'collateral-sale':
    case 'settlement':
      return 'coins: price and haircut';
    case 'funding':
    case 'funding-sum':
      return 'funding';
    case 'slippage':
    case 'taker-fee':
    case 'liquidation-fee':
      return 'costs of closes';
    case 'top-up':
    case 'transfer-in':
    case 'transfer-out':
    case 'isolate':
    case 'isolated':
    case 'rejoin':
    case 'rejoined':
      return 'transfers';
    case 'deleveraging-loss':
    case 'socialised-loss':
      return 'losses of others';
    default:
      return 'insurance';
  }
}
