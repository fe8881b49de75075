import { inputError } from '../../base/errors.ts';
import { bestColumn, columnWord, timeWords } from './column-words.ts';
import type { Row } from './csv-rows.ts';
import { quote, quoteSome } from './faults.ts';
import type { Table } from './table.ts';
import { type DayOrder, dayOrderOf, parseWrittenTime } from './written-times.ts';

/** Where and how the rows of a table tell their time. */
export interface TimeColumn {
  readonly column: number;
  /** Column of the time of day where day and time stand apart; else null. */
  readonly clock: number | null;
  /** Milliseconds since 1970 UTC; null for a cell that names no time. */
  readonly read: (row: Row) => number | null;
  /** How the times that were read so far were written, for people. */
  readonly said: () => string;
}

/**
 * Finds the column of times by its name or, failing that, by what stands in it; `wanted` (a name or a number from 1)
 * and `order` of day and month override.
 *
 * Throws an input error where there is none, or where days and months cannot be told apart in the whole file.
 */
export function timeColumn(table: Table, wanted?: string, order?: DayOrder): TimeColumn {
  const column = wanted === undefined ? likelyColumn(table) : namedColumn(table, wanted, '--time-column');
  const clock = clockColumn(table, column);
  const dayOrder = order ?? dayOrderOfColumn(table, column);
  const forms = new Map<string, number>();
  const closing = closingWords.includes(columnWord(table.names?.[column] ?? ''));
  let withoutZone = 0;
  return {
    column,
    clock,
    read({ cells }) {
      const day = cells[column] ?? '';
      const written = parseWrittenTime(clock === null ? day : `${day} ${cells[clock]}`, dayOrder);
      if (written === null) return null;
      forms.set(written.form, (forms.get(written.form) ?? 0) + 1);
      if (written.zoned === false && (clock !== null || day.includes(':'))) withoutZone++;
      return written.time;
    },
    said() {
      const total = [...forms.values()].reduce((sum, count) => sum + count, 0);
      const kinds = [...forms].map(([form, count]) =>
        count === total ? form : `${form} (${count.toLocaleString('en')})`,
      );
      const what = kinds.every((kind) => kind.includes('since 1970'))
        ? `times in ${kinds.join(' and ')}`
        : `times as dates${dayOrder === null ? '' : `, ${dayOrder}`}${kinds.length > 1 ? ` (${kinds.join(', ')})` : ''}`;
      const zone = withoutZone > 0 ? ', without a zone: taken as UTC' : '';
      return `${what}${zone}${closing ? ', at which bars close (--bar-time close)' : ''}`;
    },
  };
}

const closingWords = ['close time', 'closetime', 'timeclose', 'time close', 'end time', 'end', 'time period end'];

/** The column of a name (in any case) or, for digits that are no name, of a number from 1. */
export function namedColumn(table: Table, wanted: string, option: string): number {
  const words = (table.names ?? []).map(columnWord);
  const exact = table.names?.indexOf(wanted) ?? -1;
  const found = exact === -1 ? words.indexOf(columnWord(wanted)) : exact;
  if (found !== -1) return found;
  const number = /^\d+$/.test(wanted) ? Number(wanted) : 0;
  if (number >= 1 && number <= table.width) return number - 1;
  throw inputError('', `has no column ${quote(wanted)} (${option})`, {
    file: table.file,
    allowed: table.names === null ? `a number from 1 to ${table.width}` : quoteSome(table.names),
  });
}

function likelyColumn(table: Table): number {
  const holdsTimes = Array.from({ length: table.width }, (_, column) => shareOfTimes(table, column) >= 0.5);
  const words = (table.names ?? []).map(columnWord);
  const named = bestColumn(
    words.map((word, column) => (holdsTimes[column] === true ? word : '')),
    timeWords,
  );
  if (named !== -1) return named;
  const anywhere = holdsTimes.indexOf(true);
  if (anywhere !== -1) return anywhere;
  const unread = bestColumn(words, timeWords);
  if (unread !== -1) return unread;
  throw inputError('', 'has no column of times', {
    file: table.file,
    ...(table.headerRow !== null && { line: table.headerRow.line }),
    allowed: 'a column such as `time` with 2024-01-31T08:00:00Z, or --time-column to name it',
    got: quoteSome(table.names ?? table.sample[0]?.cells ?? []),
  });
}

function shareOfTimes({ sample }: Table, column: number): number {
  const times = sample.filter(({ cells }) => {
    const cell = cells[column] ?? '';
    return parseWrittenTime(cell, null) !== null || dayOrderOf(cell) !== null;
  });
  return times.length / Math.max(sample.length, 1);
}

function clockColumn({ sample, names, width }: Table, day: number): number | null {
  if (names === null || sample.some(({ cells }) => /:|^\d{9,}/.test(cells[day] ?? ''))) return null;
  const isClock = (column: number) =>
    sample.every(({ cells }) => /^\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(cells[column] ?? ''));
  const found = Array.from({ length: width }, (_, column) => column).find(isClock);
  return found ?? null;
}

function dayOrderOfColumn(table: Table, column: number): DayOrder | null {
  if (table.sample.every(({ cells }) => dayOrderOf(cells[column] ?? '') === null)) return null;
  const first = new Map<string, Row>();
  for (const row of table.rows()) {
    const order = dayOrderOf(row.cells[column] ?? '');
    if (order !== null && !first.has(order)) first.set(order, row);
  }
  const [day, month] = [first.get('day first'), first.get('month first')];
  if (day !== undefined && month === undefined) return 'day first';
  if (month !== undefined && day === undefined) return 'month first';
  const row = day ?? first.get('either');
  throw inputError(
    '',
    day === undefined
      ? 'has dates that could begin with the day or with the month'
      : 'mixes dates that begin with the day and with the month',
    {
      file: table.file,
      line: Math.max(row?.line ?? 1, month?.line ?? 1),
      allowed: 'dates as 2024-01-31, or --dates day-first or --dates month-first',
      got: quote((month ?? row)?.cells[column] ?? ''),
    },
  );
}
