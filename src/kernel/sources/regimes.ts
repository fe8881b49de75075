/**
 * Regimes switch after waiting times instead of a draw at every step. A regime may change at the beginning of every part of a step; a step
 * in which it does within is a sum over the regimes that it goes through.
 */
import { markSwitch } from '../block';
import { blockFirst } from '../clock';
import { Stream } from '../constants';
import { normal, uniform, waitingTime } from '../draws/single-lane';
import { switchedShockStream } from '../draws/streams';
import { BLOCK_STEPS, column, double, int, LANES, setDouble, setInt } from '../lanes';
import {
  coefficientCount,
  intervalSeconds,
  logStay,
  nextSwitch,
  normals,
  pairCount,
  partCount,
  redrawn,
  regime,
  regimeCount,
  regimeDrift,
  regimeFactor,
  regimes,
  regimeTime,
  regimeVariance,
  returns,
  stepReturn,
  stepSeconds,
  stepShock,
  stretchFrom,
  stretchRegime,
  switchCumulative,
} from '../layout';
import { varianceOf } from './mixing';
import { formReturns, loadCoefficients } from './returns';

/** The step of the path that a part of one belongs to. @inline */
export function stepOf(part: i32): i32 {
  return 1 + (part - 1) / partCount;
}

/** First regime whose cumulative probability exceeds u. */
export function choose(cumulative: usize, u: f64): i32 {
  let index = 0;
  while (index < regimeCount - 1 && u >= double(cumulative, index)) index++;
  return index;
}

/**
 * The stretches of a step that have a regime of their own, and how many there are. The returns become those of these regimes, and those of
 * the later steps of the block are drawn again with the coefficients of the last one. All lanes are summed up once more, which is cheaper
 * than one alone; only this lane's are taken over.
 */
export function followRegimes<T extends number>(lane: i32, step: i32): i32 {
  const before = int(regime, lane);
  const begin = <f64>(step - 1);
  let after = before;
  let last = 0;
  setDouble(stretchFrom, 0, begin);
  setInt(stretchRegime, 0, before);
  let part = int(nextSwitch, lane);
  if (stepOf(part) != step) return 1;
  markSwitch();
  for (; stepOf(part) == step; part += waitingTime(Stream.REGIME, lane, double(logStay, after))) {
    after = choose(switchCumulative + ((<usize>(after * regimeCount)) << 3), uniform(Stream.REGIME, lane));
    const from = <f64>(part - 1) / <f64>partCount;
    // A part at the beginning of the step leaves the regime before it nothing.
    if (from > begin) last++;
    setDouble(stretchFrom, last, from);
    setInt(stretchRegime, last, after);
  }
  setInt(nextSwitch, lane, part);
  setInt(regime, lane, after);
  const first = step - blockFirst;
  const whole = last == 0 ? first : first + 1;
  if (after != before) {
    loadCoefficients<T>(lane, after);
    if (whole < BLOCK_STEPS) formReturns<T>(redrawn, whole);
    for (let k = whole; k < BLOCK_STEPS; k++) takeOver<T>(lane, k);
  }
  // The regime of a step is the one at its end.
  for (let k = first; k < BLOCK_STEPS; k++) setInt(regimes, k * LANES + lane, after);
  if (last > 0) composeStep<T>(lane, step, last + 1);
  return last + 1;
}

/**
 * The return of a step whose regime changes within: given its regimes and mixing variables, what happens under each of them is normal, with
 * the drift of its time and the variance of its stretches. The first has the shocks of the step, the others draw their own.
 */
function composeStep<T extends number>(lane: i32, step: i32, stretches: i32): void {
  memory.fill(regimeTime, 0, (<usize>regimeCount) << 3);
  memory.fill(regimeVariance, 0, (<usize>regimeCount) << 3);
  for (let s = 0; s < stretches; s++) {
    const r = int(stretchRegime, s);
    const from = double(stretchFrom, s);
    const to = s + 1 < stretches ? double(stretchFrom, s + 1) : <f64>step;
    const variance = intervalSeconds > 0 ? varianceOf<T>(lane, from * stepSeconds, to * stepSeconds) : to - from;
    setDouble(regimeTime, r, double(regimeTime, r) + (to - from));
    setDouble(regimeVariance, r, double(regimeVariance, r) + variance);
  }
  const assets = 2 * pairCount;
  const stride = column<T>();
  const offset = <usize>((step - blockFirst) * LANES + lane) * sizeof<T>();
  memory.fill(stepReturn, 0, (<usize>assets) << 3);
  for (let r = 0; r < regimeCount; r++) {
    if (double(regimeTime, r) == 0) continue;
    const isFirst = r == int(stretchRegime, 0);
    for (let asset = 0; asset < assets; asset++) {
      const shock = isFirst
        ? <f64>load<T>(normals + <usize>asset * stride + offset)
        : normal(switchedShockStream(asset), lane);
      setDouble(stepShock, asset, shock);
    }
    addReturns<T>(r);
  }
  for (let asset = 0; asset < assets; asset++) {
    store<T>(returns + <usize>asset * stride + offset, <T>double(stepReturn, asset));
  }
}

/** Adds what the time and the variance that a regime has of a step make of its drift and of the shocks. */
function addReturns<T extends number>(regime: i32): void {
  const time = double(regimeTime, regime);
  const deviation = Math.sqrt(double(regimeVariance, regime));
  let coefficients = regimeFactor + <usize>(regime * coefficientCount) * sizeof<T>();
  const drifts = regimeDrift + <usize>(regime * 2 * pairCount) * sizeof<T>();
  for (let asset = 0; asset < 2 * pairCount; asset += 2) {
    let first: f64 = 0;
    let second: f64 = 0;
    for (let term = 0; term < asset + 2; term++) {
      const shock = double(stepShock, term);
      first += <f64>load<T>(coefficients) * shock;
      second += <f64>load<T>(coefficients, sizeof<T>()) * shock;
      coefficients += 2 * sizeof<T>();
    }
    const drift = drifts + <usize>asset * sizeof<T>();
    setDouble(stepReturn, asset, double(stepReturn, asset) + time * <f64>load<T>(drift) + deviation * first);
    setDouble(
      stepReturn,
      asset + 1,
      double(stepReturn, asset + 1) + time * <f64>load<T>(drift, sizeof<T>()) + deviation * second,
    );
  }
}

/** Takes the returns of a lane at a step of the block from those drawn again. */
function takeOver<T extends number>(lane: i32, step: i32): void {
  let offset = <usize>(step * LANES + lane) * sizeof<T>();
  for (let asset = 0; asset < 2 * pairCount; asset++) {
    store<T>(returns + offset, load<T>(redrawn + offset));
    offset += column<T>();
  }
}
