import type { MetricDefinition } from '../stats/statistic.ts';

/** An estimate with the ends of its 95 % interval. */
export interface Interval {
  readonly estimate: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
}

type Unit = MetricDefinition['unit'];

/** What stands for a figure that does not exist. */
export const missing = '–';

/**
 * An estimate for people: `12.34 ± 0.14 %`, `-1,235 ± 56`. The error has two significant digits and says how many the estimate has; the
 * half-width is that of the 95 % interval. An event that never happened is given with the end of its interval: `0 (≤ 0.0019 %)`.
 */
export function formatInterval({ estimate, ciLow, ciHigh }: Interval, unit: Unit): string {
  if (estimate === null) return missing;
  const { scale, mark, mostDecimals } = unitFormats[unit];
  if (ciLow === null || ciHigh === null) return `${exact(estimate * scale)}${mark}`;
  const half = ((ciHigh - ciLow) / 2) * scale;
  if (estimate === 0 && unit === 'probability') return `0 (≤ ${significant(ciHigh * scale, 2)}${mark})`;
  if (half <= roundingShare * Math.abs(estimate * scale)) return `${exact(estimate * scale)}${mark}`;
  const decimals = Math.min(mostDecimals, Math.max(0, 1 - exponentOf(half)));
  return `${plain(estimate * scale, decimals)} ± ${plain(half, decimals)}${mark}`;
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
} as const satisfies Record<Unit, { readonly scale: number; readonly mark: string; readonly mostDecimals: number }>;

/** Decimal exponent of the leading digit once rounded to two digits: 0.0996 counts as 0.10. */
function exponentOf(value: number): number {
  return Number(value.toExponential(1).split('e')[1]);
}

/** Thousands separated, this many decimals, no negative zero. */
export function plain(value: number, decimals: number): string {
  const text = value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return /^-[0.,]*$/.test(text) ? text.slice(1) : text;
}

/** This many significant digits, without an exponent. */
export function significant(value: number, digits: number): string {
  if (value === 0) return '0';
  const decimals = Math.min(12, Math.max(0, digits - 1 - exponentOf(value)));
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
