import { type Diagnostic, InputError } from '../../base/errors.ts';
import { cellColumn, type Row } from './csv-rows.ts';

/** So many lines are named where a fault repeats: enough to see which part of the file it is. */
const namedLines = 3;

interface Fault {
  readonly first: Diagnostic;
  readonly lines: number[];
  count: number;
}

/** The faults of one file, in the order of its text; equal ones are one fault with a count and the first lines. */
export class Faults {
  readonly #file: string;
  readonly #found = new Map<string, Fault>();

  constructor(file: string) {
    this.#file = file;
  }

  get none(): boolean {
    return this.#found.size === 0;
  }

  add(what: string, details: Partial<Diagnostic> = {}): this {
    const known = this.#found.get(what);
    if (known === undefined) {
      const first = { file: this.#file, path: '', what, ...details };
      this.#found.set(what, { first, count: 1, lines: [details.line ?? 0] });
    } else {
      known.count++;
      if (known.lines.length < namedLines && known.lines.at(-1) !== details.line) known.lines.push(details.line ?? 0);
    }
    return this;
  }

  at(row: Row, cell: number, what: string, details: Partial<Diagnostic> = {}): this {
    const column = cellColumn(row, cell);
    return this.add(what, { line: row.line, ...(column !== undefined && { column }), ...details });
  }

  error(): InputError {
    return new InputError([...this.#found.values()].map(merged));
  }
}

function merged({ first, count, lines }: Fault): Diagnostic {
  if (count === 1) return first;
  const more = lines.length < count ? ', ...' : '';
  const where = first.line === undefined ? '' : `: lines ${lines.join(', ')}${more}`;
  return { ...first, what: `${first.what} (${count.toLocaleString('en')} times${where})` };
}

/** A cell as a message shows it: short, on one line, without what a terminal would obey. */
export function quote(text: string): string {
  const line = visible(text);
  return `\`${line.length > 40 ? `${line.slice(0, 40)}…` : line}\``;
}

/** A text with blanks for all characters that are not seen. */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}

/** The same for a few of many. */
export function quoteSome(texts: readonly string[]): string {
  return `${texts.slice(0, 12).map(quote).join(', ')}${texts.length > 12 ? ` and ${texts.length - 12} more` : ''}`;
}
