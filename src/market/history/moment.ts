const isoMoment = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** Milliseconds of an hour: moments are counted in them. */
export const hourMilliseconds = 3_600_000;

/**
 * Milliseconds since 1970 UTC of a date, a date with a time, or Unix seconds or milliseconds; null for anything else.
 *
 * A time without an offset is UTC, never the local time of the machine; days that no calendar has (30 February) are
 * refused.
 */
export function parseMoment(text: string): number | null {
  if (/^\d{10}$/.test(text)) return Number(text) * 1000;
  if (/^\d{13}$/.test(text)) return Number(text);
  const match = isoMoment.exec(text);
  if (match === null) return null;
  const [, date = '', minutes = '00:00', seconds = '00', fraction = '', offset = 'Z'] = match;
  const zoneless = `${date}T${minutes}:${seconds}.${fraction.padEnd(3, '0').slice(0, 3)}`;
  const utc = Date.parse(`${zoneless}Z`);
  if (Number.isNaN(utc) || new Date(utc).toISOString() !== `${zoneless}Z`) return null;
  return utc - offsetMilliseconds(offset);
}

/** Whether a text that `parseMoment` accepts is a day without a time. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}

/** `2022-01-01T00:00:00Z`. */
export function formatMoment(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}

function offsetMilliseconds(offset: string): number {
  if (offset.toUpperCase() === 'Z') return 0;
  const digits = offset.replace(':', '').slice(1);
  const size = (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000;
  return offset.startsWith('-') ? -size : size;
}
