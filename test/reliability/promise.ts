/** What a campaign has tried, and one line for each failure: what was expected, what was seen, and what tells it from the others. */
export interface Tried {
  readonly tried: number;
  readonly failures: readonly string[];
}

/** Tries a promise on `count` cases or a few more, all drawn by the seed: the same seed and count try the same cases. */
export type Campaign = (options: { readonly count: number; readonly seed: string }) => Promise<Tried>;

/** A row of the table of what must hold. */
export interface Promised {
  /** The word by which `npm run soak -- --only WORD` picks it. */
  readonly name: string;
  readonly promise: string;
  readonly how: string;
  /** What is counted. */
  readonly unit: string;
  /** How many the tests of the project try, and a soak in full. */
  readonly suite: number;
  readonly soak: number;
  /** How many a slice of a soak tries: some ten seconds of work. */
  readonly slice: number;
  /**
   * The test files that try it in the suite: one that calls `tryPromises`, which runs the campaign at the first number, or some that try it
   * in their own way.
   */
  readonly tests: readonly string[];
  readonly campaign: Campaign;
}
