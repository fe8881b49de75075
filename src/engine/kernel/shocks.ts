import { chiSquare, cosineTimes, radiusOfWord, sineTimes } from '../../random/draws.ts';
import { STATE_WORDS } from '../../random/streams.ts';
import type { CompiledScenario } from '../compile.ts';
import { LANES, type PathGroup } from '../group.ts';

/**
 * Pass 1: standard normals for every step and drawn asset of a period, and the mixing variable of Student-t shocks.
 *
 * Two words a step and pair of assets, whatever happens on the path (Box and Muller 1958: branch-free, so it moves to
 * SIMD lanes as it is). The words are drawn first, lane by lane with the state of the generator in locals; the
 * transform then runs over the whole column.
 */
export function drawShocks(group: PathGroup, compiled: CompiledScenario, steps: number): void {
  const pairs = (compiled.market.drawn + 1) >> 1;
  const column = compiled.periodSteps * LANES;
  for (let pair = 0; pair < pairs; pair++) {
    drawWords(group, group.streams.shocks + pair, steps, column);
    toNormals(group, pair, steps, column);
  }
  if (compiled.market.degrees > 0) drawMixing(group, compiled.market.degrees, steps);
}

/** xoshiro128++ as in `nextWord`, unrolled over the two words of a step: even words to the first column, odd to the second. */
function drawWords(group: PathGroup, stream: number, steps: number, column: number): void {
  const { states, words } = group;
  for (let lane = 0; lane < LANES; lane++) {
    const at = (stream * LANES + lane) * STATE_WORDS;
    let s0 = states[at]!;
    let s1 = states[at + 1]!;
    let s2 = states[at + 2]!;
    let s3 = states[at + 3]!;
    for (let step = 0, k = lane; step < steps; step++, k += LANES) {
      let sum = (s0 + s3) | 0;
      words[k] = (((sum << 7) | (sum >>> 25)) + s0) | 0;
      let shifted = s1 << 9;
      s2 ^= s0;
      s3 ^= s1;
      s1 ^= s2;
      s0 ^= s3;
      s2 ^= shifted;
      s3 = (s3 << 11) | (s3 >>> 21);
      sum = (s0 + s3) | 0;
      words[column + k] = (((sum << 7) | (sum >>> 25)) + s0) | 0;
      shifted = s1 << 9;
      s2 ^= s0;
      s3 ^= s1;
      s1 ^= s2;
      s0 ^= s3;
      s2 ^= shifted;
      s3 = (s3 << 11) | (s3 >>> 21);
    }
    states[at] = s0;
    states[at + 1] = s1;
    states[at + 2] = s2;
    states[at + 3] = s3;
  }
}

function toNormals(group: PathGroup, pair: number, steps: number, column: number): void {
  const { words, normals } = group;
  const first = 2 * pair * column;
  const second = first + column;
  for (let k = 0; k < steps * LANES; k++) {
    const radius = radiusOfWord(words[k]!);
    const word = words[column + k]!;
    normals[first + k] = cosineTimes(radius, word);
    normals[second + k] = sineTimes(radius, word);
  }
}

/** sqrt((nu - 2) / chi^2_nu): times a normal it is Student's t with unit variance. */
function drawMixing(group: PathGroup, degrees: number, steps: number): void {
  const { states, mixing, streams } = group;
  for (let lane = 0; lane < LANES; lane++) {
    const at = (streams.mixing * LANES + lane) * STATE_WORDS;
    for (let step = 0, k = lane; step < steps; step++, k += LANES) {
      mixing[k] = Math.sqrt((degrees - 2) / chiSquare(states, at, degrees));
    }
  }
}
