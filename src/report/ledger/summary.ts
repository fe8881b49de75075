import type { Decimal } from 'decimal.js';
import { sum, zero } from '../../exact/decimal.ts';
import type { ExactSchemeResult } from '../../exact/outcome.ts';
import type { Account } from '../../margin/account.ts';
import { alignColumns, money, percent } from './figures.ts';

/** A row of the summary: a name, how it ended, and amounts that add up to the last one. */
interface SummaryRow {
  readonly name: string;
  readonly closed: string;
  readonly amounts: readonly Decimal[];
}

const causes = ['by price', 'by funding', 'by fees', 'by slippage', 'losses of others', 'transfers', 'bad debt'];
/** Causes that most paths have nothing of; shown where there is something. */
const rareCauses = new Set(['losses of others', 'transfers']);

/** What came of a scheme, by position and cause; the rows add up to the last one, and each row to its last column. */
export function endSummary(result: ExactSchemeResult, { positions: names }: Account): string[] {
  const { account, positions } = result;
  const ofPositions = positions.map((position, index): SummaryRow => {
    const { pricePnl, funding, fees, slippage, adl, badDebt } = position;
    const name = names[index]?.name ?? '';
    return {
      name,
      closed: position.closedStep === 0 ? (closedByPolicy(result, name) ?? 'open') : `step ${position.closedStep}`,
      amounts: [pricePnl, funding.negated(), fees.negated(), slippage.negated(), adl.negated(), zero, badDebt],
    };
  });
  const { collateralPnl, costTransfers, wipeoutStep } = account;
  const others: SummaryRow[] = [
    { name: 'collateral', closed: '', amounts: [collateralPnl, zero, zero, zero, zero, zero, zero] },
    { name: 'transfers', closed: '', amounts: [zero, zero, zero, zero, zero, costTransfers.negated(), zero] },
  ];
  const parts = [...ofPositions, ...others.filter(({ amounts }) => amounts.some((amount) => !amount.isZero()))];
  const total: SummaryRow = {
    name: 'account',
    closed: wipeoutStep > 0 ? 'wiped out' : '',
    amounts: causes.map((_, cause) => sum(parts.map(({ amounts }) => amounts[cause]!))),
  };
  const shown = causes
    .map((cause, index) => ({ cause, index }))
    .filter(({ cause, index }) => !rareCauses.has(cause) || !total.amounts[index]!.isZero());
  const head = ['position', 'closed', ...shown.map(({ cause }) => cause), 'profit'];
  const rows = [...parts, total].map(({ name, closed, amounts }) => [
    name,
    closed,
    ...shown.map(({ index }) => money(amounts[index]!)),
    money(sum(amounts)),
  ]);
  return [...alignColumns(head, rows, `ll${'r'.repeat(shown.length + 1)}`), ...watched(account)];
}

/** When a policy closed what was left of a position, and its name; null if none did. */
function closedByPolicy({ ledger }: ExactSchemeResult, position: string): string | null {
  for (const entry of ledger) {
    if (entry.kind !== 'policy-close' || entry.position !== position || !entry.remaining.isZero()) continue;
    return `step ${entry.step} by ${entry.policy}`;
  }
  return null;
}

function watched(account: ExactSchemeResult['account']): string[] {
  const { forcedCloses, lowestMarginRatio, maxDrawdown, policyActions, topUps } = account;
  const ratio = lowestMarginRatio === null ? 'none watched' : percent(lowestMarginRatio);
  const counts = [
    ...(forcedCloses === 0 ? [] : [`forced closes: ${forcedCloses}`]),
    ...(policyActions === 0 ? [] : [`actions of policies: ${policyActions}`]),
    ...(topUps.isZero() ? [] : [`topped up: ${money(topUps)}`]),
  ];
  return [[`largest drawdown ${money(maxDrawdown)}`, `lowest margin ratio ${ratio}`, ...counts].join('; ')];
}
