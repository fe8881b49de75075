import type { Decimal } from 'decimal.js';
import type { LedgerEntry } from '../../exact/ledger.ts';
import { money, price, units } from './figures.ts';

type Closing = Extract<LedgerEntry, { readonly remaining: Decimal }>;

/** What was closed at which price: `btc-carry: 1.5 of 3 at 58,000` */
export function closed({ position, quantity, remaining, price: mark }: Closing): string {
  const part = remaining.isZero() ? units(quantity) : `${units(quantity)} of ${units(quantity.plus(remaining))}`;
  return `${position}: ${part} at ${price(mark)}`;
}

/** `entry 60,000: realises -3,000.00` */
export function realised({ entryPrice, amount }: Closing): string {
  return `entry ${price(entryPrice)}: realises ${money(amount)}`;
}
