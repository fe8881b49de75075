/** A bug to seed: `find` stands exactly once in the file and becomes `replace`; one of the tests must then fail. */
export interface Mutant {
  readonly bug: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** Test files or folders, as `vitest run` takes them. */
  readonly tests: readonly string[];
}

/** Mutants of one source file. */
export function mutantsOf(
  file: string,
  tests: readonly string[],
  bugs: readonly (readonly [bug: string, find: string, replace: string])[],
): Mutant[] {
  return bugs.map(([bug, find, replace]) => ({ bug, file, find, replace, tests }));
}
