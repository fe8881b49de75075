import type { LedgerEntry } from '../../exact/ledger.ts';
import type { ExactSchemeResult } from '../../exact/outcome.ts';
import { type LedgerLine, type LedgerPath, ledgerLines } from '../../exact/postings.ts';
import { alignColumns, type Cells, clock, hours, money } from './figures.ts';
import { reasonsAt } from './reasons.ts';
import { endSummary } from './summary.ts';
import { describe } from './text.ts';

/** What the ledger of one path is printed with. */
export interface LedgerContext extends LedgerPath {
  /** First line, e.g. `desk-book, path 1742`. */
  readonly title: string;
  readonly stepHours: number;
  /** Whether every funding payment is shown, or one line for those between two other entries; default `summed`. */
  readonly funding?: 'summed' | 'each';
}

/**
 * One path as a ledger for a person: per scheme what was booked in which pool and when, why a pool was liquidated (both
 * sides of the inequality, and what had moved them), and what came of it. In each pool, equity after a line = equity after its line
 * before + amount. Money in the quote currency; plain text.
 */
export function formatLedger(results: readonly ExactSchemeResult[], context: LedgerContext): string {
  const { account, steps, stepHours, title } = context;
  const venue = account.venue;
  const rule = venue.equality === 'fires' ? 'equity <= requirement' : 'equity < requirement';
  const head = [
    title,
    `${steps.length} steps of ${hours(stepHours)}; venue ${venue.name}: a pool is liquidated when its ${rule}`,
    `Money in ${account.collateral[0]?.name ?? 'the quote currency'}; in each pool the amounts add up from one equity to the next.`,
  ];
  return [head.join('\n'), ...results.map((result) => formatScheme(result, context))].join('\n\n').concat('\n');
}

function formatScheme(result: ExactSchemeResult, context: LedgerContext): string {
  const lines = ledgerLines(result, context, context.funding === 'each');
  const table = alignColumns(
    ['step', 'time', 'pool', 'entry', 'amount', 'equity after', 'requirement'],
    lines.flatMap((line) => rows(line, lines, context)),
    'rrllrrr',
  );
  const ends = endSummary(result, context.account);
  return [`Scheme ${result.scheme}`, ...table.map(indent), '', ...ends.map(indent)].join('\n');
}

/** The row of a line, and under it what explains it. */
function rows(line: LedgerLine, lines: readonly LedgerLine[], { stepHours, account }: LedgerContext): Cells[] {
  const { of, step, pool, amount, equity, requirement } = line;
  const [what, ...details] = describe(line, account.venue.equality);
  const why = isLiquidation(of) ? reasonsAt(lines, line) : [];
  const first: Cells = [
    String(step),
    clock(step * stepHours),
    pool,
    what,
    amount.isZero() ? '' : money(amount),
    money(equity),
    requirement === null ? '' : money(requirement),
  ];
  const further = [...details, ...why.map((reason) => `since its start, ${reason.what}: ${money(reason.amount)}`)];
  return [first, ...further.map((text): Cells => ['', '', '', `  ${text}`])];
}

function isLiquidation(of: LedgerLine['of']): of is Extract<LedgerEntry, { readonly kind: 'check' }> {
  return of.kind === 'check' && of.reason === 'liquidation';
}

function indent(line: string): string {
  return line === '' ? '' : `  ${line}`;
}
