/** One row of a table: its cells, without quotes and surrounding blanks. */
export interface Row {
  /** 1-based line of the text, or number of the entry in a list of JSON. */
  readonly line: number;
  readonly cells: readonly string[];
  /** The line as it stands in the file, from which `cellColumn` finds a cell again; null where there are no lines. */
  readonly text: string | null;
  readonly separator: string;
}

/** What people separate cells by. */
export const separators = { ',': ',', ';': ';', '\t': 'tabs', '|': '|' } as const;
export type Separator = keyof typeof separators;

/**
 * The rows of a separated text (RFC 4180, but a quoted cell may not run over several lines); empty lines are passed
 * over.
 *
 * A reader of our own, because the messages about a price file must name line and column, and because CSV libraries
 * that infer types turn `1e3x`, `NaN` and empty cells into something that looks like data. Lines are cut one by one:
 * the cells of a large file never stand in memory together.
 */
export function* csvRows(text: string, separator: Separator): Generator<Row> {
  let from = 0;
  for (let line = 1; from < text.length; line++) {
    const newline = text.indexOf('\n', from);
    const end = newline === -1 ? text.length : newline;
    const raw = text.slice(from, text[end - 1] === '\r' && end > from ? end - 1 : end);
    from = end + 1;
    if (raw.trim() !== '') yield { line, cells: cellsOf(raw, separator), text: raw, separator };
  }
}

/** 1-based column at which cell `index` begins; one past the end of the line where the cell is not there. */
export function cellColumn(row: Row, index: number): number | undefined {
  if (row.text === null) return undefined;
  return (spans(row.text, row.separator)[index]?.[0] ?? row.text.length) + 1;
}

function cellsOf(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator).map((cell) => cell.trim());
  return spans(line, separator).map(([from, to]) => cellText(line, from, to));
}

function spans(line: string, separator: string): [from: number, to: number][] {
  const found: [number, number][] = [];
  let from = 0;
  let quoted = false;
  for (let i = 0; i <= line.length; i++) {
    if (line[i] === '"') quoted = !quoted;
    if (i === line.length || (line[i] === separator && !quoted)) {
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
