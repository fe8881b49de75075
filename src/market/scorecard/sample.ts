import type { LogReturns } from '../history/returns.ts';
import type { Settlement } from '../history/settlements.ts';
import { hourMilliseconds, minuteMilliseconds } from '../history/written-times.ts';

/** What accrued to some assets over intervals of equal length: log returns, or rates of funding. Gaps are rows that are not there. */
export interface Sample {
  readonly assets: readonly string[];
  readonly intervalHours: number;
  /** Value of asset i in row t at `columns[i][t]`. */
  readonly columns: readonly Float64Array[];
  /**
   * Place of each row on the grid of its interval, ascending, as the number of intervals since a midnight (UTC). Rows follow one
   * another where their slots do.
   */
  readonly slots: Float64Array;
}

/** Prices as the scorecard reads them; `funding` per asset, null where there are no settlements. */
export interface ScoredHistory {
  readonly returns: Sample;
  readonly funding: readonly (Sample | null)[];
}

/** Real prices, and of the settlements those in the period of the prices. */
export function scoredHistory(
  returns: LogReturns,
  settlements: ReadonlyMap<string, readonly Settlement[]> | null,
): ScoredHistory {
  const [from, to] = returns.period;
  return {
    returns: sampleOfReturns(returns),
    funding: returns.assets.map((asset) => {
      const all = settlements?.get(asset) ?? [];
      return sampleOfFunding(
        asset,
        all.filter(({ time }) => time >= from && time <= to),
      );
    }),
  };
}

function sampleOfReturns({ assets, intervalHours, values, ends }: LogReturns): Sample {
  return {
    assets,
    intervalHours,
    columns: assets.map((_, asset) => Float64Array.from(ends, (__, t) => values[t * assets.length + asset]!)),
    slots: Float64Array.from(ends, (end) => Math.floor(end / (intervalHours * hourMilliseconds) + tolerance) - 1),
  };
}

/** Times of a third of a millisecond off their grid still stand on it. */
const tolerance = 1e-7;

/** A history without gaps that begins at midnight, as simulated ones do. */
export function sampleWithoutGaps(
  assets: readonly string[],
  intervalHours: number,
  columns: readonly Float64Array[],
): Sample {
  return { assets, intervalHours, columns, slots: Float64Array.from(columns[0] ?? [], (_, t) => t) };
}

/**
 * Settlements of one asset, ascending in time, on the grid of their shortest spacing. A settlement pays for the time since the one
 * before it, or as long as until the next one where that is shorter (one may be missing); where that is several intervals of the
 * grid, because the venue changed its own, it is spread evenly over them. Null if there are fewer than two.
 */
function sampleOfFunding(asset: string, settlements: readonly Settlement[]): Sample | null {
  if (settlements.length < 2) return null;
  // Exchanges stamp settlements some seconds late: spacings to the minute, times to the nearest multiple of the shortest.
  const spacings = settlements
    .slice(1)
    .map(({ time }, k) => Math.max(1, Math.round((time - settlements[k]!.time) / minuteMilliseconds)));
  const shortest = spacings.reduce((least, spacing) => Math.min(least, spacing));
  const rates: number[] = [];
  const slots: number[] = [];
  for (const [k, { time, rate }] of settlements.entries()) {
    const own = Math.min(spacings[k - 1] ?? Infinity, spacings[k] ?? Infinity);
    const count = Math.max(1, Math.round(own / shortest));
    const end = Math.round(time / (shortest * minuteMilliseconds));
    for (let slot = Math.max(end - count, (slots.at(-1) ?? -Infinity) + 1); slot < end; slot++) {
      rates.push(rate / count);
      slots.push(slot);
    }
  }
  return {
    assets: [asset],
    intervalHours: (shortest * minuteMilliseconds) / hourMilliseconds,
    columns: [Float64Array.from(rates)],
    slots: Float64Array.from(slots),
  };
}

export function rowsOf({ slots }: Sample): number {
  return slots.length;
}

/** How many intervals make up `hours`; null if that is no whole number. */
export function intervalsIn(hours: number, { intervalHours }: Pick<Sample, 'intervalHours'>): number | null {
  const count = Math.round(hours / intervalHours);
  return count >= 1 && Math.abs(count * intervalHours - hours) < 1e-6 ? count : null;
}

/** Sums over whole stretches of `hours`, a multiple of the interval, that begin at multiples of it since midnight and have no gap. */
export function aggregated(sample: Sample, hours: number): Sample {
  const length = intervalsIn(hours, sample) ?? 1;
  if (length === 1) return sample;
  const starts = stretches(sample, length, length);
  const columns = sumsFrom(sample, starts, length);
  return {
    assets: sample.assets,
    intervalHours: hours,
    columns,
    slots: starts.map((row) => sample.slots[row]! / length),
  };
}

/** Sums over the stretches of `hours` without a gap that begin at each row, with the slots of that row. */
export function rolling(sample: Sample, hours: number): Sample {
  const length = intervalsIn(hours, sample) ?? 1;
  if (length === 1) return sample;
  const starts = stretches(sample, length, 1);
  return { ...sample, columns: sumsFrom(sample, starts, length), slots: starts.map((row) => sample.slots[row]!) };
}

/** First rows of stretches of `length` rows without a gap, those that begin at a multiple of `step` on the grid. */
export function stretches(sample: Sample, length: number, step: number): Float64Array {
  const { slots } = sample;
  const starts: number[] = [];
  for (let row = 0; row + length <= slots.length; row++) {
    const slot = slots[row]!;
    const isUnbroken = slots[row + length - 1]! - slot < length;
    if (isUnbroken && slot % step === 0) starts.push(row);
  }
  return Float64Array.from(starts);
}

/** Sum of each column over `length` rows from each of `starts` on. */
function sumsFrom({ columns }: Sample, starts: Float64Array, length: number): Float64Array[] {
  return columns.map((column) => {
    const sums = new Float64Array(starts.length);
    for (let k = 0; k < starts.length; k++) {
      let sum = 0;
      for (let row = starts[k]!; row < starts[k]! + length; row++) sum += column[row]!;
      sums[k] = sum;
    }
    return sums;
  });
}

/** Absolute values; a plain loop, because `map` takes several times as long. */
export function absolute(values: Float64Array): Float64Array {
  const result = new Float64Array(values.length);
  for (let k = 0; k < values.length; k++) result[k] = Math.abs(values[k]!);
  return result;
}
