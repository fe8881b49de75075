import { absent, type FigureValue } from './figure.ts';
import { meanInterval } from './intervals.ts';
import { type Moments, meanOf } from './moments.ts';
import { withoutRounding } from './rounding.ts';
import { studentTwoSided } from './student.ts';

/** What the data dictionary says of the interval of a mean. */
export const meanIntervalMeaning =
  "Student's t interval, 95 %; differences are paired on the same paths, p-value of the paired t test; one within rounding is 0 " +
  'with p = 1. A column that is the same on every path has std_error 0: the run saw no other value, which does not prove that there is none';

/**
 * The mean of a series with error and interval. `sign` -1 turns a profit into a loss; `scale` is that of a paired difference, below
 * whose rounding there is none, and null for the mean of a scheme.
 */
export function meanFigure(
  moments: Moments,
  series: number,
  { sign = 1, scale }: { readonly sign?: 1 | -1; readonly scale: number | null },
): FigureValue {
  const found = meanOf(moments, series);
  if (found === null) return absent;
  const { paths } = moments;
  const { stdError } = found;
  const estimate = sign * found.mean;
  const interval = stdError === null ? null : meanInterval(estimate, stdError, paths);
  if (scale === null) return { estimate, stdError, interval };
  const pValue = stdError === null ? null : studentPValue(estimate, stdError, paths);
  return withoutRounding({ estimate, stdError, interval, pValue }, paths, scale);
}

/** No difference on any path is no evidence (1); the same difference on every path is beyond doubt (0). */
function studentPValue(estimate: number, error: number, paths: number): number {
  return estimate === 0 ? 1 : studentTwoSided(estimate / error, paths - 1);
}
