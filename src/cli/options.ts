import { InvalidArgumentError } from '@commander-js/extra-typings';
import { parseDurationHours, parseShare } from '../base/units.ts';
import { isDay, parseMoment } from '../market/history/written-times.ts';

/** Reads a whole number, underscores allowed as in experiment files; for commander's option parsers. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text.replaceAll('_', ''));
    if (/^\d+(_\d+)*(e\d+)?$/i.test(text)) {
      if (Number.isSafeInteger(value) && value >= least) return value;
      if (value > least) throw new InvalidArgumentError('This is more than can be counted (2^53).');
    }
    throw new InvalidArgumentError(`A whole number of at least ${least} is needed.`);
  };
}

/** Reads a number above 0, for commander's option parsers. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('A number above 0 is needed.');
}

/** Reads a share of a whole, `5%` or `0.05`, for commander's option parsers. */
export function share(text: string): number {
  const value = parseShare(text);
  if (value !== null && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('Write a share from 0% to 100%.');
}

/** The name of a folder, for commander's option parsers. */
export function folderName(text: string): string {
  if (text !== '' && !text.includes('\0')) return text;
  throw new InvalidArgumentError('The name of a folder is needed.');
}

/** The name of a file, for commander's option parsers. */
export function fileName(text: string): string {
  if (text !== '' && !text.includes('\0')) return text;
  throw new InvalidArgumentError('The name of a file is needed.');
}

/** Reads names separated by commas, for commander's option parsers. */
export function nameList(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** Collects a repeatable `path=value` option. */
export function collectOverride(text: string, earlier: readonly Override[] = []): readonly Override[] {
  const equals = text.indexOf('=');
  if (equals <= 0) throw new InvalidArgumentError('Write it as path=value, for instance --set horizon=7d.');
  return [...earlier, [text.slice(0, equals), text.slice(equals + 1)]];
}

/** A field of the experiment, by its path, and the text to put there instead. */
export type Override = readonly [path: string, value: string];

/** Writes arguments so that a shell reads them back as they are. */
export function shellWords(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}

/** Reads a day or a time, as milliseconds; as the end of a period a day counts to its end. */
export function moment(text: string, end: 'from' | 'to'): number {
  const time = parseMoment(text);
  if (time === null) throw new InvalidArgumentError('Write a day or a time: 2024-01-31 or 2024-01-31T08:00:00Z.');
  return end === 'to' && isDay(text) ? time + 86_400_000 : time;
}

/** Reads a duration above 0, as hours. */
export function hours(text: string): number {
  const value = parseDurationHours(text);
  if (value === null || value <= 0) throw new InvalidArgumentError('Write a duration: 1h, 8h, 1d.');
  return value;
}
