import { parseWrittenTime } from './written-times.ts';

/** Milliseconds of an hour: moments are counted in them. */
export const hourMilliseconds = 3_600_000;

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
