import { Stream } from './constants';
import { BLOCK_STEPS, column, WORD_ROW } from './lanes';
import { normals, pairCount, words } from './layout';
import { drawSquaresOf } from './radii';
import { drawWords } from './streams';
import { turnColumns } from './turn';

/** Bytes of the words of a block that one draw per step takes. */
const WORD_COLUMN: usize = <usize>BLOCK_STEPS * WORD_ROW;

/**
 * Passes 1 to 3: standard normals for every step and drawn asset of a block, two words for every two of them, whatever happens on
 * the path. Each pass runs over all pairs of assets, a function of its own: drawn in one loop, normals took a fifth more.
 */
export function drawNormals<T extends number>(): void {
  for (let pair = 0; pair < pairCount; pair++) {
    drawWords(Stream.SHOCKS + pair, 2 * BLOCK_STEPS, words + <usize>(2 * pair) * WORD_COLUMN);
  }
  const second = normals + column<T>();
  drawSquaresOf<T>(pairCount, words, 2, 2 * WORD_COLUMN, second, 2 * column<T>(), column<T>());
  turnColumns<T>(pairCount, words + WORD_ROW, 2, 2 * WORD_COLUMN, normals, second, 2 * column<T>(), column<T>());
}
