import { type Diagnostic, InputError } from '../../base/errors.ts';
import { type CsvRow, cellColumn } from './csv-rows.ts';

/** After this many faults a file is given up: the first few say what kind of file it is. */
const mostFaults = 20;

/** The faults of one file, in the order of its text; stops at the limit by throwing. */
export class Faults {
  readonly #file: string;
  readonly #found: Diagnostic[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  get none(): boolean {
    return this.#found.length === 0;
  }

  add(what: string, details: Partial<Diagnostic> = {}): this {
    this.#found.push({ file: this.#file, path: '', what, ...details });
    if (this.#found.length >= mostFaults) throw this.error();
    return this;
  }

  at(row: CsvRow, cell: number, what: string, details: Partial<Diagnostic> = {}): this {
    return this.add(what, { line: row.line, column: cellColumn(row, cell), ...details });
  }

  error(): InputError {
    return new InputError(this.#found);
  }
}

/** A cell as a message shows it: short, on one line. */
export function quote(text: string): string {
  return `\`${text.length > 40 ? `${text.slice(0, 40)}…` : text}\``;
}
