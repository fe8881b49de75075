import { MarginLabError } from '../base/errors.ts';

const iterationLimit = 200;

/**
 * A root of a continuous function between two points at which it has opposite signs (or is 0 at one of them), within `tolerance`.
 *
 * Inverse quadratic interpolation where it can be trusted, bisection elsewhere (Chandrupatla 1997, Advances in Engineering Software 28): some
 * eight calls where bisection takes fifty.
 */
export function findRoot(f: (x: number) => number, low: number, high: number, tolerance: number): number {
  return rootBetween(f, { at: low, value: f(low) }, { at: high, value: f(high) }, tolerance);
}

/**
 * A root of a rising continuous function near a guess: where it changes sign within `step` of it, or in further steps that double, but no
 * further than `least` and `most`, one of which is the answer where it does not change sign before.
 */
export function findRootNear(
  f: (x: number) => number,
  guess: number,
  step: number,
  tolerance: number,
  [least, most]: readonly [number, number] = [-Infinity, Infinity],
): number {
  const pointAt = (x: number): Point => ({ at: x, value: f(x) });
  let low = pointAt(Math.max(least, guess - step));
  let high = low;
  for (let width = 2 * step; low.value > 0 && low.at > least; width *= 2) {
    [low, high] = [pointAt(Math.max(least, low.at - width)), low];
  }
  for (let width = 2 * step; high.value < 0 && high.at < most; width *= 2) {
    [low, high] = [high, pointAt(Math.min(most, high.at + width))];
  }
  if (low.value > 0) return low.at;
  if (high.value < 0) return high.at;
  return rootBetween(f, low, high, tolerance);
}

/** A point at which a function was called. */
interface Point {
  readonly at: number;
  readonly value: number;
}

function rootBetween(f: (x: number) => number, low: Point, high: Point, tolerance: number): number {
  let [a, b, c] = [high.at, low.at, low.at];
  let [fa, fb, fc] = [high.value, low.value, low.value];
  if (fa === 0) return a;
  if (fb === 0) return b;
  let t = 0.5;
  for (let i = 0; i < iterationLimit; i++) {
    const x = a + t * (b - a);
    const fx = f(x);
    if (Math.sign(fx) === Math.sign(fa)) [c, fc] = [a, fa];
    else [c, fc, b, fb] = [b, fb, a, fa];
    [a, fa] = [x, fx];
    const best = Math.abs(fa) < Math.abs(fb) ? a : b;
    // No closer than numbers are to each other.
    const closest = (tolerance + 4 * Number.EPSILON * Math.abs(best)) / Math.abs(b - a);
    if (closest > 0.5 || fa === 0) return best;
    const xi = (a - b) / (c - b);
    const phi = (fa - fb) / (fc - fb);
    const isSmooth = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
    const interpolated =
      (fa / (fb - fa)) * (fc / (fb - fc)) + ((c - a) / (b - a)) * (fa / (fc - fa)) * (fb / (fc - fb));
    // Not finite where a value is not.
    t = isSmooth && Number.isFinite(interpolated) ? Math.min(1 - closest, Math.max(closest, interpolated)) : 0.5;
  }
  throw new MarginLabError('bug', `no root found between ${low.at} and ${high.at}`);
}
