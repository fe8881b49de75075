import { formatDurationHours } from '../../base/units.ts';
import { columnWord, isLabelWord } from './column-words.ts';
import { Faults, quote } from './faults.ts';
import type { Table } from './table.ts';
import { formatMoment, hourMilliseconds, minuteMilliseconds } from './written-times.ts';

/** Observations of one or more coins at the same moments, in the order of the file. */
export interface Series {
  readonly assets: readonly string[];
  /** Milliseconds since 1970 UTC, as written. */
  readonly times: number[];
  /** Line of each observation. */
  readonly lines: number[];
  /** Prices, per coin and moment; NaN where there is none. */
  readonly columns: number[][];
}

/** Bars at whole intervals, ascending, and what had to be done to bring them there. */
export interface Gridded {
  readonly intervalMilliseconds: number;
  readonly times: readonly number[];
  /** Index of the observation of each time. */
  readonly chosen: readonly number[];
  readonly jittered: number;
  readonly largestJitter: number;
  readonly offGrid: readonly number[];
  readonly otherGrids: readonly OtherGrid[];
  readonly order: 'ascending' | 'newest first' | 'mixed';
  /** Observations that repeat another one exactly. */
  readonly repeated: number;
  /** Observations at the time of another one but with another price. */
  readonly conflicts: readonly number[];
}

/** A stretch of bars of another spacing than the rest, which is not used. */
export interface OtherGrid {
  readonly intervalMilliseconds: number;
  readonly rows: number;
  readonly from: number;
  readonly to: number;
}

const second = 1_000;

/** The spacings at which bars are published. */
const commonIntervals = [
  ...[1, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 3, 5, 10, 15, 20, 30].map((count) => count * minuteMilliseconds),
  ...[1, 2, 3, 4, 6, 8, 12].map((count) => count * hourMilliseconds),
  ...[1, 2, 3, 5, 7].map((count) => 24 * count * hourMilliseconds),
];

/** As many bars in a row make a stretch of another spacing; fewer are bars between gaps. */
const shortestStretch = 12;

/** How far a time may lie beside the grid and still be meant: a twentieth of the interval, at most two minutes. */
function tolerance(interval: number): number {
  return Math.min(interval / 20, 2 * minuteMilliseconds);
}

/** The published interval that a spacing is meant to be, jitter taken off; the spacing itself if it is near none. */
function meantSpacing(spacing: number): number {
  return commonIntervals.find((interval) => Math.abs(spacing - interval) <= tolerance(interval)) ?? spacing;
}

/** The most common spacing of successive times of all series, jitter taken off; 0 where there are no two times. */
export function commonInterval(series: readonly Series[]): number {
  const counts = new Map<number, number>();
  for (const { times } of series) {
    const sorted = Float64Array.from(times).toSorted();
    for (let i = 1; i < sorted.length; i++) {
      const spacing = sorted[i]! - sorted[i - 1]!;
      if (spacing === 0) continue;
      const meant = meantSpacing(spacing);
      counts.set(meant, (counts.get(meant) ?? 0) + 1);
    }
  }
  return [...counts].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? 0;
}

/** Brings one series to whole intervals; `phase` is what is left of a time on the grid after whole intervals. */
export function onGrid({ times, columns }: Series, interval: number, phase: number): Gridded {
  const order = orderOf(times);
  const ascending =
    order === 'ascending' ? [...times.keys()] : [...times.keys()].toSorted((a, b) => times[a]! - times[b]! || a - b);
  const { rows, otherGrids } = withoutOtherGrids(ascending, times, interval);
  const allowed = tolerance(interval);
  const offGrid: number[] = [];
  const conflicts: number[] = [];
  const chosen: number[] = [];
  const snapped: number[] = [];
  let jittered = 0;
  let largestJitter = 0;
  let repeated = 0;
  for (const index of rows) {
    const time = Math.round((times[index]! - phase) / interval) * interval + phase;
    const distance = Math.abs(times[index]! - time);
    if (distance > allowed) {
      offGrid.push(index);
      continue;
    }
    if (distance > 0) jittered++;
    largestJitter = Math.max(largestJitter, distance);
    const before = chosen.at(-1);
    if (before === undefined || snapped.at(-1) !== time) {
      chosen.push(index);
      snapped.push(time);
    } else if (columns.every((column) => Object.is(column[before], column[index]))) repeated++;
    else conflicts.push(index);
  }
  return {
    intervalMilliseconds: interval,
    times: snapped,
    chosen,
    jittered,
    largestJitter,
    offGrid,
    otherGrids,
    order,
    repeated,
    conflicts,
  };
}

/**
 * What is left of the times after whole intervals: 0 if most lie there, else the most common rest, whole minutes where
 * it is near one.
 */
export function commonPhase(series: readonly Series[], interval: number): number {
  const allowed = tolerance(interval);
  const buckets = new Map<number, { count: number; rests: Map<number, number> }>();
  let total = 0;
  for (const { times } of series) {
    for (const time of times) {
      const rest = ((time % interval) + interval) % interval;
      const bucket = interval - rest <= allowed ? 0 : Math.round(rest / allowed);
      const found = buckets.get(bucket) ?? { count: 0, rests: new Map<number, number>() };
      found.count++;
      if (found.rests.size < 1_000) found.rests.set(rest, (found.rests.get(rest) ?? 0) + 1);
      buckets.set(bucket, found);
      total++;
    }
  }
  const aroundZero = (buckets.get(0)?.count ?? 0) + (buckets.get(1)?.count ?? 0);
  if (aroundZero >= total / 2) return 0;
  const [, best] = [...buckets].toSorted((a, b) => b[1].count - a[1].count)[0]!;
  const rest = [...best.rests].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])[0]![0];
  const wholeMinutes = Math.round(rest / minuteMilliseconds) * minuteMilliseconds;
  return Math.abs(rest - wholeMinutes) <= allowed ? wholeMinutes % interval : rest;
}

function orderOf(times: readonly number[]): Gridded['order'] {
  let up = false;
  let down = false;
  for (let i = 1; i < times.length; i++) {
    if (times[i]! > times[i - 1]!) up = true;
    if (times[i]! < times[i - 1]!) down = true;
  }
  if (up && down) return 'mixed';
  return down ? 'newest first' : 'ascending';
}

/**
 * Leaves out stretches of bars at another, even spacing, coarser or finer: a day's close at midnight is not the close
 * of the hour before it, though both could stand on the grid.
 */
function withoutOtherGrids(
  rows: readonly number[],
  times: readonly number[],
  interval: number,
): { rows: readonly number[]; otherGrids: OtherGrid[] } {
  const spacings = rows.map((row, at) => (at === 0 ? 0 : meantSpacing(times[row]! - times[rows[at - 1]!]!)));
  const otherGrids: OtherGrid[] = [];
  const left = new Set<number>();
  for (let from = 1; from < rows.length; ) {
    const other = spacings[from]!;
    let to = from;
    while (spacings[to + 1] === other) to++;
    // A bar is as long as it is to the next one: the bar at the end of a stretch may be the first of the grid.
    const first = from - 1;
    const last = spacings[to + 1] === interval ? to - 1 : to;
    if (other !== interval && other !== 0 && last - first + 1 >= shortestStretch) {
      for (let at = first; at <= last; at++) left.add(rows[at]!);
      otherGrids.push({
        intervalMilliseconds: other,
        rows: last - first + 1,
        from: times[rows[first]!]!,
        to: times[rows[last]!]!,
      });
    }
    from = to + 1;
  }
  return { rows: left.size === 0 ? rows : rows.filter((row) => !left.has(row)), otherGrids };
}

/** Throws an input error where two prices stand at one time, or where most times stand beside the grid. */
export function checkGrid(table: Table, series: readonly Series[], gridded: readonly Gridded[], rows: number): void {
  const faults = new Faults(table.file);
  const mixed = gridded.some(({ conflicts }) => conflicts.length > 0) ? mixedLabels(table) : [];
  for (const [index, { conflicts }] of gridded.entries()) {
    const { assets, times, lines } = series[index]!;
    for (const at of conflicts) {
      faults.add('repeats the time of another row with another price', {
        line: lines[at]!,
        path: assets.length === 1 ? assets[0]! : '',
        allowed:
          mixed.length > 0
            ? `one price at a time: keep one of ${mixed.join(', one of ')}`
            : 'one price at a time: without unfinished bars, and in UTC if clocks were put back',
        got: quote(formatMoment(times[at]!)),
      });
    }
  }
  const off = gridded.flatMap(({ offGrid }, index) => offGrid.map((at) => series[index]!.lines[at]!));
  if (off.length > rows / 10) {
    const interval = duration(gridded[0]!.intervalMilliseconds);
    const what = `has times on no grid: ${interval} is the commonest spacing, and ${off.length} of ${rows} rows do not fit it`;
    faults.add(what, {
      line: off[0]!,
      allowed: 'bars at even intervals of a week or less, in UTC; cut a file of several intervals apart',
    });
  }
  if (!faults.none) throw faults.error();
}

/** Columns of labels that hold several: `venue` (binance, okx). */
function mixedLabels({ names, rows }: Table): string[] {
  const found = new Map<number, Set<string>>();
  for (const [column, name] of (names ?? []).entries()) if (isLabelWord(columnWord(name))) found.set(column, new Set());
  if (found.size === 0) return [];
  for (const { cells } of rows()) for (const [column, values] of found) values.add(cells[column] ?? '');
  return [...found].flatMap(([column, values]) =>
    values.size > 1 ? [`${quote(names![column]!)} (${[...values].slice(0, 4).join(', ')})`] : [],
  );
}

/** Order, spacing, number of bars and what was mended or left out, for people. */
export function gridWords(gridded: readonly Gridded[], phase: number, times: readonly number[]): string[] {
  const interval = gridded[0]!.intervalMilliseconds;
  const sum = (of: (one: Gridded) => number) => gridded.reduce((total, one) => total + of(one), 0);
  const bars = times.length;
  const missing = bars === 0 ? 0 : Math.round((times.at(-1)! - times[0]!) / interval) + 1 - bars;
  const [jittered, repeated, off] = [
    sum((one) => one.jittered),
    sum((one) => one.repeated),
    sum((one) => one.offGrid.length),
  ];
  const largest = Math.max(...gridded.map((one) => one.largestJitter));
  return [
    ...(gridded.some(({ order }) => order === 'newest first') ? ['newest first: turned round'] : []),
    ...(gridded.some(({ order }) => order === 'mixed') ? ['rows out of order: sorted'] : []),
    `grid ${duration(interval)}${phase === 0 ? '' : ` at ${duration(phase)} past`}`,
    ...(jittered > 0 ? [`${count(jittered, 'time')} up to ${duration(largest)} beside it set on it`] : []),
    count(bars, 'bar'),
    `${missing.toLocaleString('en')} missing`,
    ...(repeated > 0 ? [`${count(repeated, 'repeated row')} dropped`] : []),
    ...(off > 0 ? [`${count(off, 'row')} off the grid not used`] : []),
    ...otherGridWords(gridded.flatMap(({ otherGrids }) => otherGrids)),
  ];
}

/** Stretches of one other spacing in one phrase, however many coins and weeks they are of. */
function otherGridWords(others: readonly OtherGrid[]): string[] {
  const intervals = [...new Set(others.map(({ intervalMilliseconds }) => intervalMilliseconds))];
  return intervals.map((interval) => {
    const same = others.filter(({ intervalMilliseconds }) => intervalMilliseconds === interval);
    const rows = same.reduce((sum, other) => sum + other.rows, 0);
    const [from, to] = [Math.min(...same.map((other) => other.from)), Math.max(...same.map((other) => other.to))];
    return (
      `${count(rows, 'row')} at ${duration(interval)} between ${formatMoment(from)} and ` +
      `${formatMoment(to)} not used: cut them into a file of their own to use them`
    );
  });
}

function duration(milliseconds: number): string {
  return formatDurationHours(milliseconds / hourMilliseconds);
}

function count(number: number, what: string): string {
  return `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;
}
