import type { Settlement } from '../history/funding-history.ts';
import { hourMilliseconds } from '../history/moment.ts';
import type { FundingLaw } from '../model.ts';

/** Settlements that a regime needs for a law of its own: its mean then has an error of a tenth of its spread. */
const fewestInRegime = 100;

/** Autocorrelations that give a reversion time: below, rates forget within an interval; above, they hardly revert. */
const autocorrelationRange = [0.01, 0.999] as const;

const minuteMilliseconds = hourMilliseconds / 60;

/** Laws of the funding rate of one asset, per regime, and what they rest on. */
export interface FundingFit {
  /** Rates per settlement interval. */
  readonly laws: readonly FundingLaw[];
  /** From one settlement to the next, to the minute. */
  readonly intervalHours: number;
  readonly settlements: number;
  /** Settlements whose regime is known, per regime. */
  readonly inRegime: readonly number[];
  /** Whether all regimes share one law for want of settlements whose regime is known. */
  readonly pooled: boolean;
}

/**
 * Mean and stationary standard deviation of the rate per regime, and one reversion time for all regimes, from
 * settlements in ascending time.
 *
 * The reversion time is -interval / log(phi), phi the correlation of successive deviations from the regime's mean,
 * pairs across a gap left out. `regimeAt` tells the most likely regime of the hours before a moment, or null where it
 * is not known. A regime with fewer than 100 settlements gives all regimes one law.
 */
export function fitFunding(
  settlements: readonly Settlement[],
  regimes: number,
  regimeAt: (from: number, to: number) => number | null,
): FundingFit {
  const interval = settlementInterval(settlements);
  const regimeOf = settlements.map(({ time }) => regimeAt(time - interval, time));
  const inRegime = Array.from({ length: regimes }, (_, k) => regimeOf.filter((regime) => regime === k).length);
  const pooled = inRegime.some((count) => count < fewestInRegime);
  const groups = pooled ? settlements.map(() => 0) : regimeOf;
  const moments = Array.from({ length: pooled ? 1 : regimes }, (_, k) =>
    momentsOf(settlements.filter((_, i) => groups[i] === k)),
  );
  const deviations = settlements.map(({ rate }, i) => {
    const group = groups[i] ?? null;
    return group === null ? Number.NaN : rate - moments[group]!.mean;
  });
  const reversionHours = reversionOf(settlements, deviations, interval);
  const laws = Array.from({ length: regimes }, (_, k) => ({ ...moments[pooled ? 0 : k]!, reversionHours }));
  const intervalHours = Math.round(interval / minuteMilliseconds) / 60;
  return { laws, intervalHours, settlements: settlements.length, inRegime, pooled };
}

function momentsOf(settlements: readonly Settlement[]): { mean: number; sd: number } {
  const count = Math.max(settlements.length, 1);
  const mean = settlements.reduce((sum, { rate }) => sum + rate, 0) / count;
  const square = settlements.reduce((sum, { rate }) => sum + (rate - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(square / Math.max(count - 1, 1)) };
}

function reversionOf(settlements: readonly Settlement[], deviations: readonly number[], interval: number): number {
  let product = 0;
  let square = 0;
  for (let i = 1; i < settlements.length; i++) {
    const [before, now] = [deviations[i - 1]!, deviations[i]!];
    if (settlements[i]!.time - settlements[i - 1]!.time !== interval || Number.isNaN(before + now)) continue;
    product += before * now;
    square += (before * before + now * now) / 2;
  }
  const [least, most] = autocorrelationRange;
  const phi = Math.min(Math.max(square > 0 ? product / square : least, least), most);
  return -interval / hourMilliseconds / Math.log(phi);
}

/** The shortest spacing, by which one missing settlement does not double the interval. */
function settlementInterval(settlements: readonly Settlement[]): number {
  let shortest = Infinity;
  for (let i = 1; i < settlements.length; i++)
    shortest = Math.min(shortest, settlements[i]!.time - settlements[i - 1]!.time);
  return Number.isFinite(shortest) ? shortest : 8 * hourMilliseconds;
}
