import { type Fault, numbers, record, roundingOf, whole } from './check.ts';
import { checkExtremes, keptExtremes } from './extremes.ts';
import type { Moments } from './moments.ts';

/** What is wrong with what should be the moments of so many series over so many paths. */
export function checkMoments(value: unknown, series: number, paths: number): Fault {
  const [signed, amounts] = [numbers(series), numbers(series, 0)];
  const form = record({
    paths: whole(paths, paths),
    added: amounts,
    origin: signed,
    sum: signed,
    squares: amounts,
    sumAbove: amounts,
    squaresAbove: amounts,
    extremes: (extremes) => checkExtremes(extremes, series),
  });
  return form(value) ?? checkEverySeries(value as Moments);
}

function checkEverySeries(moments: Moments): Fault {
  for (let series = 0; series < moments.origin.length; series++) {
    if (!isPossible(moments, series)) return `[${series}] has sums that no values between its extremes can have`;
  }
  return null;
}

/** Whether there are values between the extremes that have these sums. Values that were not added are 0. */
function isPossible(
  { paths, added, origin, sum, squares, sumAbove, squaresAbove, extremes }: Moments,
  series: number,
): boolean {
  const first = series * keptExtremes;
  const [high, low] = [extremes.highest[first]!, -extremes.lowest[first]!];
  const count = added[series]!;
  const [from, total, spread] = [origin[series]!, sum[series]!, squares[series]!];
  const [above, spreadAbove] = [sumAbove[series]!, squaresAbove[series]!];
  if (!Number.isSafeInteger(count) || count > paths) return false;
  const isSeen = high !== -Infinity;
  if (isSeen !== (low !== Infinity) || (isSeen && (count === 0 || high < low))) return false;
  const [least, most] = isSeen ? [Math.min(0, low), Math.max(0, high)] : [0, 0];
  const room = 1 + roundingOf(paths);
  // What merging may cost the digits of a mean.
  const slack = (room - 1) * Math.max(most, -least);
  const isWithin = (mean: number) => mean >= least - slack && mean <= most + slack;
  if (!isWithin(from) || (count === 0 ? total !== 0 : !isWithin(from + total / count))) return false;
  const width = most - least + 2 * slack;
  const farthest = isSeen ? Math.max(0, high - from - slack, from - low - slack) : 0;
  return (
    spread <= count * width * width * room &&
    spread * room >= farthest * farthest &&
    total * total <= count * spread * room &&
    above <= count * most * room &&
    spreadAbove <= above * most * room &&
    above * above <= count * spreadAbove * room
  );
}
