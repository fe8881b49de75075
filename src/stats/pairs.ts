/** Two schemes that are compared on the same paths; the difference is left minus right. */
export interface SchemePair {
  /** Indices of the two. */
  readonly left: number;
  readonly right: number;
  /** Their names, as a figure has them. */
  readonly scheme: string;
  readonly versus: string;
}

/** Every two schemes, the earlier one of the file on the left. */
export function pairsOf(schemes: readonly string[]): SchemePair[] {
  return schemes.flatMap((scheme, left) =>
    schemes.slice(left + 1).map((versus, offset): SchemePair => ({ left, right: left + 1 + offset, scheme, versus })),
  );
}

/** How figures are labelled: every scheme, then every pair. */
export function comparedSchemes(
  schemes: readonly string[],
): { readonly scheme: string; readonly versus: string | null }[] {
  return [...schemes.map((scheme) => ({ scheme, versus: null })), ...pairsOf(schemes)];
}
