/**
 * The mixing variable of Student-t shocks: W = (nu - 2) / chi^2 of nu degrees; its root times a normal is Student's t with unit variance.
 *
 * One W is drawn for every interval of the law, whatever the step is: a step is given the root of the W of the interval it lies in, or of
 * the mean of those it covers, weighted by overlap. Given the W, one normal on the summed variance is what the sum of a normal for every
 * interval would be. So the stream of a path holds the same W for every length of step.
 */
import { blockFirst } from '../clock';
import { Stream } from '../constants';
import { applyAngles } from '../draws/angle';
import { drawSquaredRadii } from '../draws/radius';
import { drawWords } from '../draws/streams';
import { BLOCK_STEPS, column, LANES, row, storeBoth, VECTOR, WORD_ROW } from '../lanes';
import {
  degrees,
  intervalSeconds,
  intervals,
  mixing,
  mixingQuantiles,
  squaredRadii,
  stepSeconds,
  variancePlus,
  words,
} from '../layout';

/** The interval that the first row of `intervals` belongs to, and the first one that has not been drawn. */
let firstInterval: i32 = 0;
let drawnIntervals: i32 = 0;

/** Nothing of the path has been drawn. */
export function startMixing(): void {
  firstInterval = 0;
  drawnIntervals = 0;
}

/** The roots by which the shocks of every step of the block are multiplied. */
export function drawMixing<T extends number>(): void {
  const begin = <f64>(blockFirst - 1) * stepSeconds;
  drawIntervals<T>(intervalAt(begin), intervalAt(begin + <f64>BLOCK_STEPS * stepSeconds - 1));
  if (intervalSeconds == stepSeconds) {
    takeRoots<T>(intervals);
    return;
  }
  memory.fill(mixing, 0, column<T>());
  for (let step = 0; step < BLOCK_STEPS; step++) {
    const from = begin + <f64>step * stepSeconds;
    addVariance<T>(mixing + <usize>step * row<T>(), from, from + stepSeconds);
  }
  takeRoots<T>(mixing);
}

/** What the seconds from `from` to `to` add to the mean W of the step that they lie in, on one lane. */
export function varianceOf<T extends number>(lane: i32, from: f64, to: f64): f64 {
  memory.fill(variancePlus, 0, row<T>());
  addVariance<T>(variancePlus, from, to);
  return <f64>load<T>(variancePlus + <usize>lane * sizeof<T>());
}

/** Adds W times the share of a step that each interval has of the seconds from `from` to `to`. */
function addVariance<T extends number>(target: usize, from: f64, to: f64): void {
  let interval = intervalAt(from);
  let w = intervals + <usize>(interval - firstInterval) * row<T>();
  while (from < to) {
    const end = min(to, <f64>++interval * intervalSeconds);
    const share = v128.splat<T>(<T>((end - from) / stepSeconds));
    for (let offset: usize = 0; offset < row<T>(); offset += 2 * VECTOR) {
      const a = v128.add<T>(v128.load(target + offset), v128.mul<T>(v128.load(w + offset), share));
      const b = v128.add<T>(v128.load(target + offset, VECTOR), v128.mul<T>(v128.load(w + offset, VECTOR), share));
      storeBoth(target + offset, a, b);
    }
    w += row<T>();
    from = end;
  }
}

/** The interval that a second of the path lies in. @inline */
function intervalAt(second: f64): i32 {
  return <i32>Math.floor(second / intervalSeconds);
}

function takeRoots<T extends number>(from: usize): void {
  for (let offset = mixing; offset < mixing + column<T>(); offset += 2 * VECTOR) {
    const a = v128.sqrt<T>(v128.load(from));
    const b = v128.sqrt<T>(v128.load(from, VECTOR));
    storeBoth(offset, a, b);
    from += 2 * VECTOR;
  }
}

/** Has the W of the intervals `first` to `last` in `intervals`: those before are let go, those that are missing drawn, eight at a time. */
function drawIntervals<T extends number>(first: i32, last: i32): void {
  if (first > firstInterval) {
    const kept = intervals + <usize>(first - firstInterval) * row<T>();
    memory.copy(intervals, kept, <usize>(drawnIntervals - first) * row<T>());
    firstInterval = first;
  }
  for (; drawnIntervals <= last; drawnIntervals += BLOCK_STEPS) {
    const to = intervals + <usize>(drawnIntervals - firstInterval) * row<T>();
    if (degrees) drawChiSquares<T>(to);
    else lookUpQuantiles<T>(to);
  }
}

/** A column of W for a whole number of degrees: chi^2 is the sum of nu / 2 squared radii (-2 ln u each), and of a squared normal if nu is odd. */
function drawChiSquares<T extends number>(target: usize): void {
  const pairsOfDegrees = degrees >> 1;
  const perInterval = pairsOfDegrees + 2 * (degrees & 1);
  drawWords(Stream.MIXING, perInterval * BLOCK_STEPS, words);
  memory.fill(target, 0, column<T>());
  let from = words;
  for (let pair = 0; pair < pairsOfDegrees; pair++) {
    drawSquaredRadii<T>(from, perInterval, squaredRadii, column<T>());
    addColumn<T>(target, squaredRadii, false);
    from += WORD_ROW;
  }
  if (degrees & 1) {
    const normal = squaredRadii + column<T>();
    drawSquaredRadii<T>(from, perInterval, squaredRadii, column<T>());
    applyAngles<T>(from + WORD_ROW, perInterval, normal, squaredRadii, column<T>());
    addColumn<T>(target, normal, true);
  }
  const scale = v128.splat<T>(<T>(degrees - 2));
  // A float uniform may be 1 and its radius 0: no shock is infinite.
  const least = v128.splat<T>(<T>1e-12);
  for (let offset = target; offset < target + column<T>(); offset += 2 * VECTOR) {
    const a = v128.div<T>(scale, v128.pmax<T>(v128.load(offset), least));
    const b = v128.div<T>(scale, v128.pmax<T>(v128.load(offset, VECTOR), least));
    storeBoth(offset, a, b);
  }
}

/** Adds a column, or its squares, to the chi-square variables. @inline */
function addColumn<T extends number>(target: usize, from: usize, squared: bool): void {
  for (let offset = target; offset < target + column<T>(); offset += 2 * VECTOR) {
    let a = v128.load(from);
    let b = v128.load(from, VECTOR);
    if (squared) {
      a = v128.mul<T>(a, a);
      b = v128.mul<T>(b, b);
    }
    a = v128.add<T>(v128.load(offset), a);
    b = v128.add<T>(v128.load(offset, VECTOR), b);
    storeBoth(offset, a, b);
    from += 2 * VECTOR;
  }
}

/** Cells of the table of quantiles in each half, and bits of the fraction of a double within a cell. */
const CELLS: usize = 1024;
const PLACE_BITS: u64 = 47;

/**
 * A column of W for any other degrees: one word each, and the cubic of the cell that it falls in (`src/market/mixing-quantiles.ts`). The cell
 * is the exponent of the word, counted from the nearer end, and the first five bits of its fraction.
 */
function lookUpQuantiles<T extends number>(target: usize): void {
  drawWords(Stream.MIXING, BLOCK_STEPS, words);
  for (let k = 0; k < BLOCK_STEPS * LANES; k++) {
    const word = load<i32>(words + ((<usize>k) << 2));
    const half = usize(word < 0);
    const bits = reinterpret<u64>(<f64>(word ^ (word >> 31)) + 0.5);
    const t = <f64>(<i64>(bits & ((1 << PLACE_BITS) - 1))) * (1.0 / <f64>((<i64>1) << PLACE_BITS));
    const cell = mixingQuantiles + ((half * CELLS + <usize>(bits >> PLACE_BITS) - (1022 << 5)) << 5);
    const w = load<f64>(cell) + t * (load<f64>(cell, 8) + t * (load<f64>(cell, 16) + t * load<f64>(cell, 24)));
    store<T>(target + <usize>k * sizeof<T>(), <T>w);
  }
}
