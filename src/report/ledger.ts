import type { Account } from '../margin/account.ts';
import type { LedgerEntry } from '../margin/exact/ledger.ts';
import type { ExactSchemeResult } from '../margin/exact/outcome.ts';
import { alignColumns, type Cells } from './ledger-columns.ts';
import { clock, hours, money, percent } from './ledger-figures.ts';
import { type FundingRun, sumFunding } from './ledger-funding.ts';
import { describe } from './ledger-text.ts';

/** What the ledger of one path is printed with. */
export interface LedgerContext {
  /** First line, e.g. `desk-book, path 1742`. */
  readonly title: string;
  readonly account: Account;
  readonly stepHours: number;
  /** Length of the path. */
  readonly steps: number;
  /** Whether every funding payment is shown, or one line for those between two other entries; default `summed`. */
  readonly funding?: 'summed' | 'each';
}

/**
 * One path as a ledger for a person: per scheme what was booked in which pool and when, why a pool was liquidated (both
 * sides of the inequality), and what came of it. Money in the quote currency; plain text of up to about 120 columns.
 */
export function formatLedger(results: readonly ExactSchemeResult[], context: LedgerContext): string {
  const { account, steps, stepHours, title } = context;
  const venue = account.venue;
  const rule = venue.equality === 'fires' ? 'equity <= requirement' : 'equity < requirement';
  const head = [
    title,
    `${steps} steps of ${hours(stepHours)}; venue ${venue.name}: a pool is liquidated when its ${rule}`,
    `Money in ${account.collateral[0]?.name ?? 'the quote currency'}; amounts are positive where the pool received them.`,
  ];
  return [head.join('\n'), ...results.map((result) => formatScheme(result, context))].join('\n\n').concat('\n');
}

function formatScheme(result: ExactSchemeResult, context: LedgerContext): string {
  const lines = context.funding === 'each' ? result.ledger : sumFunding(result.ledger);
  const table = alignColumns(
    ['step', 'time', 'pool', 'entry', 'amount', 'equity after', 'requirement'],
    lines.map((line) => row(line, context)),
    'rrllrrr',
  );
  return [`Scheme ${result.scheme}`, ...table.map(indent), '', ...endSummary(result, context).map(indent)].join('\n');
}

function row(line: LedgerEntry | FundingRun, { stepHours, account }: LedgerContext): Cells {
  const { step, pool, equity, requirement } = line;
  const amount = 'amount' in line ? money(line.amount) : '';
  return [
    String(step),
    clock(step * stepHours),
    pool,
    describe(line, account.venue.equality),
    amount,
    money(equity),
    money(requirement),
  ];
}

/** What came of the scheme, by position and cause; the rows add up to the last one. */
function endSummary({ account, positions }: ExactSchemeResult, context: LedgerContext): string[] {
  const ofPositions = positions.map((position, index) => [
    context.account.positions[index]?.name ?? '',
    position.closedStep === 0 ? 'open' : `step ${position.closedStep}`,
    money(position.pricePnl),
    money(position.funding.negated()),
    money(position.fees.negated()),
    money(position.slippage.negated()),
    money(position.badDebt),
    money(position.pnl),
  ]);
  const collateral = ['collateral', '', money(account.collateralPnl), '', '', '', '', money(account.collateralPnl)];
  const { costFunding, costFees, costSlippage, badDebt, pnl } = account;
  const total = [
    'account',
    account.wipeoutStep > 0 ? 'wiped out' : '',
    money(pnl.plus(costFunding).plus(costFees).plus(costSlippage).minus(badDebt)),
    money(costFunding.negated()),
    money(costFees.negated()),
    money(costSlippage.negated()),
    money(badDebt),
    money(pnl),
  ];
  const head = ['position', 'closed', 'by price', 'by funding', 'by fees', 'by slippage', 'bad debt', 'profit'];
  const rows = account.collateralPnl.isZero() ? [...ofPositions, total] : [...ofPositions, collateral, total];
  const ratio = account.lowestMarginRatio === null ? 'none watched' : percent(account.lowestMarginRatio);
  const watched = `largest drawdown ${money(account.maxDrawdown)}; lowest margin ratio ${ratio}`;
  return [...alignColumns(head, rows, 'llrrrrrr'), watched];
}

function indent(line: string): string {
  return line === '' ? '' : `  ${line}`;
}
