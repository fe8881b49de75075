import { limits } from '../../base/limits.ts';
import { leastDegrees, packed } from './emission.ts';
import type { HiddenMarkovModel, ModelChoice } from './hidden-markov-model.ts';
import { type FactoredScatter, type ScatterPrior, scatterOf } from './scatters.ts';

/** Longest leap that a fit begins with, in steps of EM; leaps that succeed are followed by longer ones. */
export const firstReach = 4;

/** By how much the longest leap grows after one that was as long and rose, and shrinks after one that fell. */
export const reachFactor = 4;

/** A leap that moves a logarithm by more is not near enough to what it was judged from. */
const farthest = 5;

/** How much lower than its floor rounding may put a scale. */
const belowFloor = 1 - 1e-9;

/** Where a leap leads, and its length in steps of EM. */
export interface Leap {
  readonly model: HiddenMarkovModel;
  readonly length: number;
}

/**
 * The model to which two steps of EM from `start` seem to lead, at most `reach` steps away: squared extrapolation (scheme
 * S3 of Varadhan and Roland, Scandinavian Journal of Statistics 35, 2008). Null where that is no model, or no farther than
 * the second step.
 *
 * Nothing promises that its objective is higher: whoever leaps looks, and goes back to the second step if it is not.
 */
export function leapFrom(
  [start, once, twice]: readonly [HiddenMarkovModel, HiddenMarkovModel, HiddenMarkovModel],
  choice: ModelChoice,
  prior: ScatterPrior,
  reach: number,
): Leap | null {
  const [a, b, c] = [coordinatesOf(start, choice), coordinatesOf(once, choice), coordinatesOf(twice, choice)];
  let first = 0;
  let turned = 0;
  for (let at = 0; at < a.length; at++) {
    first += (b[at]! - a[at]!) ** 2;
    turned += (c[at]! - 2 * b[at]! + a[at]!) ** 2;
  }
  const length = Math.min(Math.sqrt(first / turned), reach);
  if (!(length > 1)) return null;
  const coordinates = a.map(
    (from, at) => from + 2 * length * (b[at]! - from) + length * length * (c[at]! - 2 * b[at]! + from),
  );
  if (coordinates.some((value, at) => !(Math.abs(value - c[at]!) <= farthest))) return null;
  const model = modelAt(coordinates, twice, choice);
  const tooSmall = model.factors.some(({ scales }) =>
    scales.some((scale, i) => !(scale >= prior.floors[i]! * belowFloor)),
  );
  return tooSmall ? null : { model, length };
}

/**
 * A model as numbers that are free of each other: logarithms of probabilities, of degrees and of scales, means in units
 * of scales, and of each shape the unit lower triangle and the logarithms of the pivots of L D L'.
 */
function coordinatesOf({ chain, laws, factors, tails }: HiddenMarkovModel, { correlation }: ModelChoice): Float64Array {
  const shapes = correlation === 'own' ? factors.map(({ shape }) => shape) : [factors[0]!.shape];
  return Float64Array.from([
    ...[...chain.start, ...chain.transition].map(Math.log),
    ...(tails === null ? [] : [Math.log(tails)]),
    ...factors.flatMap(({ scales }, k) => [
      ...scales.map(Math.log),
      ...laws[k]!.mean.map((mean, i) => mean / scales[i]!),
    ]),
    ...shapes.flatMap((shape) => [...triangleOf(shape, factors[0]!.scales.length)]),
  ]);
}

/** The model at such numbers; `like` tells how many regimes and assets there are. */
function modelAt(
  coordinates: Float64Array,
  { laws, factors, tails }: HiddenMarkovModel,
  { correlation }: ModelChoice,
): HiddenMarkovModel {
  const regimes = laws.length;
  const size = factors[0]!.scales.length;
  let at = 0;
  const next = (count: number) => coordinates.subarray(at, (at += count));
  const start = probabilitiesOf(next(regimes));
  const transition = new Float64Array(regimes * regimes);
  for (let from = 0; from < regimes; from++) transition.set(probabilitiesOf(next(regimes)), from * regimes);
  const degrees = tails === null ? null : Math.min(Math.max(Math.exp(next(1)[0]!), leastDegrees), largestDegrees);
  const parts = laws.map(() => {
    const scales = next(size).map(Math.exp);
    return { scales, mean: next(size).map((value, i) => value * scales[i]!) };
  });
  const shapes = Array.from({ length: correlation === 'own' ? regimes : 1 }, () =>
    shapeAt(next((size * (size + 1)) / 2), size),
  );
  const made = parts.map(({ scales }, k): FactoredScatter => ({ scales, shape: shapes[k] ?? shapes[0]! }));
  return {
    chain: { start, transition },
    factors: made,
    laws: made.map((scatter, k) => ({ mean: parts[k]!.mean, scatter: scatterOf(scatter) })),
    tails: degrees,
  };
}

const largestDegrees = limits.shockDegrees.largest;

function probabilitiesOf(logarithms: Float64Array): Float64Array {
  const values = logarithms.map(Math.exp);
  const total = values.reduce((sum, value) => sum + value, 0);
  return values.map((value) => value / total);
}

/** Packed by rows: unit lower triangle L below, logarithm of the pivot D on the diagonal, of a matrix L D L'. */
function triangleOf(matrix: Float64Array, size: number): Float64Array {
  const triangle = new Float64Array((size * (size + 1)) / 2);
  const pivots = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) rest -= triangle[packed(i, k)]! * triangle[packed(j, k)]! * pivots[k]!;
      if (j < i) triangle[packed(i, j)] = rest / pivots[j]!;
      else {
        pivots[i] = rest;
        triangle[packed(i, i)] = Math.log(rest);
      }
    }
  }
  return triangle;
}

function shapeAt(triangle: Float64Array, size: number): Float64Array {
  const shape = new Float64Array(size * size);
  const lower = (i: number, k: number) => (i === k ? 1 : triangle[packed(i, k)]!);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k <= j; k++) sum += lower(i, k) * lower(j, k) * Math.exp(triangle[packed(k, k)]!);
      shape[i * size + j] = sum;
      shape[j * size + i] = sum;
    }
  }
  return shape;
}
