/**
 * Pass 5: what happens seldom. Regime switches, jumps and the venue's deleveraging come after waiting times instead of a draw at every
 * step, and are handled lane by lane, out of line: most blocks have none and pay one comparison.
 *
 * Each keeps the time of its own law, whatever the step. A regime may change at the beginning of every part of a step; a step in which it
 * does within is a sum over the regimes that it goes through. Time is counted in steps of the path: step n lasts from n - 1 to n.
 *
 * Jumps and deleveraging are hazards: something that happens in an interval with a probability p of the regime that governs it. A lane
 * draws how much of the cumulative hazard, -ln(1 - p) per interval, it survives (a unit exponential: inversion of the inhomogeneous
 * waiting time, Devroye 1986, VI.1.3). What is left of it outlives a change of regime, so every draw belongs to one event, and a larger p
 * brings the same event sooner. After an event the hazard rests until the next interval begins: at most one in each.
 */
import { blockFirst } from './clock';
import { Hazard, Stream } from './constants';
import { exponential, NEVER, normal, uniform, waitingTime } from './draws';
import { BLOCK_STEPS, column, double, int, LANES, ROW, setDouble, setInt, storeBoth, VECTOR, WORD_ROW } from './lanes';
import {
  assetCount,
  beta,
  coefficientCount,
  deleveraging,
  hasSpread,
  hazardAsset,
  hazardCount,
  hazardFrom,
  hazardKind,
  hazardLeft,
  hazardMean,
  hazardNext,
  hazardRate,
  hazardSd,
  hazardSeconds,
  hazardTime,
  intervalSeconds,
  logStay,
  nextRare,
  nextSwitch,
  normals,
  pairCount,
  partCount,
  priced,
  pricedCount,
  redrawn,
  regime,
  regimeCount,
  regimeDrift,
  regimeFactor,
  regimes,
  regimeTime,
  regimeVariance,
  returns,
  spread,
  startCumulative,
  stepReturn,
  stepSeconds,
  stepShock,
  stretchFrom,
  stretchRegime,
  switchCumulative,
} from './layout';
import { varianceOf } from './mixing';
import { formReturns, loadCoefficients } from './returns';
import { singleJumpStream, spreadStream, switchedShockStream } from './stream-order';

/** Whether the regime of any lane changes within the block; whether the venue deleverages its book on any. */
export let switched: bool = false;
/** Counts whenever the regime of any lane changes, or a group of paths begins. */
export let regimeChanges: i32 = 0;
export let deleverages: i32 = 0;

/** Draws the first regime and all first waiting times of every lane. */
export function startRare<T extends number>(): void {
  for (let lane = 0; lane < LANES; lane++) {
    const first = choose(startCumulative, uniform(Stream.REGIME, lane));
    setInt(regime, lane, first);
    // The regime of the first return lasts at least one part of a step: it can change before the second at the earliest.
    setInt(nextSwitch, lane, 1 + waitingTime(Stream.REGIME, lane, double(logStay, first)));
    loadCoefficients<T>(lane, first);
    for (let hazard = 0; hazard < hazardCount; hazard++) renew(hazard, lane, 0, first);
    setInt(nextRare, lane, earliest(lane));
  }
  // The rows of `regimes` are those of an earlier group.
  switched = true;
  regimeChanges++;
}

/** Applies what happens in the block to the returns, and writes down the regime of every step. */
export function applyRare<T extends number>(): void {
  if (switched) {
    const a = v128.load(regime);
    const b = v128.load(regime, VECTOR);
    for (let to = regimes; to < regimes + <usize>BLOCK_STEPS * WORD_ROW; to += WORD_ROW) {
      storeBoth(to, a, b);
    }
  }
  switched = false;
  if (deleverages) memory.fill(deleveraging, 0, <usize>BLOCK_STEPS * ROW);
  deleverages = 0;
  const last = blockFirst + BLOCK_STEPS - 1;
  const next = i32x4.min_s(v128.load(nextRare), v128.load(nextRare, VECTOR));
  if (!v128.any_true(i32x4.le_s(next, i32x4.splat(last)))) return;
  for (let lane = 0; lane < LANES; lane++) {
    let step = int(nextRare, lane);
    if (step > last) continue;
    for (; step <= last; step = earliest(lane)) {
      const before = int(regime, lane);
      const stretches = followRegimes<T>(lane, step);
      for (let hazard = 0; hazard < hazardCount; hazard++) followHazard<T>(hazard, lane, step, before, stretches);
    }
    setInt(nextRare, lane, step);
  }
}

function earliest(lane: i32): i32 {
  let next = stepOf(int(nextSwitch, lane));
  for (let hazard = 0; hazard < hazardCount; hazard++) next = min(next, int(hazardNext, hazard * LANES + lane));
  return next;
}

/** The step of the path that a part of one belongs to. @inline */
function stepOf(part: i32): i32 {
  return 1 + (part - 1) / partCount;
}

/** First regime whose cumulative probability exceeds u. */
function choose(cumulative: usize, u: f64): i32 {
  let index = 0;
  while (index < regimeCount - 1 && u >= double(cumulative, index)) index++;
  return index;
}

/**
 * The stretches of a step that have a regime of their own, and how many there are. The returns become those of these regimes, and those of
 * the later steps of the block are drawn again with the coefficients of the last one. All lanes are summed up once more, which is cheaper
 * than one alone; only this lane's are taken over.
 */
function followRegimes<T extends number>(lane: i32, step: i32): i32 {
  const before = int(regime, lane);
  const begin = <f64>(step - 1);
  let after = before;
  let last = 0;
  setDouble(stretchFrom, 0, begin);
  setInt(stretchRegime, 0, before);
  let part = int(nextSwitch, lane);
  if (stepOf(part) != step) return 1;
  switched = true;
  regimeChanges++;
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
  const at = <usize>((step - blockFirst) * LANES + lane) * sizeof<T>();
  memory.fill(stepReturn, 0, (<usize>assets) << 3);
  for (let r = 0; r < regimeCount; r++) {
    if (double(regimeTime, r) == 0) continue;
    const isFirst = r == int(stretchRegime, 0);
    for (let asset = 0; asset < assets; asset++) {
      const shock = isFirst
        ? <f64>load<T>(normals + <usize>asset * stride + at)
        : normal(switchedShockStream(asset), lane);
      setDouble(stepShock, asset, shock);
    }
    addReturns<T>(r);
  }
  for (let asset = 0; asset < assets; asset++) {
    store<T>(returns + <usize>asset * stride + at, <T>double(stepReturn, asset));
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
  let at = <usize>(step * LANES + lane) * sizeof<T>();
  for (let asset = 0; asset < 2 * pairCount; asset++) {
    store<T>(returns + at, load<T>(redrawn + at));
    at += column<T>();
  }
}

/** What a hazard brings at a step, stretch by stretch. */
function followHazard<T extends number>(hazard: i32, lane: i32, step: i32, before: i32, stretches: i32): void {
  const place = hazard * LANES + lane;
  let current = before;
  for (let s = 0; s < stretches; s++) {
    const next = int(stretchRegime, s);
    if (next != current) goOn(hazard, lane, double(stretchFrom, s), current, next);
    current = next;
    const isLast = s + 1 == stretches;
    while (int(hazardNext, place) == step && (isLast || double(hazardTime, place) < double(stretchFrom, s + 1))) {
      happen<T>(hazard, lane, step, current);
    }
  }
}

/** A lane draws how much of a hazard it survives from a time on. */
function renew(hazard: i32, lane: i32, from: f64, regime: i32): void {
  setDouble(hazardLeft, hazard * LANES + lane, exponential(streamOf(hazard), lane));
  schedule(hazard, lane, from, regime);
}

/** From `time` on the hazard is that of another regime. */
function goOn(hazard: i32, lane: i32, time: f64, before: i32, after: i32): void {
  const place = hazard * LANES + lane;
  const elapsed = time - double(hazardFrom, place);
  if (elapsed > 0) {
    const left = double(hazardLeft, place) - elapsed * double(hazardRate, hazard * regimeCount + before);
    setDouble(hazardLeft, place, max(left, 0));
  }
  // It may still be at rest.
  schedule(hazard, lane, max(time, double(hazardFrom, place)), after);
}

/** The time at which what is left of a hazard is used up if the regime stays. */
function schedule(hazard: i32, lane: i32, from: f64, regime: i32): void {
  const place = hazard * LANES + lane;
  const rate = double(hazardRate, hazard * regimeCount + regime);
  const time = rate > 0 ? from + double(hazardLeft, place) / rate : <f64>NEVER;
  setDouble(hazardFrom, place, from);
  setDouble(hazardTime, place, time);
  setInt(hazardNext, place, time < <f64>NEVER ? 1 + <i32>time : NEVER);
}

/** When the next interval of a hazard begins, or just after. The least part of an interval is forgiven to the rounding of its time. */
function nextInterval(law: i32, time: f64): f64 {
  const seconds = double(hazardSeconds, law);
  return ((Math.floor((time * stepSeconds) / seconds + 1e-9) + 1) * seconds) / stepSeconds;
}

function streamOf(hazard: i32): i32 {
  const kind = int(hazardKind, hazard);
  if (kind == Hazard.COMMON_JUMP) return Stream.COMMON_JUMP;
  return kind == Hazard.SINGLE_JUMP ? singleJumpStream(int(hazardAsset, hazard)) : Stream.DELEVERAGING;
}

function happen<T extends number>(hazard: i32, lane: i32, step: i32, current: i32): void {
  const kind = int(hazardKind, hazard);
  const law = hazard * regimeCount + current;
  const k = step - blockFirst;
  let from = nextInterval(law, double(hazardTime, hazard * LANES + lane));
  if (kind == Hazard.DELEVERAGING) {
    setDouble(deleveraging, k * LANES + lane, double(hazardMean, law));
    deleverages = 1;
    // Once a step.
    from = max(from, <f64>step);
  } else {
    const size = double(hazardMean, law) + double(hazardSd, law) * normal(streamOf(hazard), lane);
    if (kind == Hazard.COMMON_JUMP) jumpTogether<T>(lane, k, current, size);
    else addToReturn<T>(int(hazardAsset, hazard), k, lane, size);
  }
  renew(hazard, lane, from, current);
}

/** Every asset's share of a common jump, and its own noise in it. */
function jumpTogether<T extends number>(lane: i32, k: i32, regime: i32, size: f64): void {
  for (let p = 0; p < pricedCount; p++) {
    const asset = int(priced, p);
    const coefficient = regime * assetCount + asset;
    let own: f64 = 0;
    if (int(hasSpread, asset)) own = double(spread, coefficient) * normal(spreadStream(asset), lane);
    addToReturn<T>(asset, k, lane, double(beta, coefficient) * size + own);
  }
}

/** @inline */
function addToReturn<T extends number>(asset: i32, step: i32, lane: i32, jump: f64): void {
  const place = returns + <usize>asset * column<T>() + <usize>(step * LANES + lane) * sizeof<T>();
  store<T>(place, <T>(<f64>load<T>(place) + jump));
}
