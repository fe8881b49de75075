import { formatSeconds } from '../../base/quantities.ts';
import { clock } from '../ledger/figures.ts';
import type {
  Amount,
  AmountUnit,
  MarkOf,
  MeasuredValue,
  Part,
  Section,
  Tone,
  Value,
  Words,
} from '../sections/section.ts';
import { formatInterval, formatPrice, formatPValue, missing, plain, significant, unknown } from './numbers.ts';

/** The sign of a tone; none where words say it. */
export const marks: Partial<Readonly<Record<Tone, string>>> = { better: '✓', worse: '✗', bad: '✗', warning: '!' };

/** How a renderer writes what it did not make itself: the name of a file, and text, into which users' words may have come. */
export interface WordWriter {
  readonly code: (name: string) => string;
  readonly text: (text: string) => string;
}

const asItIs: WordWriter = { code: (name) => name, text: (text) => text };

/** Words as text. */
export function writeWords(words: Words, writer: WordWriter = asItIs): string {
  return typeof words === 'string' ? writer.text(words) : words.map((part) => writePart(part, writer)).join('');
}

function writePart(part: Part, { code, text }: WordWriter): string {
  if (typeof part === 'string') return text(part);
  if ('file' in part) return code(part.file);
  return 'markOf' in part ? writeMark(part) : writeValue(part);
}

function writeMark({ markOf }: MarkOf): string {
  return marks[markOf] ?? '';
}

export function writeValue(value: Value): string {
  if ('measured' in value) return writeMeasured(value);
  return 'amount' in value ? writeAmount(value) : formatInterval(value, value.unit, value.isDifference);
}

const measuredUnits = { number: { scale: 1, mark: '' }, share: { scale: 100, mark: ' %' } } as const;

function writeMeasured({ measured, error, unit, decimals }: MeasuredValue): string {
  const { scale, mark } = measuredUnits[unit];
  const write = (one: number) => (decimals === null ? significant(one * scale, 3) : plain(one * scale, decimals));
  if (error === undefined) return `${write(measured)}${mark}`;
  return `${write(measured)} ± ${error === null ? unknown : write(error)}${mark}`;
}

function writeAmount({ amount, unit }: Amount): string {
  return amount === null ? missing : amountFormats[unit](amount);
}

const amountFormats: Readonly<Record<AmountUnit, (amount: number) => string>> = {
  count: (count) => plain(count, 0),
  quote: (money) => plain(money, Math.abs(money) < 100 && !Number.isInteger(money) ? 2 : 0),
  price: formatPrice,
  share: (share) => `${Number((share * 100).toPrecision(4))} %`,
  level: (level) => `${Number((level * 100).toPrecision(12))} %`,
  multiple: (ratio) => `${Number(ratio.toPrecision(4))} x`,
  number: (number) => significant(number, 3),
  // A rise beyond this says no more than that it is far: so it is with a pool whose sides nearly cancel out.
  move: (share) => (share > 100 ? '> +10,000 %' : `${share > 0 ? '+' : ''}${significant(share * 100, 3)} %`),
  'sd-daily': (deviations) => `${significant(deviations, 2)} σ`,
  errors: (errors) => `${errors > 0 ? '+' : ''}${plain(errors, 1)}`,
  hours: (hours) =>
    hours >= 48 && hours % 24 === 0 ? `${plain(hours / 24, 0)} d` : `${Number(hours.toPrecision(6))} h`,
  elapsed: clock,
  seconds: formatSeconds,
  'p-value': formatPValue,
};

/** How the intervals in the tables of a section are written, as far as they come to it. */
export function intervalKey({ blocks }: Section): string {
  const texts = blocks
    .flatMap((block) => (block.kind === 'table' ? block.rows : []))
    .flatMap((row) => ('cells' in row ? row.cells : []))
    .flatMap((cell) => (typeof cell === 'object' && 'words' in cell ? cell.words : cell))
    .map((part) => (typeof part === 'object' && 'estimate' in part ? writeValue(part) : ''));
  const lopsided = texts.some((text) => / \[[-?\d]/.test(text)) ? ', [low, high] its ends where the halves differ' : '';
  const untold = texts.some((text) => text.includes(unknown)) ? ` ${unknown}: too few paths to tell.` : '';
  return `± is the half-width of the 95 % interval${lopsided}.${untold}`;
}
