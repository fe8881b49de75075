import { effectivePaths, type PathWeights } from './weights.ts';

/** What a figure is about, besides its scheme. */
export type Subject =
  /** The account as a whole, or the market as a whole. */
  | { readonly kind: 'account' | 'market' }
  | { readonly kind: 'position' | 'tag' | 'pool' | 'regime' | 'asset'; readonly name: string }
  | { readonly kind: 'pair'; readonly name: string; readonly other: string };

/** The account as a whole. */
export const wholeAccount: Subject = { kind: 'account' };

/** A position by its name; null is the account as a whole. */
export function positionOrAccount(name: string | null): Subject {
  return name === null ? wholeAccount : { kind: 'position', name };
}

/** What a figure tells of: the row labels of a table. */
export interface FigureLabel {
  /** The scheme, on the left of a paired difference; null for what the market did, which knows no scheme. */
  readonly scheme: string | null;
  /** The scheme on the right of a paired difference `scheme - versus` on the same paths; null for a figure of one scheme. */
  readonly versus: string | null;
  readonly metric: string;
  readonly subject: Subject;
  /** Level of VaR and ES, or the time of a survival figure in hours; null elsewhere. */
  readonly level: number | null;
}

/** One figure with its error. Numbers are finite or null; null means that it does not exist (a mean time over no liquidations). */
export interface Figure extends FigureLabel {
  readonly estimate: number | null;
  readonly stdError: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  /** Two-sided p-value of "no difference", for paired differences; null elsewhere. */
  readonly pValue: number | null;
  /** What a reader must know beside the figure, in words (`rests on 4 events`); null if nothing. */
  readonly note: string | null;
  /** Paths behind the figure, and their effective number (sum w)^2 / sum w^2 under weights. */
  readonly paths: number;
  readonly effectivePaths: number;
}

/** What a figure says; null where the paths cannot tell, also for one end of its interval. */
export interface FigureValue {
  readonly estimate: number | null;
  readonly stdError: number | null;
  readonly interval: { readonly low: number | null; readonly high: number | null } | null;
  readonly pValue?: number | null;
  readonly note?: string | null;
}

/** The value of a figure that does not exist. */
export const absent: FigureValue = { estimate: null, stdError: null, interval: null };

/** Puts a figure together, of one scheme and of the account unless the label says otherwise; what is not a finite number becomes null, and -0 becomes 0. */
export function figure(
  label: Pick<FigureLabel, 'metric' | 'scheme'> & Partial<FigureLabel>,
  value: FigureValue,
  weights: PathWeights,
): Figure {
  return {
    scheme: label.scheme,
    versus: label.versus ?? null,
    metric: label.metric,
    subject: label.subject ?? wholeAccount,
    level: label.level ?? null,
    estimate: printable(value.estimate),
    stdError: printable(value.stdError),
    ciLow: printable(value.interval?.low),
    ciHigh: printable(value.interval?.high),
    pValue: printable(value.pValue),
    note: value.note ?? null,
    paths: weights.paths,
    effectivePaths: weights.paths === 0 ? 0 : effectivePaths(weights),
  };
}

/** The scheme of a figure as tables print it: `a`, or `a - b` for a paired difference; empty for the market. */
export function schemeText<Scheme extends string | null>({
  scheme,
  versus,
}: {
  readonly scheme: Scheme;
  readonly versus: string | null;
}): Scheme | string {
  return versus === null ? scheme : `${scheme} - ${versus}`;
}

/** Name of what a figure is about, if it is of this kind; null otherwise. */
export function namedIf(subject: Subject, kind: Subject['kind']): string | null {
  return subject.kind === kind && 'name' in subject ? subject.name : null;
}

function printable(value: number | null | undefined): number | null {
  if (value === null || value === undefined || !Number.isFinite(value)) return null;
  return value === 0 ? 0 : value;
}

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

/**
 * Two schemes may do the same on a path and still differ in the last digits, because they add the same sums in another order. Measured:
 * below 1e-13 of the wealth per path. A real difference, such as one fee on one path of a billion, is far above this share.
 */
export const roundingShare = 1e-10;

/** The same on all paths, which does not prove that there is nothing else. */
export function constantFigure(estimate: number, paths: number): FigureValue {
  return { estimate, stdError: null, interval: null, note: `the same on all ${paths} paths` };
}

/** What is known when no path differs: no evidence of a difference, and nothing of how large one may be. */
export function noDifference(paths: number): FigureValue {
  return { estimate: 0, stdError: null, interval: null, pValue: 1, note: `no path of ${paths} differs` };
}
