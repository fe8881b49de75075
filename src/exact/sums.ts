import { assert } from '../base/errors.ts';
import type { LedgerLine } from './postings.ts';

/**
 * Replaces what lies between two entries of a pool by sums: one line of funding and one of profit by price for each position, and
 * one for the coins. Payments of funding count as entries if `eachFunding`. Lines still add up.
 */
export function sumBetween(lines: readonly LedgerLine[], eachFunding: boolean): LedgerLine[] {
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

/** One line for each thing that the lines are about: funding, whose last payment may lie back, then prices, then coins. */
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
