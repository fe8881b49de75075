import { type Diagnostic, type ErrorKind, InputError, MarginLabError } from '../base/errors.ts';

/** An error as data: its own fields are lost when it is thrown across threads. */
export interface PackedError {
  readonly kind?: ErrorKind;
  readonly diagnostics?: readonly Diagnostic[];
  readonly message: string;
  readonly stack?: string | undefined;
}

/** An error as the thread sends it. */
export function packed(error: unknown): PackedError {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, stack } = error;
  if (!(error instanceof MarginLabError)) return { message, stack };
  return {
    kind: error.kind,
    message,
    stack,
    ...(error instanceof InputError && { diagnostics: error.diagnostics }),
  };
}

/** The error as it was thrown. */
export function unpacked({ kind, diagnostics, message, stack }: PackedError): Error {
  if (diagnostics !== undefined) return new InputError(diagnostics);
  const error = kind === undefined ? new Error(message) : new MarginLabError(kind, message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
