/**
 * The regime model, the source of returns in the kernel: it fills the block of returns, regimes and hazards from the draws of each path, and
 * knows nothing of prices or accounts.
 */
import { keepRegimes } from '../block';
import { blockFirst } from '../clock';
import { Hazard, Purpose, Stream } from '../constants';
import { applyAnglesTo } from '../draws/angle';
import { drawSquaredRadiiOf } from '../draws/radius';
import { uniform, waitingTime } from '../draws/single-lane';
import { drawWords, seedStream, singleJumpStream, spreadStream, switchedShockStream } from '../draws/streams';
import { BLOCK_STEPS, column, double, int, LANES, setInt, VECTOR, WORD_ROW } from '../lanes';
import {
  hasSpread,
  hazardAsset,
  hazardCount,
  hazardKind,
  hazardNext,
  intervalSeconds,
  logStay,
  nextChange,
  nextSwitch,
  normals,
  pairCount,
  partCount,
  priced,
  pricedCount,
  regime,
  returns,
  startCumulative,
  words,
} from '../layout';
import { drawHazard, followHazard } from './hazards';
import { drawMixing, startMixing } from './mixing';
import { choose, followRegimes, stepOf } from './regimes';
import { formReturns, loadCoefficients } from './returns';

/** Bytes of the words of a block that one draw per step takes. */
const WORD_COLUMN: usize = <usize>BLOCK_STEPS * WORD_ROW;

/**
 * Standard normals for every step and drawn asset of a block, two words for every two of them, whatever happens on
 * the path. Each pass runs over all pairs of assets, a function of its own: drawn in one loop, normals took a fifth more.
 */
export function drawNormals<T extends number>(): void {
  for (let pair = 0; pair < pairCount; pair++) {
    drawWords(Stream.SHOCKS + pair, 2 * BLOCK_STEPS, words + <usize>(2 * pair) * WORD_COLUMN);
  }
  const second = normals + column<T>();
  drawSquaredRadiiOf<T>(pairCount, words, 2, 2 * WORD_COLUMN, second, 2 * column<T>(), column<T>());
  applyAnglesTo<T>(pairCount, words + WORD_ROW, 2, 2 * WORD_COLUMN, normals, second, 2 * column<T>(), column<T>());
}

/** Puts every lane at step 0: lane l draws path `path + l`. Draws the first regimes and all first waiting times. */
export function startRegimeModel<T extends number>(path: u64): void {
  seedStreams(path);
  startMixing();
  for (let lane = 0; lane < LANES; lane++) {
    const first = choose(startCumulative, uniform(Stream.REGIME, lane));
    setInt(regime, lane, first);
    // The regime of the first return lasts at least one part of a step: it can change before the second at the earliest.
    setInt(nextSwitch, lane, 1 + waitingTime(Stream.REGIME, lane, double(logStay, first)));
    loadCoefficients<T>(lane, first);
    for (let hazard = 0; hazard < hazardCount; hazard++) drawHazard(hazard, lane, 0, first);
    setInt(nextChange, lane, earliest(lane));
  }
}

function seedStreams(path: u64): void {
  seedStream(Stream.REGIME, path, Purpose.REGIME, 0);
  for (let pair = 0; pair < pairCount; pair++) seedStream(Stream.SHOCKS + pair, path, Purpose.SHOCKS, pair);
  if (intervalSeconds) seedStream(Stream.MIXING, path, Purpose.MIXING, 0);
  if (partCount > 1) {
    for (let asset = 0; asset < 2 * pairCount; asset++) {
      seedStream(switchedShockStream(asset), path, Purpose.SWITCHED_SHOCKS, asset);
    }
  }
  for (let hazard = 0; hazard < hazardCount; hazard++) {
    const asset = int(hazardAsset, hazard);
    const kind = int(hazardKind, hazard);
    if (kind == Hazard.COMMON_JUMP) seedStream(Stream.COMMON_JUMP, path, Purpose.COMMON_JUMP, 0);
    else if (kind == Hazard.SINGLE_JUMP) seedStream(singleJumpStream(asset), path, Purpose.SINGLE_JUMP, asset);
    else seedStream(Stream.DELEVERAGING, path, Purpose.DELEVERAGING, 0);
  }
  for (let p = 0; p < pricedCount; p++) {
    const asset = int(priced, p);
    if (int(hasSpread, asset)) seedStream(spreadStream(asset), path, Purpose.COMMON_JUMP_SPREAD, asset);
  }
}

/** Fills the block: returns as if no regime changed and nothing jumped, then what does. */
export function fillBlock<T extends number>(): void {
  drawNormals<T>();
  if (intervalSeconds) drawMixing<T>();
  formReturns<T>(returns, 0);
  keepRegimes();
  applyChanges<T>();
}

/**
 * Applies switches and hazards to the returns, lane by lane, out of line: most blocks have none and pay one comparison.
 */
function applyChanges<T extends number>(): void {
  const last = blockFirst + BLOCK_STEPS - 1;
  const next = i32x4.min_s(v128.load(nextChange), v128.load(nextChange, VECTOR));
  if (!v128.any_true(i32x4.le_s(next, i32x4.splat(last)))) return;
  for (let lane = 0; lane < LANES; lane++) {
    let step = int(nextChange, lane);
    if (step > last) continue;
    for (; step <= last; step = earliest(lane)) {
      const before = int(regime, lane);
      const stretches = followRegimes<T>(lane, step);
      for (let hazard = 0; hazard < hazardCount; hazard++) followHazard<T>(hazard, lane, step, before, stretches);
    }
    setInt(nextChange, lane, step);
  }
}

/** The first step at which a regime may change or a hazard strike. */
function earliest(lane: i32): i32 {
  let next = stepOf(int(nextSwitch, lane));
  for (let hazard = 0; hazard < hazardCount; hazard++) next = min(next, int(hazardNext, hazard * LANES + lane));
  return next;
}
