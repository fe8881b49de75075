/**
 * Hazards: jumps and the venue's deleveraging, each something that happens in an interval with a probability p of the regime that governs it.
 *
 * A lane draws how much of the cumulative hazard, -ln(1 - p) per interval, it survives (a unit exponential: inversion of the inhomogeneous
 * waiting time, Devroye 1986, VI.1.3). What is left of it outlives a change of regime, so every draw belongs to one event, and a larger p
 * brings the same event sooner. After an event the hazard rests until the next interval begins: at most one in each. Time is counted in
 * steps of the path: step n lasts from n - 1 to n.
 */
import { clearDeleveraging, markDeleveraging } from '../block';
import { blockFirst } from '../clock';
import { Hazard, Purpose, Stream } from '../constants';
import { exponential, NEVER, normal } from '../draws/single-lane';
import { seedStream, singleJumpStream, spreadStream } from '../draws/streams';
import { column, double, int, LANES, setDouble, setInt } from '../lanes';
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
  hazardSeconds,
  hazardTime,
  priced,
  pricedCount,
  regime,
  regimeCount,
  regimes,
  returns,
  spread,
  stepSeconds,
  stretchFrom,
  stretchRegime,
} from '../layout';

/** Puts the stream of the venue's deleveraging at its start, for blocks that are filled from outside. */
export function seedDeleveraging(path: u64): void {
  if (lastIsDeleveraging()) seedStream(Stream.DELEVERAGING, path, Purpose.DELEVERAGING, 0);
}

/** Follows the venue's deleveraging through the first `count` steps of a block that was filled from outside, by its regimes. */
export function followDeleveraging<T extends number>(count: i32): void {
  clearDeleveraging();
  if (!lastIsDeleveraging()) return;
  const hazard = hazardCount - 1;
  for (let lane = 0; lane < LANES; lane++) {
    let before = int(blockFirst == 1 ? regimes : regime, lane);
    if (blockFirst == 1) drawHazard(hazard, lane, 0, before);
    for (let step = 0; step < count; step++) {
      const now = int(regimes, step * LANES + lane);
      setDouble(stretchFrom, 0, <f64>(blockFirst + step - 1));
      setInt(stretchRegime, 0, now);
      followHazard<T>(hazard, lane, blockFirst + step, before, 1);
      before = now;
    }
  }
}

/** Of the hazards, deleveraging is the last. */
function lastIsDeleveraging(): bool {
  return hazardCount > 0 && int(hazardKind, hazardCount - 1) == Hazard.DELEVERAGING;
}

/** What a hazard brings at a step, stretch by stretch. */
export function followHazard<T extends number>(hazard: i32, lane: i32, step: i32, before: i32, stretches: i32): void {
  const place = hazard * LANES + lane;
  let current = before;
  for (let s = 0; s < stretches; s++) {
    const next = int(stretchRegime, s);
    if (next != current) changeLaw(hazard, lane, double(stretchFrom, s), current, next);
    current = next;
    const isLast = s + 1 == stretches;
    while (int(hazardNext, place) == step && (isLast || double(hazardTime, place) < double(stretchFrom, s + 1))) {
      strike<T>(hazard, lane, step, current);
    }
  }
}

/** A lane draws how much of a hazard it survives from a time on. */
export function drawHazard(hazard: i32, lane: i32, from: f64, regime: i32): void {
  setDouble(hazardLeft, hazard * LANES + lane, exponential(streamOf(hazard), lane));
  schedule(hazard, lane, from, regime);
}

/** From `time` on the hazard is that of another regime. */
function changeLaw(hazard: i32, lane: i32, time: f64, before: i32, after: i32): void {
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

function strike<T extends number>(hazard: i32, lane: i32, step: i32, current: i32): void {
  const kind = int(hazardKind, hazard);
  const law = hazard * regimeCount + current;
  const k = step - blockFirst;
  let from = nextInterval(law, double(hazardTime, hazard * LANES + lane));
  if (kind == Hazard.DELEVERAGING) {
    setDouble(deleveraging, k * LANES + lane, double(hazardMean, law));
    markDeleveraging();
    // Once a step.
    from = max(from, <f64>step);
  } else {
    const size = double(hazardMean, law) + double(hazardSd, law) * normal(streamOf(hazard), lane);
    if (kind == Hazard.COMMON_JUMP) jumpTogether<T>(lane, k, current, size);
    else addToReturn<T>(int(hazardAsset, hazard), k, lane, size);
  }
  drawHazard(hazard, lane, from, current);
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
