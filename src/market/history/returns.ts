import { inputError } from '../../base/errors.ts';
import { formatDurationHours } from '../../base/units.ts';
import type { PriceHistory } from './price-history.ts';
import { hourMilliseconds } from './written-times.ts';

/** Fewer returns than this cannot tell regimes apart. */
const fewestReturns = 100;

/** What of the price files is to be used. */
export interface ReturnSelection {
  /** Which assets, in which order; all of the files in their order if absent. */
  readonly assets?: readonly string[] | undefined;
  /** First and last moment of the prices, milliseconds since 1970 UTC, both included. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Hours of a return: the coarsest interval of the files if absent, else a multiple of it. */
  readonly intervalHours?: number | undefined;
  /** Whether a row's time is when its bar opens (the price is then that of an interval later) or closes. */
  readonly barTime: 'open' | 'close';
}

/** Log returns of several assets over one interval, in runs without a gap. */
export interface LogReturns {
  readonly assets: readonly string[];
  readonly intervalHours: number;
  /** Return of asset i in row t at `values[t * assets.length + i]`. */
  readonly values: Float64Array;
  /** Moment at which the return of each row ends, milliseconds since 1970 UTC. */
  readonly ends: readonly number[];
  /** First row of each run; within a run, each return begins where the one before it ended. */
  readonly runs: readonly number[];
  /** Last price per asset. */
  readonly lastPrices: readonly number[];
  /** Moment of the first and of the last price used. */
  readonly period: readonly [from: number, to: number];
  /** Rows of prices in the period, complete or not. */
  readonly priceRows: number;
  /** Rows in the period in which some chosen asset has no price. */
  readonly incompleteRows: number;
  /** Bars that an unbroken period would have beside those rows. */
  readonly missingBars: number;
}

/**
 * Log returns from one or more price files, over the coarsest interval among them.
 *
 * A return exists only between two complete rows exactly one interval apart: gaps are never bridged, because a price
 * that moved for three hours says nothing about an hour. The period is that of the returns: rows before the first and
 * after the last of them do not count. Of a moment that several files have, the file named first is believed. Throws an
 * input error for an unknown asset or too few rows.
 */
export function logReturns(histories: readonly PriceHistory[], selection: ReturnSelection): LogReturns {
  const assets = chosenAssets(histories, selection.assets);
  const intervalHours = chosenInterval(histories, selection.intervalHours);
  const interval = intervalHours * hourMilliseconds;
  const all = pricesOnGrid(histories, assets, interval, selection);
  const empty = assets.filter((_, asset) => all.every(({ prices }) => Number.isNaN(prices[asset])));
  if (empty.length > 0) {
    throw inputError('prices', `hold none of ${empty.join(', ')} in the period`, {
      file: histories.map((history) => history.source.name).join(', '),
      allowed: 'other --assets, or another period',
    });
  }
  const rows = usedRows(all, interval);
  const values: number[] = [];
  const ends: number[] = [];
  const runs: number[] = [];
  let previous: GridRow | undefined;
  let inRun = false;
  for (const row of rows) {
    const follows = previous !== undefined && row.time - previous.time === interval;
    const start = follows && row.complete && previous?.complete === true ? previous : undefined;
    if (start !== undefined) {
      if (!inRun) runs.push(ends.length);
      for (let i = 0; i < assets.length; i++) values.push(Math.log(row.prices[i]! / start.prices[i]!));
      ends.push(row.time);
    }
    inRun = start !== undefined;
    previous = row;
  }
  const last = rows.at(-1);
  if (last === undefined || ends.length < fewestReturns) {
    throw inputError(
      'prices',
      `give ${ends.length} returns over ${formatDurationHours(intervalHours)} that have all of ${assets.join(', ')}`,
      {
        file: histories.map((history) => history.source.name).join(', '),
        allowed: `${fewestReturns} or more`,
      },
    );
  }
  const still = assets.filter((_, asset) => values.every((value, at) => at % assets.length !== asset || value === 0));
  if (still.length > 0) {
    throw inputError('prices', `of ${still.join(', ')} never move in the period`, {
      file: histories.map((history) => history.source.name).join(', '),
      allowed: 'other assets, or an end of the period before trading stopped',
    });
  }
  return {
    assets,
    intervalHours,
    values: Float64Array.from(values),
    ends,
    runs,
    lastPrices: last.prices,
    period: [rows[0]!.time, last.time],
    priceRows: rows.length,
    incompleteRows: rows.filter((row) => !row.complete).length,
    missingBars: Math.round((last.time - rows[0]!.time) / interval) + 1 - rows.length,
  };
}

interface GridRow {
  readonly time: number;
  readonly prices: readonly number[];
  readonly complete: boolean;
}

function chosenAssets(histories: readonly PriceHistory[], wanted: readonly string[] | undefined): readonly string[] {
  const known = [...new Set(histories.flatMap((history) => history.assets))];
  if (wanted === undefined) return known;
  for (const [index, asset] of wanted.entries()) {
    if (!known.includes(asset))
      throw inputError('assets', `${asset} is in no price file`, { allowed: known.join(', ') });
    if (wanted.indexOf(asset) < index) throw inputError('assets', `${asset} is named twice`);
  }
  if (wanted.length === 0) throw inputError('assets', 'names no asset', { allowed: known.join(', ') });
  return wanted;
}

function chosenInterval(histories: readonly PriceHistory[], wanted: number | undefined): number {
  const coarsest = Math.max(...histories.map((history) => history.intervalHours));
  if (wanted === undefined) return coarsest;
  if (histories.every((history) => wanted > 0 && wanted % history.intervalHours === 0)) return wanted;
  throw inputError('interval', `of ${formatDurationHours(wanted)} is no multiple of that of the prices`, {
    allowed: `multiples of ${formatDurationHours(coarsest)}`,
  });
}

/**
 * Rows of all files, ascending, in the chosen period; at whole multiples of the interval since 1970 UTC, or beside them
 * where all files of that interval lie beside them by the same time.
 */
function pricesOnGrid(
  histories: readonly PriceHistory[],
  assets: readonly string[],
  interval: number,
  selection: ReturnSelection,
): GridRow[] {
  const merged = new Map<number, number[]>();
  const shiftOf = ({ intervalHours }: PriceHistory) =>
    selection.barTime === 'open' ? intervalHours * hourMilliseconds : 0;
  const coarsest = histories.filter((history) => history.intervalHours * hourMilliseconds === interval);
  const phases = new Set(
    (coarsest.length > 0 ? coarsest : histories).map(
      (history) => (history.times[0]! + shiftOf(history)) % (history.intervalHours * hourMilliseconds),
    ),
  );
  const phase = phases.size === 1 ? [...phases][0]! : 0;
  for (const history of histories) {
    const shift = shiftOf(history);
    const columns = assets.map((asset) => history.prices[history.assets.indexOf(asset)]);
    for (const [index, written] of history.times.entries()) {
      const time = written + shift;
      if (time < (selection.from ?? -Infinity) || time > (selection.to ?? Infinity)) continue;
      if (time % interval !== phase) continue;
      const row = merged.get(time) ?? assets.map(() => Number.NaN);
      for (const [asset, column] of columns.entries()) {
        if (Number.isNaN(row[asset])) row[asset] = column?.[index] ?? Number.NaN;
      }
      merged.set(time, row);
    }
  }
  return [...merged]
    .toSorted((a, b) => a[0] - b[0])
    .map(([time, prices]) => ({ time, prices, complete: prices.every((price) => !Number.isNaN(price)) }));
}

/** From the first row that begins a return to the last that ends one. */
function usedRows(rows: readonly GridRow[], interval: number): readonly GridRow[] {
  const isReturn = (row: GridRow, next: GridRow | undefined) =>
    next !== undefined && row.complete && next.complete && next.time - row.time === interval;
  const first = rows.findIndex((row, index) => isReturn(row, rows[index + 1]));
  const last = rows.findLastIndex((row, index) => isReturn(row, rows[index + 1]));
  return first === -1 ? [] : rows.slice(first, last + 2);
}
