/** Whether the first or the second number of `01/02/2024` is the day. */
export type DayOrder = 'day first' | 'month first';

/** One way in which moments are written. */
interface TimeForm {
  readonly name: string;
  readonly pattern: RegExp;
  /** Milliseconds since 1970 UTC, or NaN; `order` is null where it is not known. */
  readonly read: (groups: Readonly<Record<string, string | undefined>>, order: DayOrder | null) => number;
}

const clock = String.raw`(?:[T ,]\s*(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?\s?(?<half>[AP]M)?)?`;
const zone = String.raw`\s?(?<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?`;
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Units of a count since 1970, told by its size: each is a thousand times the one before, so years cannot be mistaken. */
const epochUnits = [
  { name: 's', below: 1e11, milliseconds: 1_000 },
  { name: 'ms', below: 1e14, milliseconds: 1 },
  { name: 'microseconds', below: 1e17, milliseconds: 1e-3 },
  { name: 'ns', below: 1e20, milliseconds: 1e-6 },
] as const;

/** The ways in which times are written that are not counts. A new one is an entry here. */
const forms: readonly TimeForm[] = [
  {
    name: 'year first',
    pattern: new RegExp(
      String.raw`^(?<year>\d{4})(?<mark>[-/.])(?<month>\d{1,2})\k<mark>(?<day>\d{1,2})${clock}${zone}$`,
      'i',
    ),
    read: (groups) => moment(groups, Number(groups.month), Number(groups.day)),
  },
  {
    name: 'year first, without marks',
    pattern:
      /^(?<year>(?:19|20)\d{2})(?<month>\d{2})(?<day>\d{2})(?:T?(?<hour>\d{2})(?<minute>\d{2})(?<second>\d{2})(?<zone>Z)?)?$/i,
    read: (groups) => moment(groups, Number(groups.month), Number(groups.day)),
  },
  {
    name: 'hour of the half day',
    pattern: /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2}) (?<hour>\d{2})-(?<half>[AP]M)$/i,
    read: (groups) => moment(groups, Number(groups.month), Number(groups.day)),
  },
  {
    name: 'day first',
    pattern: new RegExp(String.raw`^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4}|\d{2})${clock}${zone}$`, 'i'),
    read: (groups) => moment(groups, Number(groups.month), Number(groups.day)),
  },
  {
    name: 'year last',
    pattern: new RegExp(
      String.raw`^(?<one>\d{1,2})(?<mark>[/-])(?<two>\d{1,2})\k<mark>(?<year>\d{4}|\d{2})${clock}${zone}$`,
      'i',
    ),
    read(groups, order) {
      const [one, two] = [Number(groups.one), Number(groups.two)];
      if (order === null) return Number.NaN;
      return order === 'day first' ? moment(groups, two, one) : moment(groups, one, two);
    },
  },
  {
    name: 'month by name',
    pattern: new RegExp(
      String.raw`^(?:(?<name>[a-z]{3})[a-z]*\.? (?<day>\d{1,2}),? (?<year>\d{4})|(?<day2>\d{1,2})[ -](?<name2>[a-z]{3})[a-z]*[ -](?<year2>\d{4}))${clock}${zone}$`,
      'i',
    ),
    read(groups) {
      const month = months.indexOf((groups.name ?? groups.name2 ?? '').toLowerCase()) + 1;
      return moment({ ...groups, year: groups.year ?? groups.year2 }, month, Number(groups.day ?? groups.day2));
    },
  },
];

/** What a cell says about time: the moment, and in which words that is described. */
export interface WrittenTime {
  /** Milliseconds since 1970 UTC; a fraction below the millisecond is cut off. */
  readonly time: number;
  readonly form: string;
  /** Whether an offset or a mark of UTC stands with it; null where there is nothing to offset. */
  readonly zoned: boolean | null;
}

/** The moment that a cell names, or null; a time without an offset is UTC, never the local time of the machine. */
export function parseWrittenTime(text: string, order: DayOrder | null): WrittenTime | null {
  const count = epochCount(text);
  if (count !== null) return count;
  for (const form of forms) {
    const groups = form.pattern.exec(text)?.groups;
    if (groups === undefined) continue;
    const time = form.read(groups, order);
    if (!Number.isNaN(time)) return { time, form: form.name, zoned: groups.zone !== undefined };
  }
  return null;
}

/** What one cell tells about the order of day and month: `either` if it is such a date, but could be read both ways. */
export function dayOrderOf(text: string): DayOrder | 'either' | null {
  const groups = forms.find(({ name }) => name === 'year last')?.pattern.exec(text)?.groups;
  if (groups === undefined) return null;
  if (Number(groups.one) > 12) return 'day first';
  return Number(groups.two) > 12 ? 'month first' : 'either';
}

function epochCount(text: string): WrittenTime | null {
  if (!/^\d{9,19}(\.\d+)?$/.test(text)) return null;
  const count = Number(text);
  const unit = epochUnits.find(({ below }) => count < below);
  return unit === undefined
    ? null
    : { time: Math.floor(count * unit.milliseconds), form: `${unit.name} since 1970`, zoned: null };
}

function moment(groups: Readonly<Record<string, string | undefined>>, month: number, day: number): number {
  const written = Number(groups.year);
  const year = groups.year?.length === 2 ? 2_000 + written : written;
  const hour = hourOfDay(Number(groups.hour ?? 0), groups.half);
  const [minute, second] = [Number(groups.minute ?? 0), Number(groups.second ?? 0)];
  if (month < 1 || month > 12 || day < 1 || !(hour < 24) || minute > 59 || second > 59) return Number.NaN;
  const utc = Date.UTC(
    year,
    month - 1,
    day,
    hour,
    minute,
    second,
    Number((groups.fraction ?? '0').padEnd(3, '0').slice(0, 3)),
  );
  if (new Date(utc).getUTCDate() !== day) return Number.NaN;
  return utc - offsetMilliseconds(groups.zone);
}

function hourOfDay(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return Number.NaN;
  return (hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
}

function offsetMilliseconds(offset: string | undefined): number {
  if (offset === undefined || !/^[+-]/.test(offset)) return 0;
  const digits = offset.replace(':', '').slice(1);
  const size = (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000;
  return offset.startsWith('-') ? -size : size;
}

/** Moments are counted in milliseconds. */
export const minuteMilliseconds = 60_000;
export const hourMilliseconds = 60 * minuteMilliseconds;

/** Milliseconds since 1970 UTC of a moment in any written form that can be read in one way; null for anything else. */
export function parseMoment(text: string): number | null {
  return parseWrittenTime(text, null)?.time ?? null;
}

/** Whether a text that `parseMoment` accepts is a day without a time. */
export function isDay(text: string): boolean {
  return !text.includes(':') && !/^\d{9,}|T|[AP]M/i.test(text);
}

/** `2022-01-01T00:00:00Z`. */
export function formatMoment(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}
