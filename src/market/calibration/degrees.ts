import { gammaln } from 'simple-statistics';
import { limits } from '../../base/limits.ts';

/**
 * Fewer degrees would be fitted where there are too few regimes. But a market file gives volatilities, and the standard
 * deviation of such a law is the extrapolation of its tails: it doubles from 3 to 2.25.
 */
export const leastDegrees = 3;

/** Evaluations of one search: EM repeats it, so it need not be exact. */
const mostEvaluations = 6;

/** Of log(degrees): a step that moves the likelihood by less than the tolerance of EM. */
const precise = 3e-4;

/** A row that belongs to a regime with a lower probability than this says nothing about the tails. */
const leastProbability = 1e-6;

/**
 * Degrees of freedom that make the rows likeliest given their regimes and squared distances: a maximum over
 * log(degrees) from 3 to the limit of the market file, by a guarded secant from `current`; never less likely than that.
 *
 * `probabilities` and `distances` are rows x regimes, flat; `size` is the number of assets. The row's precision is
 * integrated out here and not only expected, as in ECME (Liu and Rubin, Biometrika 81, 1994), which converges sooner.
 */
export function likeliestDegrees(
  probabilities: Float64Array,
  distances: Float64Array,
  size: number,
  current: number,
): number {
  const { largest } = limits.shockDegrees;
  const within = (value: number) => Math.min(Math.max(value, Math.log(leastDegrees)), Math.log(largest));
  const weights = new Float64Array(probabilities.length);
  const squares = new Float64Array(probabilities.length);
  let count = 0;
  for (let cell = 0; cell < probabilities.length; cell++) {
    if (probabilities[cell]! < leastProbability) continue;
    weights[count] = probabilities[cell]!;
    squares[count] = distances[cell]!;
    count += 1;
  }
  const at = (logarithm: number) => ({
    logarithm,
    ...profile(weights.subarray(0, count), squares.subarray(0, count), size, Math.exp(logarithm)),
  });
  let before = at(within(Math.log(current)));
  let best = before;
  let now = at(within(before.logarithm + (before.slope > 0 ? 0.02 : -0.02)));
  for (let evaluation = 2; evaluation < mostEvaluations; evaluation++) {
    if (now.value > best.value) best = now;
    const turn = now.slope - before.slope;
    const width = now.logarithm - before.logarithm;
    const step = turn * width < 0 ? (-now.slope * width) / turn : Math.sign(now.slope) * 0.3;
    const next = within(now.logarithm + Math.min(Math.max(step, -0.7), 0.7));
    if (Math.abs(next - now.logarithm) < precise) break;
    before = now;
    now = at(next);
  }
  return Math.exp((now.value > best.value ? now : best).logarithm);
}

/** Log-likelihood of the rows as a function of the degrees, up to a constant, and its slope in log(degrees). */
function profile(
  weights: Float64Array,
  squares: Float64Array,
  size: number,
  degrees: number,
): { value: number; slope: number } {
  let total = 0;
  let logarithms = 0;
  let shares = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    const square = squares[i]!;
    total += weight;
    logarithms += weight * Math.log1p(square / degrees);
    shares += (weight * square) / (degrees + square);
  }
  const half = (degrees + size) / 2;
  const value = total * (gammaln(half) - gammaln(degrees / 2) - (size / 2) * Math.log(degrees)) - half * logarithms;
  const slope =
    total * (digamma(half) / 2 - digamma(degrees / 2) / 2 - size / (2 * degrees)) -
    logarithms / 2 +
    (half / degrees) * shares;
  return { value, slope: slope * degrees };
}

/** Derivative of log gamma at x > 0: recurrence up to 6, then the asymptotic series (Abramowitz and Stegun 6.3.18). */
export function digamma(x: number): number {
  let result = 0;
  let at = x;
  for (; at < 6; at++) result -= 1 / at;
  const square = 1 / (at * at);
  return (
    result +
    Math.log(at) -
    0.5 / at -
    square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))))
  );
}
