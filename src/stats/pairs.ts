/** Two schemes that are compared on the same paths; the difference is left minus right. */
export interface SchemePair {
  readonly left: number;
  readonly right: number;
  /** `left - right`, as the scheme of an estimate. */
  readonly name: string;
}

/** Every two schemes, the earlier one of the file on the left. */
export function pairsOf(schemes: readonly string[]): SchemePair[] {
  return schemes.flatMap((leftName, left) =>
    schemes
      .slice(left + 1)
      .map((rightName, offset) => ({ left, right: left + 1 + offset, name: `${leftName} - ${rightName}` })),
  );
}
