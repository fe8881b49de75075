import type { Decimal } from 'decimal.js';
import type { LedgerEntry } from '../margin/exact/ledger.ts';
import { money, percent, price } from './ledger-figures.ts';
import type { FundingRun } from './ledger-funding.ts';

/** What a line of the ledger says happened. `equality` is the venue's: whether equal sides liquidate. */
export function describe(line: LedgerEntry | FundingRun, equality: 'fires' | 'holds'): string {
  switch (line.kind) {
    case 'start':
      return 'start';
    case 'end':
      return 'end';
    case 'funding':
      return `funding of ${line.position} at ${percent(line.rate)}`;
    case 'funding-run':
      return line.firstStep === line.step
        ? `funding of ${line.position}`
        : `funding of ${line.position}, steps ${line.firstStep} to ${line.step}`;
    case 'check':
      return describeCheck(line, equality);
    case 'close':
      return `close ${line.position}: ${price(line.quantity)} at ${price(line.price)}, entry ${price(line.entryPrice)}`;
    case 'slippage':
      return `slippage of ${line.position}, ${percent(line.share)} of notional`;
    case 'taker-fee':
      return `taker fee of ${line.position}, ${percent(line.rate)} of notional`;
    case 'liquidation-fee':
      return `liquidation fee of ${line.position}, ${percent(line.rate)} of notional`;
    case 'collateral-sale':
      return `sale of ${price(line.units)} ${line.collateral} at ${price(line.price)}`;
    case 'bad-debt':
      return `bad debt of ${line.position}, paid by the insurance fund`;
    case 'forfeit':
      return `kept by the venue, booked on ${line.position}`;
    default:
      return line satisfies never;
  }
}

function describeCheck(check: Extract<LedgerEntry, { kind: 'check' }>, equality: 'fires' | 'holds'): string {
  const { equity, requirement, notional, reason } = check;
  if (reason === 'liquidation') {
    const sign = equality === 'fires' ? '<=' : '<';
    return `LIQUIDATED: ${money(equity)} ${sign} ${money(requirement)} (ratio ${share(equity, notional)})`;
  }
  const what = reason === 'first' ? 'first check' : 'thinnest cover';
  const cover = requirement.isZero()
    ? 'nothing required'
    : `cover ${equity.div(requirement).toSignificantDigits(4).toFixed()}`;
  return `${what}: ${cover} (ratio ${share(equity, notional)})`;
}

function share(equity: Decimal, notional: Decimal): string {
  return notional.isZero() ? 'no share' : percent(equity.div(notional));
}
