import { cosineTimes, logOfWord, radiusOfWord } from './draws.ts';

/** Words that one chi-square variable takes: one per pair of degrees, and a normal's two for an odd one. */
export function chiSquareWords(degrees: number): number {
  return (degrees >> 1) + (degrees & 1 ? 2 : 0);
}

/**
 * Chi-square variables with a whole number of degrees: -2 times the sum of the logarithms of degrees / 2 uniforms, plus a
 * squared normal when the degrees are odd. Column c of `words`, `stride` long, holds word c of every variable; writes
 * `count` variables to `out`.
 */
export function chiSquares(words: Int32Array, stride: number, degrees: number, count: number, out: Float64Array): void {
  const pairs = degrees >> 1;
  out.fill(0, 0, count);
  for (let pair = 0; pair < pairs; pair++) {
    const column = pair * stride;
    for (let k = 0; k < count; k++) out[k] = out[k]! - 2 * logOfWord(words[column + k]!);
  }
  if (degrees & 1) {
    const column = pairs * stride;
    for (let k = 0; k < count; k++) {
      const z = cosineTimes(radiusOfWord(words[column + k]!), words[column + stride + k]!);
      out[k] = out[k]! + z * z;
    }
  }
}
