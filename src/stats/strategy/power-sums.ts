import { type Fault, numbers, record, roundingOf } from '../check.ts';
import { areEquallyWeighted, type PathWeights } from '../weights.ts';

/**
 * Weighted sums of powers of profits, one series per subject and scheme, and of their products between every two schemes: what
 * standard deviations and their errors are made of.
 *
 * With w the weight of a path and d its distance from the origin of the series (a value of its own, so that a large mean costs no
 * digits): the figures themselves need sums of w d^k, their errors sums of w^2 d^k, and comparisons sums of w^2 d_a^j d_b^k.
 */
export interface PowerSums {
  readonly origin: Float64Array;
  /** Six per series: of w d, w d^2; w^2 d, w^2 d^2, w^2 d^3, w^2 d^4. */
  readonly own: Float64Array;
  /** Four per pair of series: of w^2 d_a d_b, w^2 d_a d_b^2, w^2 d_a^2 d_b, w^2 d_a^2 d_b^2. */
  readonly shared: Float64Array;
}

const ownSums = 6;
const sharedSums = 4;

/** Sums over no path. */
export function createPowerSums(series: number, pairs: number): PowerSums {
  return {
    origin: new Float64Array(series),
    own: new Float64Array(series * ownSums),
    shared: new Float64Array(pairs * sharedSums),
  };
}

/** Takes the origin of a series; before its first path is added. */
export function setOrigin(into: PowerSums, series: number, value: number): void {
  into.origin[series] = value;
}

/** Adds the first `count` values of a column to a series. */
export function addPowers(
  { origin, own }: PowerSums,
  series: number,
  column: Float64Array,
  weights: Float64Array,
  count: number,
): void {
  const from = origin[series]!;
  const at = series * ownSums;
  let once = own[at]!;
  let twice = own[at + 1]!;
  let first = own[at + 2]!;
  let second = own[at + 3]!;
  let third = own[at + 4]!;
  let fourth = own[at + 5]!;
  for (let path = 0; path < count; path++) {
    const weight = weights[path]!;
    const distance = column[path]! - from;
    const u = weight * distance;
    const v = u * distance;
    once += u;
    twice += v;
    first += weight * u;
    second += u * u;
    third += u * v;
    fourth += v * v;
  }
  own[at] = once;
  own[at + 1] = twice;
  own[at + 2] = first;
  own[at + 3] = second;
  own[at + 4] = third;
  own[at + 5] = fourth;
}

/** Adds the products of the first `count` values of two series to a pair. */
export function addProducts(
  { origin, shared }: PowerSums,
  pair: number,
  left: { readonly series: number; readonly column: Float64Array },
  right: { readonly series: number; readonly column: Float64Array },
  weights: Float64Array,
  count: number,
): void {
  const [leftColumn, rightColumn] = [left.column, right.column];
  const [leftOrigin, rightOrigin] = [origin[left.series]!, origin[right.series]!];
  const at = pair * sharedSums;
  let both = shared[at]!;
  let rightTwice = shared[at + 1]!;
  let leftTwice = shared[at + 2]!;
  let bothTwice = shared[at + 3]!;
  for (let path = 0; path < count; path++) {
    const weight = weights[path]!;
    const leftDistance = leftColumn[path]! - leftOrigin;
    const rightDistance = rightColumn[path]! - rightOrigin;
    const product = weight * leftDistance * (weight * rightDistance);
    both += product;
    rightTwice += product * rightDistance;
    leftTwice += product * leftDistance;
    bothTwice += product * leftDistance * rightDistance;
  }
  shared[at] = both;
  shared[at + 1] = rightTwice;
  shared[at + 2] = leftTwice;
  shared[at + 3] = bothTwice;
}

/** Sums of one series about some point: `plain[k]` of w d^k, `squared[k]` of w^2 d^k. */
export interface OwnPowers {
  readonly plain: readonly number[];
  readonly squared: readonly number[];
}

/** Sums of a series about the point `about`. */
export function ownPowers({ origin, own }: PowerSums, series: number, paths: PathWeights, about: number): OwnPowers {
  const at = series * ownSums;
  const shift = origin[series]! - about;
  return {
    plain: shifted([paths.sum, own[at]!, own[at + 1]!], shift),
    squared: shifted([paths.squares, own[at + 2]!, own[at + 3]!, own[at + 4]!, own[at + 5]!], shift),
  };
}

/** Sums of w^2 d_a^j d_b^k of a pair about two points, as `products[j][k]` with j and k from 0 to 2. */
export function sharedPowers(
  sums: PowerSums,
  pair: number,
  left: { readonly series: number; readonly about: number },
  right: { readonly series: number; readonly about: number },
  paths: PathWeights,
): number[][] {
  const at = pair * sharedSums;
  const ownAt = (series: number, power: number) => sums.own[series * ownSums + 1 + power]!;
  const products = [
    [paths.squares, ownAt(right.series, 1), ownAt(right.series, 2)],
    [ownAt(left.series, 1), sums.shared[at]!, sums.shared[at + 1]!],
    [ownAt(left.series, 2), sums.shared[at + 2]!, sums.shared[at + 3]!],
  ];
  const byRight = products.map((row) => shifted(row, sums.origin[right.series]! - right.about));
  const byLeft = transposed(byRight).map((row) => shifted(row, sums.origin[left.series]! - left.about));
  return transposed(byLeft);
}

/** A pair of series, as sums are merged. */
export interface SeriesPair {
  readonly left: number;
  readonly right: number;
}

/**
 * Adds the sums of later paths; `pairs[i]` are the series of pair i. `paths` and `nextPaths` are those of the two sides before they
 * are merged.
 */
export function mergePowerSums(
  into: PowerSums,
  next: PowerSums,
  pairs: readonly SeriesPair[],
  paths: PathWeights,
  nextPaths: PathWeights,
): void {
  if (nextPaths.paths === 0) return;
  if (paths.paths === 0) into.origin.set(next.origin);
  for (const [pair, { left, right }] of pairs.entries()) {
    const about = (series: number) => ({ series, about: into.origin[series]! });
    const products = sharedPowers(next, pair, about(left), about(right), nextPaths);
    const at = pair * sharedSums;
    into.shared[at]! += products[1]![1]!;
    into.shared[at + 1]! += products[1]![2]!;
    into.shared[at + 2]! += products[2]![1]!;
    into.shared[at + 3]! += products[2]![2]!;
  }
  for (let series = 0; series < into.origin.length; series++) {
    const { plain, squared } = ownPowers(next, series, nextPaths, into.origin[series]!);
    const at = series * ownSums;
    for (const [index, sum] of [...plain.slice(1), ...squared.slice(1)].entries()) into.own[at + index]! += sum;
  }
}

/** What is wrong with what should be the sums of so many series and these pairs of them. */
export function checkPowerSums(
  value: unknown,
  series: number,
  pairs: readonly SeriesPair[],
  paths: PathWeights,
): Fault {
  const form = record({
    origin: numbers(series),
    own: numbers(series * ownSums),
    shared: numbers(pairs.length * sharedSums),
  });
  const fault = form(value);
  // What weights cancel when the origin is moved is not known.
  return fault !== null || !areEquallyWeighted(paths) ? fault : checkPowers(value as PowerSums, pairs, paths.paths);
}

/** No sum of products is beyond that of the squares (Cauchy & Schwarz). All weights are 1. */
function checkPowers({ own, shared }: PowerSums, pairs: readonly SeriesPair[], paths: number): Fault {
  const room = 1 + roundingOf(paths);
  const isBounded = (product: number, left: number, right: number) =>
    left >= 0 && right >= 0 && Math.abs(product) <= Math.sqrt(left) * Math.sqrt(right) * room;
  const [squares, fourths] = [
    (series: number) => own[series * ownSums + 3]!,
    (series: number) => own[series * ownSums + 5]!,
  ];
  for (let at = 0; at < own.length; at += ownSums) {
    const [first, second, third, fourth] = [own[at + 2]!, own[at + 3]!, own[at + 4]!, own[at + 5]!];
    const isPossible =
      own[at] === first &&
      own[at + 1] === second &&
      isBounded(first, paths, second) &&
      isBounded(second, paths, fourth) &&
      isBounded(third, second, fourth);
    if (!isPossible) return `.own[${at}] and the next are sums that no values can have`;
  }
  for (const [pair, { left, right }] of pairs.entries()) {
    const at = pair * sharedSums;
    const [both, rightTwice, leftTwice, bothTwice] = [shared[at]!, shared[at + 1]!, shared[at + 2]!, shared[at + 3]!];
    const isPossible =
      isBounded(both, squares(left), squares(right)) &&
      isBounded(rightTwice, squares(left), fourths(right)) &&
      isBounded(leftTwice, fourths(left), squares(right)) &&
      isBounded(bothTwice, fourths(left), fourths(right));
    if (!isPossible) return `.shared[${at}] and the next are sums that no values can have`;
  }
  return null;
}

/** Sums of (d + h)^k out of those of d^k, k from 0 on, by the binomial theorem. Unchanged for h = 0. */
function shifted(powers: readonly number[], h: number): number[] {
  if (h === 0) return [...powers];
  return powers.map((_, k) => {
    let [sum, coefficient] = [0, 1];
    for (let i = k; i >= 0; i--) {
      sum += coefficient * h ** (k - i) * powers[i]!;
      coefficient *= i / (k - i + 1);
    }
    return sum;
  });
}

function transposed(rows: readonly (readonly number[])[]): number[][] {
  return rows[0]!.map((_, column) => rows.map((row) => row[column]!));
}
