import { cosineOfSmall, logarithm, sineOfSmall } from '../base/elementary.ts';
import { nextWord } from './streams.ts';

/**
 * Single draws from a stream, for the rare events of a path (the shocks of every step are drawn in bulk by the engine
 * from the same formulas). Each takes a fixed number of words from the stream.
 */
const TWO_POW_MINUS_32 = 1 / 4294967296;

/** (w + 1/2) 2^-32 in (0, 1) for the unsigned word w: never 0, never 1. */
export function uniformOfWord(word: number): number {
  return ((word >>> 0) + 0.5) * TWO_POW_MINUS_32;
}

/** Uniform in (0, 1) with 53 bits. Two words. */
export function uniform(states: Int32Array, offset: number): number {
  const high = nextWord(states, offset) >>> 5;
  const low = nextWord(states, offset) >>> 6;
  return (high * 67108864 + low + 0.5) / 9007199254740992;
}

/**
 * Box-Muller (1958): radius sqrt(-2 ln u), at most 6.76, from the first word and an angle on the circle from the second.
 *
 * Both are table-driven: the 7 (or 8) leading bits choose a point whose logarithm (or cosine and sine) is tabulated, a
 * short polynomial adds the rest; absolute errors stay below 1e-15. The tables come from `elementary.ts`, so their bits
 * are fixed too.
 */
const POINTS = 128;
/** 1 / c and ln c for the centres c of [1/2, 1) cut in 128, and 2^k for k = 0 to 32. */
const inverseCentre = Float64Array.from({ length: POINTS }, (_, k) => 1 / (0.5 + (k + 0.5) / (2 * POINTS)));
const logCentre = Float64Array.from(inverseCentre, (inverse) => -logarithm(inverse));
const powers = new Float64Array(33);
for (let k = 0, power = TWO_POW_MINUS_32; k <= 32; k++, power *= 2) powers[k] = power;

/** ln u of the uniform of a word. */
export function logOfWord(word: number): number {
  // u = m 2^-zeros with m in [1/2, 1); ln m = ln c + ln(1 + r), |r| < 2^-8.
  const zeros = Math.clz32(word);
  const m = ((word >>> 0) + 0.5) * powers[zeros]!;
  const point = ((m * 256) | 0) - POINTS;
  const r = m * inverseCentre[point]! - 1;
  return (
    logCentre[point]! -
    zeros * Math.LN2 +
    r * (1 + r * (-1 / 2 + r * (1 / 3 + r * (-1 / 4 + r * (1 / 5 - r * (1 / 6))))))
  );
}

export function radiusOfWord(word: number): number {
  return Math.sqrt(-2 * logOfWord(word));
}

/** Cosine and sine of the middle of each of 256 arcs of the circle. */
const arcCosine = Float64Array.from({ length: 256 }, (_, arc) => turned(arc, 0));
const arcSine = Float64Array.from({ length: 256 }, (_, arc) => turned(arc, 3));

/** Cosine of the middle of an arc, turned by a number of quarter turns: three quarters make it a sine. */
function turned(arc: number, quarters: number): number {
  const quarter = ((arc >> 6) + quarters) & 3;
  const angle = (((arc & 63) - 31.5) * Math.PI) / 128;
  const [cosine, sine] = [cosineOfSmall(angle), sineOfSmall(angle)];
  return [cosine, -sine, -cosine, sine][quarter]!;
}

const ARC_PER_WORD = Math.PI / 128 / 16777216;

/** Offset of a word's angle from the middle of its arc, |x| < pi / 256, from the low 24 bits; the high 8 choose the arc. */
function offsetOfWord(word: number): number {
  return ((word & 0xffffff) - 8388607.5) * ARC_PER_WORD;
}

/** radius times the cosine of the angle of a word. */
export function cosineTimes(radius: number, word: number): number {
  const x = offsetOfWord(word);
  const w = x * x;
  const arc = word >>> 24;
  return (
    radius *
    (arcCosine[arc]! * (1 - w * (1 / 2 - w * (1 / 24))) - arcSine[arc]! * (x * (1 - w * (1 / 6 - w * (1 / 120)))))
  );
}

/** radius times the sine of the angle of a word. */
export function sineTimes(radius: number, word: number): number {
  const x = offsetOfWord(word);
  const w = x * x;
  const arc = word >>> 24;
  return (
    radius *
    (arcSine[arc]! * (1 - w * (1 / 2 - w * (1 / 24))) + arcCosine[arc]! * (x * (1 - w * (1 / 6 - w * (1 / 120)))))
  );
}

/** Standard normal: the cosine half of a Box-Muller pair. Two words. */
export function normal(states: Int32Array, offset: number): number {
  const radius = radiusOfWord(nextWord(states, offset));
  return cosineTimes(radius, nextWord(states, offset));
}

/**
 * Number of trials until the first success, 1, 2, ...; `logFailure` is ln(1 - p). Infinity for p = 0, 1 for p = 1.
 * Inversion: 1 + floor(ln u / ln(1 - p)) (Devroye 1986, X.2). Two words.
 */
export function waitingTime(states: Int32Array, offset: number, logFailure: number): number {
  const u = uniform(states, offset);
  if (logFailure === 0) return Number.POSITIVE_INFINITY;
  return 1 + Math.floor(logarithm(u) / logFailure);
}
