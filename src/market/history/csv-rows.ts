/** One line of a comma-separated file: its cells, without quotes and surrounding blanks. */
export interface CsvRow {
  /** 1-based. */
  readonly line: number;
  readonly cells: readonly string[];
  /** The line as it stands in the file, from which `cellColumn` finds a cell again. */
  readonly text: string;
}

/**
 * The rows of a comma-separated text (RFC 4180, but a quoted cell may not run over several lines); empty lines are
 * passed over.
 *
 * A reader of our own, because the messages about a price file must name line and column, and because CSV libraries
 * that infer types turn `1e3x`, `NaN` and empty cells into something that looks like data.
 */
export function* csvRows(text: string): Generator<CsvRow> {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  for (const [index, raw] of lines.entries()) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line.trim() !== '')
      yield { line: index + 1, cells: spans(line).map(([from, to]) => cellText(line, from, to)), text: line };
  }
}

/** 1-based column at which cell `index` begins; one past the end of the line where the cell is not there. */
export function cellColumn(row: CsvRow, index: number): number {
  return (spans(row.text)[index]?.[0] ?? row.text.length) + 1;
}

function spans(line: string): [from: number, to: number][] {
  const found: [number, number][] = [];
  let from = 0;
  let quoted = false;
  for (let i = 0; i <= line.length; i++) {
    if (line[i] === '"') quoted = !quoted;
    if (i === line.length || (line[i] === ',' && !quoted)) {
      found.push([from, i]);
      from = i + 1;
    }
  }
  return found;
}

function cellText(line: string, from: number, to: number): string {
  const cell = line.slice(from, to).trim();
  return cell.length >= 2 && cell.startsWith('"') && cell.endsWith('"')
    ? cell.slice(1, -1).replaceAll('""', '"').trim()
    : cell;
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A number of digits, a point and perhaps an exponent; null for anything else, such as `NaN`, `1,000` and ``. */
export function parseDecimal(text: string): number | null {
  return decimal.test(text) ? Number(text) : null;
}
