import type { MetricDefinition } from '../../stats/statistic.ts';
import type { Interval } from '../sections/section.ts';

type Unit = MetricDefinition['unit'];

/** What stands for a figure that does not exist. */
export const missing = '–';

/**
 * An estimate for people: `12.34 ± 0.14 %`, `-1,235 ± 56`. The error has two significant digits and says how many the estimate has; the
 * half-width is that of the 95 % interval, and where its two halves differ by more than a third, both ends are given: `12.3 [9.8, 17.1]`. An
 * event that never or always happened is given with the end of its interval: `0 (≤ 0.0019 %)`, `100 % (≥ 99.8 %)`, and an amount of which
 * nothing was seen with the end that is known, `0 (≤ 12)`, or with none: `0 (none seen)`. What so few paths cannot tell is `?`. A difference of
 * probabilities has two sides, also where it is 0 or 1.
 */
export function formatInterval({ estimate, ciLow, ciHigh }: Interval, unit: Unit, isDifference = false): string {
  if (estimate === null) return missing;
  const hasTwoSides = isDifference && unit === 'probability';
  const { scale, mark, mostDecimals } = unitFormats[unit];
  if (!hasTwoSides && estimate === 0 && ciLow === 0 && ciHigh === null) return '0 (none seen)';
  if (ciLow === null && ciHigh === null) return `${exact(estimate * scale)} ± ${unknown}${mark}`;
  if (ciLow === null || ciHigh === null) return halfOpen(estimate * scale, ciLow, ciHigh, unit);
  if (!hasTwoSides && estimate === 0 && ciLow === 0 && ciHigh > 0)
    return `0 (≤ ${significant(ciHigh * scale, 2)}${mark})`;
  const half = ((ciHigh - ciLow) / 2) * scale;
  if (!hasTwoSides && estimate === 1 && unit === 'probability')
    return `100${mark} (≥ ${complementOf(1 - ciLow)}${mark})`;
  if (half <= roundingShare * Math.abs(estimate * scale)) return `${exact(estimate * scale)}${mark}`;
  // Cents are the end of the digits of money, unless the error itself is smaller.
  const most = half < 0.5 * 10 ** -mostDecimals ? 12 : mostDecimals;
  const decimals = Math.min(most, Math.max(0, 1 - exponentOf(half)));
  const figure = plain(estimate * scale, decimals);
  const [below, above] = [estimate - ciLow, ciHigh - estimate];
  if (Math.abs(above - below) <= lopsided * Math.max(above, below))
    return `${figure} ± ${plain(half, decimals)}${mark}`;
  return `${figure} [${plain(ciLow * scale, decimals)}, ${plain(ciHigh * scale, decimals)}]${mark}`;
}

/** An interval of which so few paths can tell one end alone. */
function halfOpen(value: number, ciLow: number | null, ciHigh: number | null, unit: Unit): string {
  const { scale, mark, mostDecimals } = unitFormats[unit];
  const known = (ciLow ?? ciHigh ?? 0) * scale;
  const gap = Math.abs(value - known);
  const decimals = gap === 0 ? 0 : Math.min(mostDecimals, Math.max(0, 1 - exponentOf(gap)));
  const end = (bound: number | null) => (bound === null ? unknown : plain(bound * scale, decimals));
  return `${plain(value, decimals)} [${end(ciLow)}, ${end(ciHigh)}]${mark}`;
}

/** What stands for an error, or an end of an interval, that cannot be told. */
export const unknown = '?';

/** The two halves of an interval that differ by more than this share are not told as one. */
const lopsided = 1 / 3;

/** 100 % less a small share, with as many decimals as show two digits of that share: `99.81`. */
function complementOf(share: number): string {
  const decimals = Math.min(12, Math.max(0, 1 - exponentOf(share * 100)));
  // Rounded down, because it is a lower bound.
  return plain(Math.floor((100 - share * 100) * 10 ** decimals) / 10 ** decimals, decimals);
}

/** An interval that is narrower than this share of its figure shows the rounding of sums, not chance. */
const roundingShare = 1e-9;

/** A figure without an error: at most two decimals, none if it is whole. */
function exact(value: number): string {
  return plain(value, Math.abs(value - Math.round(value)) < 0.005 ? 0 : 2);
}

const unitFormats = {
  probability: { scale: 100, mark: ' %', mostDecimals: 12 },
  quote: { scale: 1, mark: '', mostDecimals: 2 },
  hours: { scale: 1, mark: ' h', mostDecimals: 2 },
  ratio: { scale: 1, mark: '', mostDecimals: 8 },
  count: { scale: 1, mark: '', mostDecimals: 8 },
} as const satisfies Record<Unit, { readonly scale: number; readonly mark: string; readonly mostDecimals: number }>;

/** Decimal exponent of the leading digit once rounded to so many digits: with two of them 0.0996 counts as 0.10. */
function exponentOf(value: number, digits = 2): number {
  return Number(value.toExponential(digits - 1).split('e')[1]);
}

/** Thousands separated, this many decimals, no negative zero. */
export function plain(value: number, decimals: number): string {
  const text = value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return /^-[0.,]*$/.test(text) ? text.slice(1) : text;
}

/** This many significant digits, without an exponent. */
export function significant(value: number, digits: number): string {
  if (value === 0) return '0';
  const decimals = Math.min(12, Math.max(0, digits - 1 - exponentOf(value, digits)));
  return plain(Number(value.toPrecision(digits)), decimals);
}

/** `p < 1e-9`, `p = 0.034`. */
export function formatPValue(pValue: number | null): string {
  if (pValue === null) return '';
  if (pValue < 1e-9) return 'p < 1e-9';
  return `p = ${pValue < 1e-3 ? pValue.toExponential(0) : pValue.toPrecision(2)}`;
}

/** A price with five significant digits, more if it is large: `67,412`, `0.12081`. */
export function formatPrice(price: number | null): string {
  if (price === null) return missing;
  return price >= 10_000 ? plain(price, 0) : significant(price, 5);
}
