import { BLOCK_STEPS, column, VECTOR, WORD_ROW, storeBoth } from './lanes';
import { degrees, mixing, normals, pairs, squares, words } from './layout';
import { drawSquares, drawSquaresOf } from './radii';
import { Stream } from './stream-order';
import { drawWords } from './streams';
import { turn, turnColumns } from './turn';

/** Bytes of the words of a block that one draw per step takes. */
const WORD_COLUMN: usize = <usize>BLOCK_STEPS * WORD_ROW;

/**
 * Passes 1 to 3: standard normals for every step and drawn asset of a block, two words for every two of them, whatever happens on
 * the path. Each pass runs over all pairs of assets, a function of its own: drawn in one loop, normals took a fifth more.
 */
export function drawNormals<T>(): void {
  for (let pair = 0; pair < pairs; pair++) {
    drawWords(Stream.SHOCKS + pair, 2 * BLOCK_STEPS, words + <usize>(2 * pair) * WORD_COLUMN);
  }
  const second = normals + column<T>();
  drawSquaresOf<T>(pairs, words, 2, 2 * WORD_COLUMN, second, 2 * column<T>(), column<T>());
  turnColumns<T>(pairs, words + WORD_ROW, 2, 2 * WORD_COLUMN, normals, second, 2 * column<T>(), column<T>());
}

/**
 * The mixing variable of Student-t shocks, sqrt((nu - 2) / chi^2) of every step: times a normal it is Student's t with unit
 * variance. With nu degrees, chi^2 is the sum of nu / 2 squared radii (-2 ln u each), and of a squared normal if nu is odd.
 */
export function drawMixing<T>(): void {
  const pairsOfDegrees = degrees >> 1;
  const perStep = pairsOfDegrees + 2 * (degrees & 1);
  drawWords(Stream.MIXING, perStep * BLOCK_STEPS, words);
  memory.fill(mixing, 0, column<T>());
  let from = words;
  for (let pair = 0; pair < pairsOfDegrees; pair++) {
    drawSquares<T>(from, perStep, squares, column<T>());
    addColumn<T>(squares, false);
    from += WORD_ROW;
  }
  if (degrees & 1) {
    const normal = squares + column<T>();
    drawSquares<T>(from, perStep, squares, column<T>());
    turn<T>(from + WORD_ROW, perStep, normal, squares, column<T>());
    addColumn<T>(normal, true);
  }
  const scale = v128.splat<T>(<T>(degrees - 2));
  // A float uniform may be 1 and its radius 0: no shock is infinite.
  const least = v128.splat<T>(1e-12);
  for (let at = mixing; at < mixing + column<T>(); at += 2 * VECTOR) {
    const a = v128.sqrt<T>(v128.div<T>(scale, v128.pmax<T>(v128.load(at), least)));
    const b = v128.sqrt<T>(v128.div<T>(scale, v128.pmax<T>(v128.load(at, VECTOR), least)));
    storeBoth(at, a, b);
  }
}

/** Adds a column, or its squares, to the chi-square variables. */
@inline
function addColumn<T>(from: usize, squared: bool): void {
  for (let at = mixing; at < mixing + column<T>(); at += 2 * VECTOR) {
    let a = v128.load(from);
    let b = v128.load(from, VECTOR);
    if (squared) {
      a = v128.mul<T>(a, a);
      b = v128.mul<T>(b, b);
    }
    a = v128.add<T>(v128.load(at), a);
    b = v128.add<T>(v128.load(at, VECTOR), b);
    storeBoth(at, a, b);
    from += 2 * VECTOR;
  }
}
