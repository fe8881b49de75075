import { hourMilliseconds } from './written-times.ts';

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
