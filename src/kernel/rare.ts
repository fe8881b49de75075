/**
 * Pass 5: what happens seldom. Regime switches, jumps and the venue's deleveraging come after waiting times instead of a draw at every
 * step, and are handled lane by lane, out of line: most blocks have none and pay one comparison.
 *
 * Jumps and deleveraging are hazards: something that happens at a step with a probability p of the regime that governs it. A lane
 * draws how much of the cumulative hazard, the sum of -ln(1 - p) over the steps, it survives (a unit exponential: inversion of the
 * inhomogeneous waiting time, Devroye 1986, VI.1.3). What is left of it outlives a change of regime, so every draw belongs to one event,
 * and a larger p brings the same event sooner.
 */
import { blockFirst } from './clock';
import { exponential, NEVER, normal, uniform, waitingTime } from './draws';
import { BLOCK_STEPS, column, double, int, LANES, ROW, setDouble, setInt, VECTOR, WORD_ROW, storeBoth } from './lanes';
import {
  assetCount,
  beta,
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
  logStay,
  nextRare,
  nextSwitch,
  pairs,
  priced,
  pricedCount,
  redrawn,
  regime,
  regimeCount,
  regimes,
  returns,
  spread,
  startCumulative,
  switchCumulative,
} from './layout';
import { formReturns, loadCoefficients } from './returns';
import { singleJumpStream, spreadStream, Stream } from './stream-order';

/** What a hazard is; the numbers are those of `kernel-market.ts`. */
export namespace Hazard {
  export const COMMON_JUMP: i32 = 0;
  export const SINGLE_JUMP: i32 = 1;
  export const DELEVERAGING: i32 = 2;
}

/** Whether the regime of any lane changes within the block; whether the venue deleverages its book on any. */
export let switched: bool = false;
/** Counts whenever the regime of any lane changes, or a group of paths begins. */
export let regimeChanges: i32 = 0;
export let deleverages: i32 = 0;

/** Draws the first regime and all first waiting times of every lane. */
export function startRare<T>(): void {
  for (let lane = 0; lane < LANES; lane++) {
    const first = choose(startCumulative, uniform(Stream.REGIME, lane));
    setInt(regime, lane, first);
    // The regime of the first return lasts at least one step: it can change before the second at the earliest.
    setInt(nextSwitch, lane, 1 + waitingTime(Stream.REGIME, lane, double(logStay, first)));
    loadCoefficients<T>(lane, first);
    for (let hazard = 0; hazard < hazardCount; hazard++) renew(hazard, lane, 1, first);
    setInt(nextRare, lane, earliest(lane));
  }
  // The rows of `regimes` are those of an earlier group.
  switched = true;
  regimeChanges++;
}

/** Applies what happens in the block to the returns, and writes down the regime of every step. */
export function applyRare<T>(): void {
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
      // A step has the regime that begins with it.
      if (int(nextSwitch, lane) == step) switchRegime<T>(lane, step);
      for (let hazard = 0; hazard < hazardCount; hazard++) {
        if (int(hazardNext, hazard * LANES + lane) == step) happen<T>(hazard, lane, step);
      }
    }
    setInt(nextRare, lane, step);
  }
}

function earliest(lane: i32): i32 {
  let next = int(nextSwitch, lane);
  for (let hazard = 0; hazard < hazardCount; hazard++) next = min(next, int(hazardNext, hazard * LANES + lane));
  return next;
}

/** First regime whose cumulative probability exceeds u. */
function choose(cumulative: usize, u: f64): i32 {
  let index = 0;
  while (index < regimeCount - 1 && u >= double(cumulative, index)) index++;
  return index;
}

/**
 * Gives the lane the coefficients of its next regime and draws its later returns of the block again. All lanes are summed up once
 * more, which is cheaper than one alone; only this lane's are taken over.
 */
function switchRegime<T>(lane: i32, step: i32): void {
  switched = true;
  regimeChanges++;
  const before = int(regime, lane);
  const after = choose(switchCumulative + (<usize>(before * regimeCount) << 3), uniform(Stream.REGIME, lane));
  setInt(regime, lane, after);
  setInt(nextSwitch, lane, step + waitingTime(Stream.REGIME, lane, double(logStay, after)));
  loadCoefficients<T>(lane, after);
  const first = step - blockFirst;
  formReturns<T>(redrawn, first);
  for (let k = first; k < BLOCK_STEPS; k++) {
    setInt(regimes, k * LANES + lane, after);
    takeOver<T>(lane, k);
  }
  for (let hazard = 0; hazard < hazardCount; hazard++) goOn(hazard, lane, step, before, after);
}

/** Takes the returns of a lane at a step of the block from those drawn again. */
function takeOver<T>(lane: i32, step: i32): void {
  let at = <usize>(step * LANES + lane) * sizeof<T>();
  for (let asset = 0; asset < 2 * pairs; asset++) {
    store<T>(returns + at, load<T>(redrawn + at));
    at += column<T>();
  }
}

/** A lane draws how much of a hazard it survives from step `from` on. */
function renew(hazard: i32, lane: i32, from: i32, regime: i32): void {
  setDouble(hazardLeft, hazard * LANES + lane, exponential(streamOf(hazard), lane));
  schedule(hazard, lane, from, regime);
}

/** From `step` on the hazard is that of another regime. */
function goOn(hazard: i32, lane: i32, step: i32, before: i32, after: i32): void {
  const place = hazard * LANES + lane;
  const steps = step - int(hazardFrom, place);
  if (steps > 0) {
    const left = double(hazardLeft, place) - <f64>steps * double(hazardRate, hazard * regimeCount + before);
    setDouble(hazardLeft, place, max(left, 0));
  }
  schedule(hazard, lane, step, after);
}

/** The step at which what is left of a hazard is used up if the regime stays. */
function schedule(hazard: i32, lane: i32, from: i32, regime: i32): void {
  const place = hazard * LANES + lane;
  const rate = double(hazardRate, hazard * regimeCount + regime);
  const wait = rate > 0 ? double(hazardLeft, place) / rate : <f64>NEVER;
  setInt(hazardFrom, place, from);
  setInt(hazardNext, place, wait < <f64>NEVER ? from + <i32>wait : NEVER);
}

function streamOf(hazard: i32): i32 {
  const kind = int(hazardKind, hazard);
  if (kind == Hazard.COMMON_JUMP) return Stream.COMMON_JUMP;
  return kind == Hazard.SINGLE_JUMP ? singleJumpStream(int(hazardAsset, hazard)) : Stream.DELEVERAGING;
}

function happen<T>(hazard: i32, lane: i32, step: i32): void {
  const kind = int(hazardKind, hazard);
  const current = int(regime, lane);
  const law = hazard * regimeCount + current;
  const k = step - blockFirst;
  if (kind == Hazard.DELEVERAGING) {
    setDouble(deleveraging, k * LANES + lane, double(hazardMean, law));
    deleverages = 1;
  } else {
    const size = double(hazardMean, law) + double(hazardSd, law) * normal(streamOf(hazard), lane);
    if (kind == Hazard.COMMON_JUMP) jumpTogether<T>(lane, k, current, size);
    else addToReturn<T>(int(hazardAsset, hazard), k, lane, size);
  }
  renew(hazard, lane, step + 1, current);
}

/** Every asset's share of a common jump, and its own noise in it. */
function jumpTogether<T>(lane: i32, k: i32, regime: i32, size: f64): void {
  for (let p = 0; p < pricedCount; p++) {
    const asset = int(priced, p);
    const coefficient = regime * assetCount + asset;
    let own: f64 = 0;
    if (int(hasSpread, asset)) own = double(spread, coefficient) * normal(spreadStream(asset), lane);
    addToReturn<T>(asset, k, lane, double(beta, coefficient) * size + own);
  }
}

@inline
function addToReturn<T>(asset: i32, step: i32, lane: i32, jump: f64): void {
  const place = returns + <usize>asset * column<T>() + <usize>(step * LANES + lane) * sizeof<T>();
  store<T>(place, <T>(<f64>load<T>(place) + jump));
}
