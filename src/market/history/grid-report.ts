import { formatDurationHours } from '../../base/units.ts';
import { columnWord, isLabelWord } from './column-words.ts';
import { Faults, quote } from './faults.ts';
import type { Gridded, OtherGrid, Series } from './grid.ts';
import type { Table } from './table.ts';
import { formatMoment, hourMilliseconds } from './written-times.ts';

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
