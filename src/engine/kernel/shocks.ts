import { chiSquares, chiSquareWords } from '../../random/chi-square.ts';
import { cosineTimes, radiusOfWord, sineTimes } from '../../random/draws.ts';
import { STATE_WORDS } from '../../random/streams.ts';
import type { CompiledScenario } from '../compile.ts';
import { LANES, type PathGroup } from '../group.ts';

/**
 * Pass 1: standard normals for every step and drawn asset of a period, and the mixing variable of Student-t shocks.
 *
 * Every step takes the same number of words, whatever happens on the path (Box and Muller 1958: branch-free, so it moves
 * to SIMD lanes as it is). The words are drawn first, lane by lane with the state of the generator in locals; the
 * transforms then run over whole columns, each in a loop of its own, short enough for the compiler to keep in registers.
 */
export function drawShocks(group: PathGroup, compiled: CompiledScenario, steps: number): void {
  const { market, periodSteps } = compiled;
  const column = periodSteps * LANES;
  const pairs = (market.drawn + 1) >> 1;
  for (let pair = 0; pair < pairs; pair++) {
    drawWords(group, group.streams.shocks + pair, steps, 2, column);
    toNormals(group, 2 * pair * column, steps * LANES, column);
  }
  if (market.degrees > 0) {
    drawWords(group, group.streams.mixing, steps, chiSquareWords(market.degrees), column);
    chiSquares(group.words, column, market.degrees, steps * LANES, group.mixing);
    toMixing(group.mixing, market.degrees, steps * LANES);
  }
}

/** xoshiro128++ as in `nextWord`, along every lane: word w of step s to column w, place s * LANES + lane. */
export function drawWords(group: PathGroup, stream: number, steps: number, perStep: number, column: number): void {
  const { states, words } = group;
  for (let lane = 0; lane < LANES; lane++) {
    const at = (stream * LANES + lane) * STATE_WORDS;
    let s0 = states[at]!;
    let s1 = states[at + 1]!;
    let s2 = states[at + 2]!;
    let s3 = states[at + 3]!;
    for (let step = 0; step < steps; step++) {
      let k = step * LANES + lane;
      for (let word = 0; word < perStep; word++, k += column) {
        const sum = (s0 + s3) | 0;
        words[k] = (((sum << 7) | (sum >>> 25)) + s0) | 0;
        const shifted = s1 << 9;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = (s3 << 11) | (s3 >>> 21);
      }
    }
    states[at] = s0;
    states[at + 1] = s1;
    states[at + 2] = s2;
    states[at + 3] = s3;
  }
}

/** The two words of each place to the two normals of a Box-Muller pair, in columns `first` and the next one. */
function toNormals(group: PathGroup, first: number, count: number, column: number): void {
  const { words, normals } = group;
  const second = first + column;
  for (let k = 0; k < count; k++) normals[second + k] = radiusOfWord(words[k]!);
  for (let k = 0; k < count; k++) {
    const radius = normals[second + k]!;
    const word = words[column + k]!;
    normals[first + k] = cosineTimes(radius, word);
    normals[second + k] = sineTimes(radius, word);
  }
}

/** sqrt((nu - 2) / chi^2_nu): times a normal it is Student's t with unit variance. */
function toMixing(mixing: Float64Array, degrees: number, count: number): void {
  for (let k = 0; k < count; k++) mixing[k] = Math.sqrt((degrees - 2) / mixing[k]!);
}
