import { Decimal } from 'decimal.js';

/**
 * How people write quantities, and how we write them back: numbers with underscores, percentages, durations.
 *
 * Reading goes through decimal arithmetic, so that `0.7%` is the double nearest to 0.007 and not 0.7 / 100 rounded twice.
 * A reader returns null for text that is no such quantity; ranges are the business of whoever asks.
 */
const digits = String.raw`\d+(?:_\d+)*`;
const unsignedPattern = String.raw`(?:${digits}(?:\.(?:${digits})?)?|\.${digits})(?:[eE][+-]?\d{1,3})?`;

/** Text of a number: `1000`, `-0.5`, `100_000`, `1e6`. Also for JSON Schema. */
export const numberPattern = `^[+-]?${unsignedPattern}$`;
/** Text of a number or a percentage: `0.005`, `0.5%`. */
export const sharePattern = `^[+-]?${unsignedPattern} ?%?$`;
/** Text of a duration: `15m`, `8h`, `30d`. */
export const durationPattern = `^${unsignedPattern} ?[smhdw]$`;

const numberExpression = new RegExp(numberPattern);
const shareExpression = new RegExp(sharePattern);
const durationExpression = new RegExp(durationPattern);

/** Hours in a year, by which annual figures are scaled. */
export const hoursPerYear = 8_760;

const secondsPer = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 } as const;
type DurationUnit = keyof typeof secondsPer;

/** Reads a plain number, underscores allowed between digits; null if it is none. */
export function parseNumber(text: string): number | null {
  return numberExpression.test(text) ? finite(decimal(text)) : null;
}

/** Reads a fraction of 1, written plainly (`0.005`) or as a percentage (`0.5%`); null if it is neither. */
export function parseShare(text: string): number | null {
  if (!shareExpression.test(text)) return null;
  return finite(isPercentage(text) ? decimal(text.slice(0, -1).trimEnd()).div(100) : decimal(text));
}

/** Whether the text is a number with a percent sign. */
export function isPercentage(text: string): boolean {
  return text.endsWith('%') && shareExpression.test(text);
}

/** Reads a duration with its unit (s, m, h, d, w) as seconds, which may have a fraction; null if it is none. */
export function parseDurationSeconds(text: string): number | null {
  if (!durationExpression.test(text)) return null;
  const unit = text.at(-1) as DurationUnit;
  return finite(decimal(text.slice(0, -1).trimEnd()).times(secondsPer[unit]));
}

/** Reads a duration with its unit as hours; null if it is none. */
export function parseDurationHours(text: string): number | null {
  const seconds = parseDurationSeconds(text);
  return seconds === null ? null : seconds / 3_600;
}

/** Writes a fraction as a percentage in full precision: 0.005 is `0.5%`. */
export function formatShare(share: number): string {
  return `${plain(new Decimal(share).times(100))}%`;
}

/** Writes a duration in the largest unit in which it is whole: 90 s is `90s`, 7,200 s is `2h`, 1,209,600 s is `14d`. */
export function formatDurationSeconds(seconds: number): string {
  const units = ['d', 'h', 'm'] as const;
  const unit = units.find((candidate) => seconds > 0 && seconds % secondsPer[candidate] === 0) ?? 's';
  return `${plain(new Decimal(seconds).div(secondsPer[unit]))}${unit}`;
}

/** The same for hours; rounded to a millisecond, which is what a third of an hour needs to be `20m`. */
export function formatDurationHours(hours: number): string {
  return formatDurationSeconds(Math.round(hours * 3_600_000) / 1_000);
}

/** Writes an amount of money with thousands separators and at most `decimals` decimals: `-1,234.50`. */
export function formatAmount(amount: number, decimals = 2): string {
  const [whole = '', fraction] = new Decimal(amount).toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function decimal(text: string): Decimal {
  return new Decimal(text.replaceAll('_', '').replace(/^\+/, ''));
}

/** As a number that is finite and not -0, or nothing. */
function finite(value: Decimal): number | null {
  const number = value.toNumber();
  if (number === 0) return 0;
  return Number.isFinite(number) ? number : null;
}

/** Without an exponent unless the number would be very long. */
function plain(value: Decimal): string {
  return value.abs().lt('1e-15') || value.abs().gte('1e21') ? value.toString() : value.toFixed();
}
