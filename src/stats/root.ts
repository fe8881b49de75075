import { MarginLabError } from '../base/errors.ts';

const iterationLimit = 200;

/**
 * A root of a continuous function between two points at which it has opposite signs (or is 0 at one of them), within `tolerance`.
 *
 * Inverse quadratic interpolation where it can be trusted, bisection elsewhere (Chandrupatla 1997, Advances in Engineering Software 28): some
 * eight calls where bisection takes fifty.
 */
export function findRoot(f: (x: number) => number, low: number, high: number, tolerance: number): number {
  let [a, b, c] = [high, low, low];
  let [fa, fb] = [f(a), f(b)];
  let fc = fb;
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
  throw new MarginLabError('bug', `no root found between ${low} and ${high}`);
}
