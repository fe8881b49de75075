import { type Check, type Fault, record } from './check.ts';

/**
 * The largest values of many series and the smallest ones, which a mean may rest on: so many of each, however the paths come in blocks
 * and chunks.
 */
export interface Extremes {
  /** Per series its largest values, in descending order; -Infinity where there are fewer. */
  readonly highest: Float64Array;
  /** Per series its smallest values with the other sign, in descending order; -Infinity where there are fewer. */
  readonly lowest: Float64Array;
}

/** How many of each are kept. What is left is then carried by so many paths that its mean is nearly normal. */
export const keptExtremes = 8;

/** Extremes of so many series without a value. */
export function createExtremes(series: number): Extremes {
  const none = () => new Float64Array(series * keptExtremes).fill(-Infinity);
  return { highest: none(), lowest: none() };
}

/** The value that a further one must exceed to be kept. */
export function thresholdOf(list: Float64Array, series: number): number {
  return list[(series + 1) * keptExtremes - 1]!;
}

/** Keeps a value that exceeds the threshold of its series; returns the new threshold. */
export function keepExtreme(list: Float64Array, series: number, value: number): number {
  const first = series * keptExtremes;
  let at = first + keptExtremes - 1;
  while (at > first && list[at - 1]! < value) {
    list[at] = list[at - 1]!;
    at--;
  }
  list[at] = value;
  return list[first + keptExtremes - 1]!;
}

/** Adds the extremes of other paths. */
export function mergeExtremes(into: Extremes, next: Extremes): void {
  mergeLists(into.highest, next.highest);
  mergeLists(into.lowest, next.lowest);
}

function mergeLists(into: Float64Array, next: Float64Array): void {
  for (let series = 0; series * keptExtremes < next.length; series++) {
    for (let at = series * keptExtremes; at < (series + 1) * keptExtremes; at++) {
      if (!(next[at]! > thresholdOf(into, series))) break;
      keepExtreme(into, series, next[at]!);
    }
  }
}

/** What a list has of one series: a view, not a copy. */
export function keptOf(list: Float64Array, series: number): Float64Array {
  return list.subarray(series * keptExtremes, (series + 1) * keptExtremes);
}

/** What is wrong with what should be the extremes of so many series. */
export function checkExtremes(value: unknown, series: number): Fault {
  return record({ highest: descending(series), lowest: descending(series) })(value);
}

/** Per series finite numbers in descending order, then -Infinity. */
function descending(series: number): Check {
  return (value) => {
    const length = series * keptExtremes;
    if (!(value instanceof Float64Array) || value.length !== length) return ` is not ${length} numbers`;
    for (let at = 0; at < length; at++) {
      const before = at % keptExtremes === 0 ? Number.MAX_VALUE : value[at - 1]!;
      if (!(value[at]! <= before)) return `[${at}] is no number in descending order`;
    }
    return null;
  };
}
