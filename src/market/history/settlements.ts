import { formatDurationHours } from '../../base/units.ts';
import type { Faults } from './faults.ts';
import { hourMilliseconds, minuteMilliseconds } from './written-times.ts';

/** One settlement of funding. */
export interface Settlement {
  /** Milliseconds since 1970 UTC, jitter of seconds taken off. */
  readonly time: number;
  /** Fraction of notional; positive: longs pay. */
  readonly rate: number;
}

/** A settlement may lie as far beside a whole minute and still be meant to be there. */
const largestJitter = minuteMilliseconds / 4;

/** In what rates are written; a percent sign in the cell says it already. */
export const fundingUnits = { fraction: 1, percent: 1e-2, bp: 1e-4 } as const;
export type FundingUnit = keyof typeof fundingUnits;

/** Half of all settlements above this per 8 h (110 % a year) has been seen at no venue for longer than days. */
const largestOrdinaryRate = 0.001;

/** The rates at which venues settle when premium is nil, 0.01 % per 8 h, as they look in percent: per 8, 4, 2 and 1 h. */
const ordinaryPercents = new Set([0.01, 0.005, 0.0025, 0.00125]);

/**
 * Whether rates that are meant as fractions look like percentages: a typical one costs more than 110 % a year, or the
 * commonest is the ordinary rate of venues a hundred times too large.
 *
 * `rates` per settlement, `intervalMilliseconds` from one to the next.
 */
export function looksLikePercent(rates: readonly number[], intervalMilliseconds: number): boolean {
  const sizes = rates.map(Math.abs).toSorted((a, b) => a - b);
  const median = sizes[Math.floor(sizes.length / 2)] ?? 0;
  const per8h = median * ((8 * hourMilliseconds) / intervalMilliseconds);
  const ordinary = rates.filter((rate) => ordinaryPercents.has(rate)).length;
  return per8h > largestOrdinaryRate || (rates.length >= 20 && ordinary > rates.length / 5);
}

/** Ascending in time; what stands twice counts once, and two rates at one time are a fault. */
export function inOrder(asset: string, settlements: readonly Settlement[], faults: Faults): Settlement[] {
  const sorted = settlements.toSorted((a, b) => a.time - b.time);
  return sorted.filter(({ time, rate }, index) => {
    const before = sorted[index - 1];
    if (before?.time !== time) return true;
    if (before.rate !== rate) {
      faults.add(`${asset} has two rates at one time`, {
        allowed: 'one rate at a time; --funding-venue, if the file holds several venues',
        got: new Date(time).toISOString(),
      });
    }
    return false;
  });
}

/** A time that was meant to be a whole minute, as that minute. */
export function withoutJitter(time: number): number {
  const whole = Math.round(time / minuteMilliseconds) * minuteMilliseconds;
  return Math.abs(whole - time) <= largestJitter ? whole : time;
}

/** The most common spacing; null of a single settlement. */
export function commonSpacing(settlements: readonly Settlement[]): number | null {
  const counts = spacings(settlements);
  return [...counts].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? null;
}

function spacings(settlements: readonly Settlement[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = 1; i < settlements.length; i++) {
    const spacing = settlements[i]!.time - settlements[i - 1]!.time;
    counts.set(spacing, (counts.get(spacing) ?? 0) + 1);
  }
  return counts;
}

/** `every 8h`, or `every 8h (49) and 4h (119)` where the venue changed its interval. */
export function intervalWords(settlements: ReadonlyMap<string, readonly Settlement[]>): string {
  const counts = new Map<number, number>();
  for (const ofAsset of settlements.values())
    for (const [spacing, count] of spacings(ofAsset)) counts.set(spacing, (counts.get(spacing) ?? 0) + count);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const usual = [...counts].filter(([, count]) => count >= total / 20).toSorted((a, b) => b[1] - a[1]);
  const words = usual.map(([spacing, count]) => {
    const every = formatDurationHours(spacing / hourMilliseconds);
    return usual.length === 1 ? every : `${every} (${count.toLocaleString('en')})`;
  });
  return words.length === 0 ? 'one of each coin' : `every ${words.join(' and ')}`;
}
