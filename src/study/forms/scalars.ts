import * as z from 'zod';
import { limits } from '../../base/limits.ts';
import {
  durationPattern,
  formatDurationSeconds,
  formatShare,
  isPercentage,
  numberPattern,
  parseDurationSeconds,
  parseNumber,
  parseShare,
  sharePattern,
} from '../../base/units.ts';

/**
 * The single values of the files: what may be written, what it means, and how an error says so.
 *
 * Each is one zod schema: it reads, and JSON Schema for editors is made from the same object.
 */
type Reading<Value> = { readonly value: Value } | { readonly what: string; readonly allowed?: string };

export interface Range {
  readonly smallest: number;
  readonly largest: number;
  /** Leaves out the ends of the range. */
  readonly exclusive?: boolean;
}

/** A value read by `read` from a number or from text; anything else is of the wrong kind. `allowed` describes it in messages. */
function scalar<Value>(
  allowed: string,
  json: Readonly<Record<string, unknown>>,
  read: (written: number | string) => Reading<Value>,
): z.ZodType<Value> {
  return z
    .unknown()
    .transform((written, context): Value => {
      const isScalar = typeof written === 'number' || typeof written === 'string';
      const reading = isScalar ? read(written) : { what: `must be ${allowed}` };
      if ('value' in reading) return reading.value;
      const params = { allowed: reading.allowed ?? allowed };
      context.issues.push({ code: 'custom', message: reading.what, input: written, params });
      return z.NEVER;
    })
    .meta({ description: allowed, ...json });
}

/** A fraction of 1, as a plain number or a percentage. A plain number above `plain` is taken for a forgotten percent sign. */
export function share(range: Range & { readonly plain?: number }, example: string): z.ZodType<number> {
  const { smallest, largest, plain = largest } = range;
  const allowed = `a percentage ${between(range, formatShare)}, such as ${example} (or ${parseShare(example)})`;
  const json = { type: ['number', 'string'], pattern: sharePattern };
  return scalar(allowed, json, (written) => {
    const value = typeof written === 'number' ? written : parseShare(written);
    if (value === null) return { what: 'is not a percentage' };
    if (!Number.isFinite(value)) return { what: 'must be finite' };
    const hasSign = typeof written === 'string' && isPercentage(written);
    if (inside(value, range) && (hasSign || Math.abs(value) <= plain)) return { value };
    const meant = value / 100;
    if (!hasSign && Math.abs(value) >= 1 && inside(meant, range)) {
      return { what: `means ${formatShare(value)}; for ${formatShare(meant)} write ${formatShare(meant)}` };
    }
    return { what: value < smallest || value > largest ? 'is out of range' : 'is at an end of the range' };
  });
}

/** A number that is no share: a price, an amount, a ratio. */
export function quantity(range: Range, noun: string): z.ZodType<number> {
  const allowed = `${noun} ${between(range, figure)}`.trimEnd();
  return scalar(allowed, { type: ['number', 'string'], pattern: numberPattern }, (written) => {
    const value = typeof written === 'number' ? written : parseNumber(written);
    if (value === null) return { what: numberFault(written) };
    if (!Number.isFinite(value)) return { what: 'must be finite' };
    return inside(value, range) ? { value } : { what: 'is out of range' };
  });
}

/** A whole number, underscores allowed. */
export function count(range: Range): z.ZodType<number> {
  const allowed = `a whole number ${between(range, figure)}`;
  return scalar(allowed, { type: ['integer', 'string'], pattern: numberPattern }, (written) => {
    const value = typeof written === 'number' ? written : parseNumber(written);
    if (value === null) return { what: numberFault(written) };
    if (!Number.isInteger(value)) return { what: 'must be a whole number' };
    return inside(value, range) ? { value } : { what: 'is out of range' };
  });
}

/** A duration with its unit, as whole seconds. */
export function duration(example: string, range: Range = limits.durationSeconds): z.ZodType<number> {
  const allowed = `a duration such as ${example} (units: s, m, h, d, w)`;
  return scalar(allowed, { type: 'string', pattern: durationPattern }, (written) => {
    const seconds = typeof written === 'string' ? parseDurationSeconds(written) : null;
    if (seconds === null) {
      const forgotUnit = typeof written === 'number' || parseNumber(written) !== null;
      return { what: forgotUnit ? 'needs a unit' : 'is not a duration' };
    }
    if (!Number.isInteger(seconds)) return { what: 'must be a whole number of seconds' };
    if (inside(seconds, range)) return { value: seconds };
    return { what: 'is out of range', allowed: `a duration ${between(range, formatDurationSeconds)}` };
  });
}

/** A duration that may be nothing: `0h`. */
export function delay(example: string): z.ZodType<number> {
  return duration(example, { smallest: 0, largest: limits.durationSeconds.largest });
}

/** Equity / requirement, as a percentage above 100% or a ratio: 120%, 1.2. */
export function cover(example: string): z.ZodType<number> {
  return share({ smallest: 1, largest: 100, plain: 20 }, example);
}

/** An amount of quote currency, or a share (with its percent sign) of the whole collateral. */
export type AmountOrShare =
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'share'; readonly share: number };

export const amountOrShare: z.ZodType<AmountOrShare> = scalar<AmountOrShare>(
  'an amount of quote currency such as 20_000, or a percentage of all collateral such as 20%',
  { type: ['number', 'string'], pattern: sharePattern },
  (written) => {
    if (typeof written === 'string' && isPercentage(written)) {
      const value = parseShare(written) ?? -1;
      return inside(value, { smallest: 0, largest: 1 })
        ? { value: { kind: 'share', share: value } }
        : { what: 'is out of range', allowed: 'a percentage from 0% to 100%' };
    }
    const value = typeof written === 'number' ? written : parseNumber(written);
    if (value === null) return { what: numberFault(written) };
    return inside(value, limits.money) ? { value: { kind: 'value', value } } : { what: 'is out of range' };
  },
);

/** A text field takes text, and a number for the text that it is written as; what YAML calls `.nan` or `.inf` is neither. */
function textual<Value>(
  allowed: string,
  json: Readonly<Record<string, unknown>>,
  read: (written: string) => Reading<Value>,
): z.ZodType<Value> {
  return scalar(allowed, json, (written) =>
    typeof written === 'string' || Number.isFinite(written)
      ? read(String(written))
      : { what: 'is no text; put it in quotes if it is meant as one' },
  );
}

/** Text of limited length; lines are joined by a space. */
export function text(noun: string, size: Range): z.ZodType<string> {
  const allowed = `${noun} of ${size.smallest} to ${size.largest} characters, none of them a control character`;
  return textual(allowed, { type: ['string', 'number'] }, (written) => {
    const value = written.trim().replaceAll(/\s*\n\s*/g, ' ');
    return inside(value.length, size) && !/\p{Cc}/u.test(value) ? { value } : { what: `must be ${allowed}` };
  });
}

/** A day of the calendar, as text. */
export const day: z.ZodType<string> = textual(
  'a day such as 2026-04-30',
  { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
  (value) => {
    const isDay = z.iso.date().safeParse(value).success;
    return isDay ? { value } : { what: 'is no day' };
  },
);

/** Words that stand for something else where a name could stand. */
const reservedNames = ['mean', 'sd', 'reversion', 'stationary'];
const namePattern = `^(?!(?:${reservedNames.join('|')})$)(?=.*\\p{L})[\\p{L}\\p{N}][\\p{L}\\p{N}_-]{0,${limits.nameLength.largest - 1}}$`;
const nameExpression = new RegExp(namePattern, 'u');

/** Name of an asset, position, pool, scheme or regime: it becomes part of field paths and of tables. */
export const name = z
  .string()
  .check((context) => {
    const written = context.value;
    if (nameExpression.test(written)) return;
    const isReserved = reservedNames.includes(written);
    context.issues.push({
      code: 'custom',
      message: isReserved ? `the word ${written} has a meaning of its own and cannot be a name` : 'is not a name',
      input: written,
      params: {
        allowed: isReserved
          ? 'any other name'
          : `up to ${limits.nameLength.largest} letters, digits, - and _, with at least one letter, starting with a letter or digit`,
      },
    });
  })
  .meta({ pattern: namePattern });

const runNamePattern = `^[A-Za-z0-9][A-Za-z0-9_-]{0,${limits.nameLength.largest - 1}}$`;
/** Names that Windows keeps for devices, whatever the folder. */
const deviceName = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/** Name of an experiment: it names the folder of its runs, so it must be one on every system. */
export const runName = textual(
  `up to ${limits.nameLength.largest} of the letters a-z, digits, - and _, as it names the folder of the results`,
  { type: 'string', pattern: runNamePattern },
  (value): Reading<string> => {
    if (!new RegExp(runNamePattern).test(value)) return { what: 'cannot name a folder' };
    return deviceName.test(value)
      ? { what: 'is the name of a device on Windows', allowed: 'any other name' }
      : { value };
  },
);

/** A map without other fields than these. */
export function form<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape);
}

/** What messages say of a field. */
export interface Wording {
  /** What is allowed where the field is missing. */
  readonly allowed?: string;
  /** Of a map by name: what its entries are, and how many of them it may have. */
  readonly entries?: string;
  readonly largest?: number;
  readonly mayBeEmpty?: true;
}

export const wording = z.registry<Wording>();

/** A map by name, of limited size. */
export function table<Value extends z.ZodType>(value: Value, words: Wording): z.ZodRecord<typeof name, Value> {
  return z.record(name, value).register(wording, words);
}

/** One value for all assets, or a map of values by asset. */
export function perAsset<Value extends z.ZodType>(value: Value): z.ZodUnion<[Value, z.ZodRecord<typeof name, Value>]> {
  return z.union([value, z.record(name, value)]);
}

function numberFault(written: number | string): string {
  if (typeof written === 'string' && /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(written)) {
    return `is not a number; write ${written.replaceAll(',', '_')}`;
  }
  return typeof written === 'string' && isPercentage(written) ? 'must not be a percentage' : 'is not a number';
}

function inside(value: number, { smallest, largest, exclusive = false }: Range): boolean {
  return exclusive ? value > smallest && value < largest : value >= smallest && value <= largest;
}

function between({ smallest, largest, exclusive = false }: Range, show: (value: number) => string): string {
  if (largest === Number.MAX_VALUE) return '';
  if (largest >= Number.MAX_SAFE_INTEGER) return `from ${show(smallest)}`;
  return exclusive
    ? `above ${show(smallest)} and below ${show(largest)}`
    : `from ${show(smallest)} to ${show(largest)}`;
}

/** As a person would write it: powers of ten from a million on. */
function figure(value: number): string {
  return Math.abs(value) >= 1e6 ? value.toExponential().replace('+', '') : String(value);
}
