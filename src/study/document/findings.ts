import type { Path } from './tree.ts';

/** One thing that is wrong with plain values, whatever text they were written in. */
export interface Fault {
  /** Steps from the whole that was checked down to the field. */
  readonly path: Path;
  /** What is wrong, as a sentence fragment, and what would be accepted if that is not said by it. */
  readonly what: string;
  readonly allowed?: string | undefined;
  /** What was found; by default what stands at the path. Null: say nothing. */
  readonly got?: string | null | undefined;
  /** The name of the field is at fault, not its value. */
  readonly inName?: true;
}

/**
 * What checks have found: faults and warnings, as data. A check is given the findings below the field that it looks at, so that it
 * knows nothing of where this field stands. Checking goes on after a fault, so that a user sees all of them at once.
 */
export class Findings {
  readonly faults: Fault[];
  /** What a user should know and does not stop the run, as sentences. */
  readonly warnings: string[];
  readonly #path: Path;

  constructor(faults: Fault[] = [], warnings: string[] = [], path: Path = []) {
    this.faults = faults;
    this.warnings = warnings;
    this.#path = path;
  }

  /** The same findings, for a check of the field at `path`. */
  below(...path: Path): Findings {
    return new Findings(this.faults, this.warnings, [...this.#path, ...path]);
  }

  add(path: Path, what: string, allowed?: string, got?: string | null): void {
    this.faults.push({ path: [...this.#path, ...path], what, allowed, got });
  }

  /** The name that a path ends in cannot stand there. */
  addName(path: Path, what: string, allowed?: string): void {
    this.faults.push({ path: [...this.#path, ...path], what, allowed, inName: true });
  }

  /** Takes over what was found in the field at `path`. */
  addAll(path: Path, faults: readonly Fault[]): void {
    for (const fault of faults) this.faults.push({ ...fault, path: [...this.#path, ...path, ...fault.path] });
  }
}
