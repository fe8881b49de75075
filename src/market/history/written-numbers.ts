import { inputError } from '../../base/errors.ts';
import type { Row } from './csv-rows.ts';

/** The mark between whole and fraction. */
export type DecimalMark = 'point' | 'comma';

const plain = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const grouped = {
  point: /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/,
  comma: /^[+-]?\d{1,3}(\.\d{3})+(,\d*)?$/,
} as const;
const decimalComma = /^[+-]?\d*,\d+(e[+-]?\d+)?$/i;

/** What data sites write where there is no number. */
const missing = new Set(['', 'nan', 'null', 'none', 'na', 'n/a', '#n/a', '-']);

/** Whether a cell says that there is no number. */
export function isMissing(cell: string): boolean {
  return cell.length <= 4 && missing.has(cell.toLowerCase());
}

/** A number in digits with a decimal mark, perhaps thousands separators, a currency sign or an exponent; else null. */
export function parseWrittenNumber(cell: string, mark: DecimalMark): number | null {
  if (mark === 'point' && plain.test(cell)) return Number(cell);
  const bare = withoutOrnaments(cell);
  const [thousands, decimal] = mark === 'point' ? ([',', '.'] as const) : (['.', ','] as const);
  if (grouped[mark].test(bare)) return Number(bare.replaceAll(thousands, '').replace(decimal, '.'));
  if (mark === 'comma' && decimalComma.test(bare)) return Number(bare.replace(',', '.'));
  return plain.test(bare) && (mark === 'point' || !bare.includes('.')) ? Number(bare) : null;
}

/** Whether a cell is a number with either mark. */
export function isNumber(cell: string): boolean {
  return plain.test(cell) || parseWrittenNumber(cell, 'point') !== null || parseWrittenNumber(cell, 'comma') !== null;
}

/**
 * Tells the decimal mark from cells that can be read in one way only.
 *
 * `60,123` alone could be sixty or sixty thousand: if nothing else in the rows tells, an input error asks.
 */
export function detectDecimalMark(rows: readonly Row[], file: string): DecimalMark {
  // Where cells are separated by semicolons commas are likely decimal, and `60.123` could be sixty thousand.
  const european = rows[0]?.separator === ';';
  const found = new Map<'point' | 'comma' | 'either', { cell: string; line: number }>();
  for (const { cells, line } of rows) {
    for (const cell of cells) {
      // `1700438400.0` is a time that a program wrote, whatever marks the prices have.
      const tells = (cell.includes(',') || cell.includes('.')) && !/^\d{9,}\./.test(cell);
      const reading = tells ? readingOf(cell, european) : null;
      if (reading !== null && !found.has(reading)) found.set(reading, { cell, line });
    }
  }
  const [point, comma, either] = [found.get('point'), found.get('comma'), found.get('either')];
  if (point !== undefined && comma !== undefined) {
    throw inputError('', 'mixes decimal points and decimal commas', {
      file,
      line: Math.max(point.line, comma.line),
      got: `\`${point.cell}\` and \`${comma.cell}\``,
      allowed: 'one of them in a file',
    });
  }
  if (comma !== undefined) return 'comma';
  if (point === undefined && either !== undefined) {
    throw inputError('', 'could have decimals or thousands behind the mark', {
      file,
      line: either.line,
      got: `\`${either.cell}\``,
      allowed: '--decimal comma or --decimal point, to say which',
    });
  }
  return 'point';
}

/** Without a currency sign and without blanks or apostrophes between thousands. */
function withoutOrnaments(cell: string): string {
  return cell.replace(/^[$€£]\s?/, '').replaceAll(/(?<=\d)['’ \u00A0\u202F](?=\d{3}(?!\d))/g, '');
}

function readingOf(written: string, european: boolean): 'point' | 'comma' | 'either' | null {
  const cell = withoutOrnaments(written);
  if (cell.includes(',')) {
    if (/^[+-]?[1-9]\d{0,2},\d{3}$/.test(cell)) return 'either';
    if (grouped.point.test(cell)) return 'point';
    return decimalComma.test(cell) || grouped.comma.test(cell) ? 'comma' : null;
  }
  if (grouped.comma.test(cell) && cell.indexOf('.') !== cell.lastIndexOf('.')) return 'comma';
  if (european && /^[+-]?[1-9]\d{0,2}\.\d{3}$/.test(cell)) return 'either';
  return plain.test(cell) && !grouped.comma.test(cell) ? 'point' : null;
}
