import type { Decimal } from 'decimal.js';
import type { LedgerEntry } from '../margin/exact/ledger.ts';

/** A run of funding payments of one position with nothing else of its pool in between. */
export interface FundingRun {
  readonly kind: 'funding-run';
  readonly position: string;
  readonly pool: string;
  readonly firstStep: number;
  readonly amount: Decimal;
  readonly step: number;
  readonly equity: Decimal;
  readonly requirement: Decimal;
}

/** Replaces neighbouring funding payments of a position by one line, at the step of the last of them. */
export function sumFunding(entries: readonly LedgerEntry[]): (LedgerEntry | FundingRun)[] {
  const lines: (LedgerEntry | FundingRun)[] = [];
  const pending = new Map<string, Map<string, FundingRun>>();
  const flush = (pool: string) => {
    lines.push(...(pending.get(pool)?.values() ?? []));
    pending.delete(pool);
  };
  for (const entry of entries) {
    const { pool, step, equity, requirement } = entry;
    if (entry.kind !== 'funding') {
      flush(pool);
      lines.push(entry);
      continue;
    }
    const { position } = entry;
    const runs = pending.get(pool) ?? new Map<string, FundingRun>();
    const run = runs.get(position);
    const firstStep = run?.firstStep ?? step;
    const amount = run?.amount.plus(entry.amount) ?? entry.amount;
    runs.set(position, { kind: 'funding-run', position, pool, firstStep, amount, step, equity, requirement });
    pending.set(pool, runs);
  }
  return lines;
}
