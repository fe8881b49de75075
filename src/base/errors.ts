import { printable } from './printable.ts';

/**
 * Every way in which this program ends on purpose, and the exit code of each.
 *
 * The list is closed: a caller may switch over `ErrorKind` and know that nothing else is thrown deliberately.
 * Whatever reaches the top without being a `MarginLabError` is a bug and is shown with its stack.
 */
export const exitCodes = {
  /** What the user wrote cannot be used: a file, an option, a price table. */
  input: 2,
  /** The request is well formed but larger than the limits of `limits.ts`. */
  limit: 3,
  /** Reading or writing a file failed. */
  storage: 4,
  /** A worker failed more often than a chunk may be retried. */
  worker: 5,
  /** A stored result does not match its digest, or belongs to another experiment. */
  corrupt: 6,
  /** An assertion of our own failed. */
  bug: 70,
  /** The terminal was closed (128 + SIGHUP). */
  hangup: 129,
  /** The user pressed Ctrl-C (128 + SIGINT). */
  interrupted: 130,
  /** The process was asked to end (128 + SIGTERM). */
  terminated: 143,
} as const;

export type ErrorKind = keyof typeof exitCodes;

/** One thing that is wrong with a file: where, what, what is allowed and what stands there instead. */
export interface Diagnostic {
  /** File as the user named it; absent for values that came from the command line or the API. */
  readonly file?: string;
  /** 1-based line and column of the offending text; absent where no text exists. */
  readonly line?: number;
  readonly column?: number;
  /** Path of the field, e.g. `regimes.stress.correlation.1.1`; empty for the document itself. */
  readonly path: string;
  /** What is wrong, as a sentence fragment: `must be above 0`. */
  readonly what: string;
  /** What would be accepted, if that is not already said by `what`. */
  readonly allowed?: string;
  /** What was found, already printable and short. */
  readonly got?: string;
}

/** An error with a kind from the closed list; `message` is written for the user and complete without a stack. */
export class MarginLabError extends Error {
  override readonly name = 'MarginLabError';
  readonly kind: ErrorKind;

  constructor(kind: ErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }

  get exitCode(): number {
    return exitCodes[this.kind];
  }
}

/** Bad input: all that is wrong with the user's files at once, in the order of the text. */
export class InputError extends MarginLabError {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super('input', diagnostics.map(formatDiagnostic).join('\n'));
    this.diagnostics = diagnostics;
  }
}

/** An input error of one sentence, for values that stand in no file (options, API arguments). */
export function inputError(path: string, what: string, details: Omit<Diagnostic, 'path' | 'what'> = {}): InputError {
  return new InputError([{ path, what, ...details }]);
}

/** Formats as `file:line:column path: what; allowed: …; got: …`, leaving out what is unknown; one line, whatever the parts hold. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, path, what, allowed, got } = diagnostic;
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  const subject = [place, path].filter((part) => part !== '').join(' ');
  const detail = [what, allowed && `allowed: ${allowed}`, got !== undefined && `got: ${got}`]
    .filter(Boolean)
    .join('; ');
  return printable(subject === '' ? detail : `${subject}: ${detail}`);
}

/** Stops the program when one of its own promises is broken; assertions stay on in production. */
export function assert(condition: boolean, promise: string): asserts condition {
  if (!condition) throw new MarginLabError('bug', `broken promise: ${promise}`);
}

/** The item of a list at an index that points at something: an index of an account into assets, positions, pools or collateral. */
export function itemAt<Item>(list: readonly Item[], index: number): Item {
  const item = list[index];
  assert(item !== undefined, 'every index of an account points at something');
  return item;
}
