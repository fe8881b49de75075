import { BLOCK_STEPS, column, VECTOR, WORD_ROW } from './lanes';
import { degrees, mixing, normals, pairs, radii, words } from './layout';
import { drawRadii } from './radii';
import { Stream } from './stream-order';
import { drawWords } from './streams';
import { turn } from './turn';

/** Bytes of the words of a block that one draw per step takes. */
const WORD_COLUMN: usize = <usize>BLOCK_STEPS * WORD_ROW;

/**
 * Passes 1 to 3: standard normals for every step and drawn asset of a block, two words for every two of them, whatever happens on
 * the path. Each pass runs over all pairs of assets, a function of its own: drawn in one loop, normals took a fifth more.
 */
export function drawNormals<T>(): void {
  for (let pair = 0; pair < pairs; pair++) {
    drawWords(Stream.SHOCKS + pair, 2, BLOCK_STEPS, words + <usize>(2 * pair) * WORD_COLUMN, WORD_COLUMN);
  }
  for (let pair = 0; pair < pairs; pair++) {
    const second = normals + <usize>(2 * pair + 1) * column<T>();
    drawRadii<T>(words + <usize>(2 * pair) * WORD_COLUMN, second, second + column<T>());
  }
  for (let pair = 0; pair < pairs; pair++) {
    const second = normals + <usize>(2 * pair + 1) * column<T>();
    const from = words + <usize>(2 * pair + 1) * WORD_COLUMN;
    turn<T>(from, second - column<T>(), second, second + column<T>());
  }
}

/**
 * The mixing variable of Student-t shocks, sqrt((nu - 2) / chi^2) of every step: times a normal it is Student's t with unit
 * variance. With nu degrees, chi^2 is the sum of nu / 2 squared radii (-2 ln u each), and of a squared normal if nu is odd.
 */
export function drawMixing<T>(): void {
  const pairsOfDegrees = degrees >> 1;
  drawWords(Stream.MIXING, pairsOfDegrees + 2 * (degrees & 1), BLOCK_STEPS, words, WORD_COLUMN);
  memory.fill(mixing, 0, column<T>());
  let from = words;
  for (let pair = 0; pair < pairsOfDegrees; pair++) {
    drawRadii<T>(from, radii, radii + column<T>());
    addSquares<T>(radii);
    from += WORD_COLUMN;
  }
  if (degrees & 1) {
    drawRadii<T>(from, radii, radii + column<T>());
    turn<T>(from + WORD_COLUMN, radii + column<T>(), radii, radii + column<T>());
    addSquares<T>(radii + column<T>());
  }
  const scale = v128.splat<T>(<T>(degrees - 2));
  // A float uniform may be 1 and its radius 0: no shock is infinite.
  const least = v128.splat<T>(1e-12);
  for (let to = mixing; to < mixing + column<T>(); to += VECTOR) {
    v128.store(to, v128.sqrt<T>(v128.div<T>(scale, v128.pmax<T>(v128.load(to), least))));
  }
}

/** Adds the squares of a column to the chi-square variables. */
function addSquares<T>(from: usize): void {
  for (let to = mixing; to < mixing + column<T>(); to += VECTOR) {
    const x = v128.load(from);
    v128.store(to, v128.add<T>(v128.load(to), v128.mul<T>(x, x)));
    from += VECTOR;
  }
}
