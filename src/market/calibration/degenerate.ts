import { inverse, Matrix } from 'ml-matrix';
import { type Diagnostic, InputError } from '../../base/errors.ts';
import type { LogReturns } from '../history/returns.ts';
import { formatMoment, hourMilliseconds } from '../history/written-times.ts';

/** A larger share of returns that are exactly 0 is a price that stands still or ticks too coarsely for a density. */
const mostZeros = 0.2;

/** Returns that all are within this part of their mean differ by rounding. */
const leastUnsteady = 1e-6;

/** Share of an asset's variance that the others leave unexplained: below it, rounding decides what a regime is. */
const leastOwnVariance = 0.005;

/** An index of fixed amounts has weights that drift; over so many rows (and ten per asset) they stand still. */
const windowRows = 100;

/** A change of unit is a power of ten to within this part of the log return, or five times what neighbours move. */
const unitTolerance = 0.02;
const neighbours = 10;
/** How many times its neighbours a return must be for a change of unit: LUNA's worst days were 5 times theirs. */
const leastLeap = 20;

/**
 * Throws an input error if no law with a density can be fitted to returns, naming the columns and what to do: prices that
 * stand still or go on at one rate, a change of unit, a column that others give already (a duplicate, an index beside its parts).
 */
export function refuseDegenerate(returns: LogReturns): void {
  const faults = [...standingStill(returns), ...steady(returns), ...changesOfUnit(returns)];
  if (faults.length === 0) faults.push(...redundant(returns));
  if (faults.length > 0) throw new InputError(faults);
}

function standingStill({ assets, values, ends }: LogReturns): Diagnostic[] {
  return assets.flatMap((asset, i) => {
    const zeros = column(values, assets.length, i).filter((value) => value === 0).length;
    if (zeros <= mostZeros * ends.length) return [];
    return [
      {
        path: asset,
        what: `does not move in ${percent(zeros / ends.length)} of its returns: no volatility can be told from that`,
        allowed: `${percent(mostZeros)} at most: a longer --interval, other dates (--from, --to), or ${withoutText(assets, [i])}`,
      },
    ];
  });
}

/** A price that goes on at one rate, as that of a deposit does. */
function steady({ assets, values }: LogReturns): Diagnostic[] {
  return assets.flatMap((asset, i) => {
    const own = column(values, assets.length, i);
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
    if (mean === 0 || own.some((value) => Math.abs(value - mean) > leastUnsteady * Math.abs(mean))) return [];
    return [
      {
        path: asset,
        what: `moves by the same ${percent(mean)} in each of its returns: no volatility can be told from that`,
        allowed: `a price that varies, or ${withoutText(assets, [i])}`,
      },
    ];
  });
}

/** A single return of k ln 10 among small ones: prices before and after it are counted in different units. */
function changesOfUnit({ assets, values, ends, intervalHours }: LogReturns): Diagnostic[] {
  const size = assets.length;
  return assets.flatMap((asset, i) => {
    const own = column(values, size, i);
    const found = [...own.keys()].filter((row) => isChangeOfUnit(own, row));
    if (found.length === 0) return [];
    const row = found[0]!;
    const power = Math.round(Math.abs(own[row]!) / Math.LN10);
    const factor = `${own[row]! > 0 ? '' : '1/'}${10 ** power}`;
    const more =
      found.length > 1 ? ` (and ${found.length - 1} more such ${found.length === 2 ? 'return' : 'returns'})` : '';
    const time = formatMoment(ends[row]! - intervalHours * hourMilliseconds);
    return [
      {
        path: asset,
        what:
          `changes its unit at return ${row + 1} of ${own.length}, which begins at ${time}: the price is times ${factor} ` +
          `beside returns of ${percent(neighbourhood(own, row))}${more}`,
        allowed: `one unit throughout: divide the prices by ${factor} from there on, cut with --from or --to, or ${withoutText(assets, [i])}`,
      },
    ];
  });
}

function isChangeOfUnit(own: readonly number[], row: number): boolean {
  const size = Math.abs(own[row]!);
  const power = Math.round(size / Math.LN10);
  if (power === 0) return false;
  const around = neighbourhood(own, row);
  return size > leastLeap * around && Math.abs(size - power * Math.LN10) < unitTolerance * size + 5 * around;
}

/** Root mean square of the returns around a row, without it and what undoes it. */
function neighbourhood(own: readonly number[], row: number): number {
  const around = own
    .slice(Math.max(0, row - neighbours), row + neighbours + 1)
    .map(Math.abs)
    .toSorted((a, b) => a - b)
    .slice(0, -2);
  return Math.sqrt(around.reduce((sum, value) => sum + value * value, 0) / Math.max(around.length, 1));
}

/**
 * Columns that are given by the others: the share of variance that a regression on all others leaves is the reciprocal of
 * the diagonal of the inverse correlation; the median over windows of rows counts. Correlations and not covariances, so
 * that a peg beside a wild coin does not pass for one.
 */
function redundant({ assets, values, ends }: LogReturns): Diagnostic[] {
  const size = assets.length;
  if (size === 1) return [];
  const rows = Math.max(windowRows, 10 * size);
  const windows = Array.from({ length: Math.max(Math.floor(ends.length / rows), 1) }, (_, index) =>
    correlationOf(values.subarray(index * rows * size, Math.min((index + 1) * rows, ends.length) * size), size),
  );
  const left = windows.map((matrix) => ownVariances(matrix));
  const flagged = [...assets.keys()].filter((i) => median(left.map((window) => window[i]!)) < leastOwnVariance);
  if (flagged.length === 0) return [];
  const pairs = flagged.flatMap((i) =>
    flagged
      .filter((j) => j < i)
      .map((j) => ({ i, j, correlation: median(windows.map((matrix) => Math.abs(matrix[i]![j]!))) }))
      .filter(({ correlation }) => 1 - correlation * correlation < leastOwnVariance),
  );
  if (pairs.length > 0) {
    const copies = [...new Set(pairs.map(({ i }) => i))];
    return pairs.map(({ i, j, correlation }) => ({
      path: assets[i]!,
      what: `moves as ${assets[j]} does (correlation ${correlation.toFixed(5)} within ${rows} rows): a copy tells nothing new, and its rounding would decide the regimes`,
      allowed: withoutText(assets, copies),
    }));
  }
  const names = flagged.map((i) => assets[i]).join(', ');
  const most = Math.max(...flagged.map((i) => median(left.map((window) => window[i]!))));
  return [
    {
      path: names,
      what: `are no ${flagged.length} columns of their own: each is given by the others to within ${percent(most)} of its variance, as an index is by its parts`,
      allowed: `all but one of them: leave out the index, for example ${withoutText(assets, flagged.slice(-1))}`,
    },
  ];
}

function correlationOf(values: Float64Array, size: number): number[][] {
  const sums = Array.from({ length: size }, () => new Float64Array(size));
  for (let offset = 0; offset < values.length; offset += size) {
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) sums[i]![j]! += values[offset + i]! * values[offset + j]!;
  }
  const scale = (i: number) => Math.sqrt(sums[i]![i]!) || 1;
  return sums.map((row, i) => Array.from(row, (value, j) => (i === j ? 1 : value / (scale(i) * scale(j)))));
}

/** Per asset, the share of variance that the others do not explain; the diagonal is raised by a hair so that it exists. */
function ownVariances(correlation: readonly (readonly number[])[]): number[] {
  const raised = new Matrix(correlation.map((row, i) => row.map((value, j) => (i === j ? 1 + 1e-9 : value))));
  return inverse(raised)
    .diagonal()
    .map((value) => 1 / value);
}

function withoutText(assets: readonly string[], left: readonly number[]): string {
  const kept = assets.filter((_, i) => !left.includes(i));
  return kept.length === 0 ? 'another asset' : `--assets ${kept.join(',')}`;
}

function column(values: Float64Array, size: number, index: number): number[] {
  const found: number[] = [];
  for (let at = index; at < values.length; at += size) found.push(values[at]!);
  return found;
}

function median(values: readonly number[]): number {
  const ascending = values.toSorted((a, b) => a - b);
  return ascending[Math.floor(ascending.length / 2)]!;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))}%`;
}
