import type { Decimal } from 'decimal.js';
import type { LedgerEntry } from './ledger.ts';
import type { PoolState } from './pool.ts';

/** The thinnest check that a pool passed, and where in the ledger it belongs. */
export interface LowestCover {
  readonly cover: Decimal;
  readonly entry: LedgerEntry;
  readonly place: number;
}

/** Remembers a check that a pool passed, whose requirement is above 0, if no earlier one was as thin. */
export function rememberCover(
  covers: Map<PoolState, LowestCover>,
  pool: PoolState,
  cover: Decimal,
  told: () => Omit<LowestCover, 'cover'>,
): void {
  const lowest = covers.get(pool);
  if (lowest === undefined || cover.lt(lowest.cover)) covers.set(pool, { cover, ...told() });
}

/** Puts the thinnest check of every surviving pool where it belongs, unless it is the first one, which is there. */
export function insertLowestCovers(ledger: LedgerEntry[], covers: ReadonlyMap<PoolState, LowestCover>): void {
  const later = [...covers.values()].filter(({ entry }) => entry.step > 1);
  for (const { entry, place } of later.toSorted((a, b) => b.place - a.place)) ledger.splice(place, 0, entry);
}
