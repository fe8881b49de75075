/** Draws of one lane alone, for what happens seldom. Each takes a fixed number of words, whatever it comes to. */
import { ROW } from '../lanes';
import { applyAngles } from './angle';
import { drawSquaredRadii } from './radius';
import { nextWord } from './streams';

/** A uniform in (0, 1) with 53 bits. Two words. */
export function uniform(stream: i32, lane: i32): f64 {
  const high = nextWord(stream, lane) >> 5;
  const low = nextWord(stream, lane) >> 6;
  return (<f64>high * 67108864 + <f64>low + 0.5) / 9007199254740992;
}

/** Room for the words and the two normals of a row; only the first lane is used. */
const ONE_NORMAL = memory.data(3 * 64, 16);

/** A standard normal, in double precision whatever the precision of the returns. Two words. */
export function normal(stream: i32, lane: i32): f64 {
  const second = ONE_NORMAL + ROW;
  store<u32>(ONE_NORMAL, nextWord(stream, lane));
  drawSquaredRadii<f64>(ONE_NORMAL, 1, second, ROW);
  store<u32>(ONE_NORMAL, nextWord(stream, lane));
  applyAngles<f64>(ONE_NORMAL, 1, second + ROW, second, ROW);
  return load<f64>(second + ROW);
}

/** No wait is longer; no horizon comes near. */
export const NEVER: i32 = 0x3fffffff;

/** A unit exponential by inversion, in (0, 37]. Two words. */
export function exponential(stream: i32, lane: i32): f64 {
  return -logarithm(uniform(stream, lane));
}

/**
 * Trials until the first success, 1, 2, ...; `logFailure` is ln(1 - p). Never for p = 0, 1 for p = 1 (-Infinity).
 * Inversion: 1 + floor(ln u / ln(1 - p)) (Devroye 1986, X.2). Two words.
 */
export function waitingTime(stream: i32, lane: i32, logFailure: f64): i32 {
  const u = exponential(stream, lane);
  if (logFailure == 0) return NEVER;
  const trials = u / -logFailure;
  return trials < <f64>NEVER ? 1 + <i32>trials : NEVER;
}

/** ln x of a normal, positive double; error below 2 units in the last place. */
export function logarithm(x: f64): f64 {
  // x = m 2^k with m in [3/4, 3/2); ln m = 2 atanh(s), |s| <= 1/5: the minimax polynomial is good to 1e-17.
  const shifted = reinterpret<i64>(x) - 0x3fe8000000000000;
  const k = <f64>(shifted >> 52);
  const m = reinterpret<f64>(reinterpret<i64>(x) - (shifted & 0xfff0000000000000));
  const s = (m - 1) / (m + 1);
  const w = s * s;
  let p: f64 = 0.076947684241098;
  p = p * w + 0.07623499104392359;
  p = p * w + 0.0909327328747154;
  p = p * w + 0.11111066359686846;
  p = p * w + 0.1428571474448736;
  p = p * w + 0.19999999997693615;
  p = p * w + 0.33333333333337745;
  // ln 2 in two parts, so that k times the first is exact.
  return k * 0.69314718036912381649 + (2 * s + (2 * s * (p * w) + k * 1.90821492927058770002e-10));
}
